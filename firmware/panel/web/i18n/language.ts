import { computed, effect, signal } from '@preact/signals';
import { de } from './de';
import { en } from './en';
import type { Words } from './words';

export const LANGUAGES: Readonly<Record<string, Words>> = { de, en };
const KEY = 'lockerd-language';

function preferred(): string {
  const wishes = [localStorage.getItem(KEY), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wishes.find((code) => code !== null && code in LANGUAGES) ?? 'en';
}

export const language = signal(preferred());
export const say = computed(() => LANGUAGES[language.value] ?? en);

effect(() => {
  document.documentElement.lang = language.value;
});

/** Kept for the next time; until then the browser's own wish counts. */
export function choose(code: string): void {
  language.value = code;
  localStorage.setItem(KEY, code);
}
