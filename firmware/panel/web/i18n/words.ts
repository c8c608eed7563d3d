import type { en } from './en';

/** Everything the page says in one language. */
export type Words = typeof en;

/** What a scenario is about, in one language. */
export interface Story {
  readonly title: string;
  readonly about: string;
}
