import { computed } from '@preact/signals';
import { say } from '../i18n/language';
import { site } from '../site';

const format = computed(
  () =>
    new Intl.DateTimeFormat(say.value.locale, {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZone: site.value?.zone ?? 'UTC',
    }),
);

/** In the locker's zone and the page's language. @param at RFC 3339 */
export function localTime(at: string): string {
  return format.value.format(new Date(at));
}
