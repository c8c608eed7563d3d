import type { ComponentType } from 'preact';
import type { SiteView } from '../../core/views';
import type { Words } from './i18n/words';
import { LockerArea } from './locker/locker-area';

/** One tab of the page. */
export interface Area {
  /** In the address behind the `#`. */
  readonly id: string;
  readonly title: (words: Words) => string;
  /** Left out: at every locker. */
  readonly there?: (site: SiteView) => boolean;
  readonly View: ComponentType;
}

/** The tabs in their order: a new one is a line here. */
export const AREAS: readonly Area[] = [{ id: 'locker', title: ({ areas }) => areas.locker, View: LockerArea }];
