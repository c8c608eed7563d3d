import { careDe } from './care-de';
import { lockerDe } from './locker-de';
import { scenariosDe } from './scenarios-de';
import { simDe } from './sim-de';
import type { Words } from './words';

export const de: Words = {
  name: 'Deutsch',
  locale: 'de-DE',
  language: 'Sprache',
  connecting: 'Verbinde …',
  skip: 'Zum Inhalt',
  areas: { label: 'Bereiche', locker: 'Anlage' },
  link: {
    connecting: 'verbinde …',
    live: 'aktuell',
    stale: 'veraltet: die Anlage antwortet nicht, neuer Versuch …',
    over: 'Sitzung beendet: „lockerctl page“ ausführen und die ausgegebene Adresse öffnen',
  },
  overTitle: 'Diese Sitzung ist beendet',
  overText: 'Auf der Anlage ausführen und die ausgegebene Adresse öffnen:',
  clock: {
    synchronized: 'Zeit synchronisiert',
    holdover: 'Zeit selbst gehalten',
    untrusted: 'Zeit nicht vertrauenswürdig',
  },
  sync: {
    online: 'Betreiber verbunden',
    offline: 'Betreiber nicht erreichbar',
    disabled: 'kein Betreiber',
    pending: (count: number) => (count === 1 ? '1 Ereignis wartet' : `${count} Ereignisse warten`),
  },
  ill: { fail: (what: string) => `außer Betrieb: ${what}`, degraded: (what: string) => `Handlungsbedarf: ${what}` },
  close: 'Schließen',
  failed: 'Das ging nicht',
  unreachable: 'Die Anlage ist nicht erreichbar.',
  locker: lockerDe,
  sim: simDe,
  care: careDe,
  scenarios: scenariosDe,
};
