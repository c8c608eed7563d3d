import { computed, signal } from '@preact/signals';

const hash = signal(location.hash.slice(1));
addEventListener('hashchange', () => (hash.value = location.hash.slice(1)));

/** The tab that the address names: `events` of `#events`. */
export const tab = computed(() => hash.value.split('/', 1)[0] ?? '');
/** What it names within the tab: `first-pickup` of `#scenarios/first-pickup`. */
export const within = computed(() => {
  const rest = hash.value.slice(tab.value.length + 1);
  try {
    return decodeURIComponent(rest);
  } catch {
    return rest;
  }
});
