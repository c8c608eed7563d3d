import { computed } from '@preact/signals';
import { say } from './i18n/language';
import { site } from './site';

/** Writes instants in the locker's zone and the page's language: RFC 3339, or ms since 1970. */
export function instant(parts: Intl.DateTimeFormatOptions): (at: string | number) => string {
  const format = computed(
    () => new Intl.DateTimeFormat(say.value.locale, { ...parts, timeZone: site.value?.zone ?? 'UTC' }),
  );
  return (at) => format.value.format(new Date(at));
}

const DAY = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;

export const day = instant(DAY);
export const timeOfDay = instant(CLOCK);
export const localTime = instant({ ...DAY, ...CLOCK });
