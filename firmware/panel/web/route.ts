import { computed } from '@preact/signals';
import { tab } from './address';
import { AREAS, type Area } from './areas';
import { site } from './site';

/** The tabs that this locker has. */
export const areas = computed<readonly Area[]>(() => {
  const { value } = site;
  return AREAS.filter(({ there }) => there === undefined || (value !== null && there(value)));
});

/** The tab that the address names, else the first one. */
export const area = computed(() => areas.value.find(({ id }) => id === tab.value) ?? areas.value[0]);
