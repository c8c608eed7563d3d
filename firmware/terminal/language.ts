import type { Language, SiteConfig } from '../../config/schema';
import type { TerminalInput, TerminalState } from './state';

/** After so long without a key or scan the next person finds the site's own language, ms. */
const OTHER_LANGUAGE_MS = 60_000;

type LanguagesOfSite = Pick<SiteConfig['locker'], 'language' | 'languages'>;

/** The site's own first, then the others in the order of the `*` key. */
export function languagesOf({ language, languages }: LanguagesOfSite): readonly Language[] {
  return [language, ...languages.filter((other) => other !== language)];
}

/** What `*` leads to at `idle`; null where there is but one. */
export function nextLanguage({ language, languages }: TerminalState): Language | null {
  const next = languages[(languages.indexOf(language) + 1) % languages.length];
  return next === undefined || next === language ? null : next;
}

/** Nobody is there any more: back to the site's own language. */
export function homeLanguage(
  before: TerminalState,
  state: TerminalState,
  input: TerminalInput,
  now: number,
): TerminalState {
  const [home] = state.languages;
  const waits = state.at.screen === 'idle' || state.at.screen === 'out-of-order';
  if (home === undefined || state.language === home || !waits) {
    return state.otherLanguageUntil === null ? state : { ...state, otherLanguageUntil: null };
  }
  if (input.type === 'key' || input.type === 'scan' || before.otherLanguageUntil === null) {
    return { ...state, otherLanguageUntil: now + OTHER_LANGUAGE_MS };
  }
  return now >= before.otherLanguageUntil ? { ...state, language: home, otherLanguageUntil: null } : state;
}
