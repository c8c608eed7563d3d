import type { Words } from './words';

export const en: Words = {
  name: 'English',
  language: 'Language',
  connecting: 'Connecting…',
  display: 'Display',
  link: {
    connecting: 'connecting…',
    live: 'live',
    stale: 'stale: the locker does not answer, trying again…',
    over: 'session over: run “lockerctl page” and open the address it prints',
  },
};
