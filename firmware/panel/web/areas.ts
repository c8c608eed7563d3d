import type { ComponentType } from 'preact';
import type { SiteView } from '../../core/views';
import { AuditArea } from './care/audit-area';
import { DoorsArea } from './care/doors-area';
import { EventsArea } from './care/events-area';
import { HealthArea } from './care/health-area';
import { LogArea } from './care/log-area';
import type { Words } from './i18n/words';
import { LockerArea } from './locker/locker-area';
import { recording } from './scenarios/record';
import { ScenariosArea } from './scenarios/scenarios-area';

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
export const AREAS: readonly Area[] = [
  { id: 'locker', title: ({ areas }) => areas.locker, View: LockerArea },
  {
    id: 'scenarios',
    title: ({ scenarios }) => (recording.value ? scenarios.areaRecording : scenarios.area),
    there: ({ sim }) => sim !== null,
    View: ScenariosArea,
  },
  { id: 'events', title: ({ care }) => care.areas.events, View: EventsArea },
  { id: 'health', title: ({ care }) => care.areas.health, View: HealthArea },
  { id: 'doors', title: ({ care }) => care.areas.doors, View: DoorsArea },
  { id: 'audit', title: ({ care }) => care.areas.audit, View: AuditArea },
  { id: 'log', title: ({ care }) => care.areas.log, View: LogArea },
];
