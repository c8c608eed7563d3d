import type { ClockStatus } from '../../../core/events';
import type { Link } from '../link';
import { careEn } from './care-en';
import { lockerEn } from './locker-en';
import { scenariosEn } from './scenarios-en';
import { simEn } from './sim-en';

/** Everything the page says. The other languages have its type: a missing word is a type error. */
export const en = {
  /** Of the language, in itself. */
  name: 'English',
  /** For numbers, dates and times of day. */
  locale: 'en-GB',
  language: 'Language',
  connecting: 'Connecting…',
  skip: 'Skip to content',
  areas: { label: 'Areas', locker: 'Locker' },
  link: {
    connecting: 'connecting…',
    live: 'live',
    stale: 'stale: the locker does not answer, trying again…',
    over: 'session over: run “lockerctl page” and open the address it prints',
  } satisfies Record<Link, string>,
  overTitle: 'This session is over',
  overText: 'Run this on the locker and open the address that it prints:',
  clock: {
    synchronized: 'time synchronized',
    holdover: 'time kept by itself',
    untrusted: 'time not trusted',
  } satisfies Record<ClockStatus, string>,
  sync: {
    online: 'operator online',
    offline: 'operator offline',
    disabled: 'no operator',
    pending: (count: number) => (count === 1 ? '1 event waits' : `${count} events wait`),
  },
  ill: { fail: (what: string) => `out of order: ${what}`, degraded: (what: string) => `needs attention: ${what}` },
  close: 'Close',
  failed: 'That did not work',
  unreachable: 'The locker can’t be reached.',
  locker: lockerEn,
  sim: simEn,
  care: careEn,
  scenarios: scenariosEn,
};
