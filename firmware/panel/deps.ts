import type { Beep, DeviceReport, Listen, SimControl, Unsubscribe } from '../../hal/ports';
import type { LogRing } from '../core/log-ring';
import type { Logger } from '../core/logger';
import type { Operations } from '../core/operations';
import type { OpeningTimes } from '../doors/opening-times';
import type { DoorTest } from '../health/door-test';
import type { Store } from '../store/store';
import type { Confirmer } from './confirmations';
import type { GuidedAuditDeps } from './guided-audit';
import type { ListenAddress } from './listen';
import type { PageFile } from './page-files';
import type { Timers } from './stream';
import type { HealthView, SiteView, StateView } from '../core/views';

/** What the panel shows and whom it asks; `app.ts` puts it together. */
export interface PanelDeps {
  readonly lockerId: string;
  /** Unix socket of the control API, mode 0660. */
  readonly socketFile: string;
  /** The TCP door with the page; null: there is none. */
  readonly listen: ListenAddress | null;
  /** Its files; empty where the page was not built. */
  readonly page: readonly PageFile[];
  readonly store: Pick<Store, 'events' | 'guards' | 'locker' | 'write' | 'onEvents' | 'backup' | 'db'>;
  readonly operations: Operations;
  /** Null on real hardware: `/sim` and `/demo` do not exist there. */
  readonly sim: SimControl | null;
  readonly site: SiteView;
  readonly state: () => StateView;
  readonly health: () => HealthView;
  /** Of the compartments of the site file. */
  readonly doors: {
    readonly ids: readonly string[];
    readonly times: Pick<OpeningTimes, 'view' | 'history' | 'newLock'>;
  };
  readonly selftest: { devices(): Promise<readonly DeviceReport[]>; readonly door: DoorTest };
  /** Guided audits, and what the doors do meanwhile. */
  readonly audit: Pick<GuidedAuditDeps, 'audits' | 'onDoor'>;
  /** Who has to confirm before a door opens from the page; null in the simulator: nobody. */
  readonly confirmer: Confirmer | null;
  /** The newest lines of the daemon's log. */
  readonly log: Pick<LogRing, 'tail' | 'onLine'>;
  /** Prometheus text. */
  readonly metrics: () => Promise<string>;
  /** What the beeper sounds. */
  readonly onSound: Listen<Beep>;
  /** Simulated: cuts the operator's link, or lets it connect again. */
  readonly network: (there: boolean) => void;
  /** Calls the listener whenever {@link PanelDeps.state} may answer something else. */
  readonly onChange: (listener: () => void) => Unsubscribe;
  readonly logger: Logger;
  /** Real time, ms since 1970, for sessions: advancing the simulated clock logs nobody out. Default: the system's. */
  readonly realTime?: () => number;
  /** Simulated: the folder of the scenarios. */
  readonly scenarios?: string;
  /** Of the stream; default: real ones. */
  readonly timers?: Timers;
}
