import type { Words } from './words';

export const de: Words = {
  name: 'Deutsch',
  language: 'Sprache',
  connecting: 'Verbinde …',
  display: 'Anzeige',
  link: {
    connecting: 'verbinde …',
    live: 'aktuell',
    stale: 'veraltet: die Anlage antwortet nicht, neuer Versuch …',
    over: 'Sitzung beendet: „lockerctl page“ ausführen und die ausgegebene Adresse öffnen',
  },
};
