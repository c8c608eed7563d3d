import { computed, signal } from '@preact/signals';
import { AREAS, type Area } from './areas';
import { site } from './site';

const hash = signal(location.hash);
addEventListener('hashchange', () => (hash.value = location.hash));

/** The tabs that this locker has. */
export const areas = computed<readonly Area[]>(() => {
  const { value } = site;
  return AREAS.filter(({ there }) => there === undefined || (value !== null && there(value)));
});

/** The tab that the address names, else the first one. */
export const area = computed(() => {
  const id = hash.value.slice(1).split('/', 1)[0];
  return areas.value.find((one) => one.id === id) ?? areas.value[0];
});
