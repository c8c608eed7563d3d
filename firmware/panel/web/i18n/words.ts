import type { en } from './en';

/** Everything the page says in one language. */
export type Words = typeof en;
