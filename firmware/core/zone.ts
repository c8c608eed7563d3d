import type { Temporal } from 'temporal-polyfill';
import type { Language } from '../../config/schema';

/**
 * Days in an IANA zone. A day is what the calendar on that wall says: 23 to 25 hours mostly, none at all where
 * a zone has skipped a date. Dates are `YYYY-MM-DD`, instants ms since 1970, zones IANA names.
 */

/** The date on the wall at that instant. */
export function dateIn(instant: number, zone: string): string {
  const { Instant } = temporal();
  return Instant.fromEpochMilliseconds(Math.floor(instant)).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** @throws RangeError for a date that no calendar has */
export function addDays(date: string, days: number): string {
  return plain(date).add({ days }).toString();
}

/** The first instant of a date; after a gap at midnight that is not 00:00. */
export function startOfDay(date: string, zone: string): number {
  return plain(date).toZonedDateTime(zone).epochMilliseconds;
}

/** The first instant that is no longer that date: the start of the next one. */
export function endOfDay(date: string, zone: string): number {
  return startOfDay(addDays(date, 1), zone);
}

function plain(date: string): Temporal.PlainDate {
  return temporal().PlainDate.from(date, { overflow: 'reject' });
}

/** Loaded at the first use: a start that has no day to reckon is 16 ms shorter. */
function temporal(): typeof Temporal {
  return (require('temporal-polyfill') as typeof import('temporal-polyfill')).Temporal;
}

/** The time on the wall as `HH:MM`. */
export function localTime(instant: number, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(instant);
}

const LOCALES: Readonly<Record<Language, string>> = { de: 'de-DE', en: 'en-GB', fr: 'fr-FR', tr: 'tr-TR', pl: 'pl-PL' };

/**
 * The same, with the day before it when that is not the day of `now`: `23:59`, `24.11. 23:59`, `24 Nov 23:59`,
 * `24/11 23:59`; 13 characters at most.
 */
export function localMoment(instant: number, now: number, zone: string, language: Language): string {
  const time = localTime(instant, zone);
  const month = language === 'en' ? 'short' : 'numeric';
  const day = new Intl.DateTimeFormat(LOCALES[language], { timeZone: zone, day: 'numeric', month });
  return day.format(instant) === day.format(now) ? time : `${day.format(instant)} ${time}`;
}
