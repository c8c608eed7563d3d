import type { CameraConfig } from '../../config/camera';
import type { Camera, Unsubscribe } from '../../hal/ports';
import type { Clock } from '../core/clock';
import { errorMessage } from '../core/error-facts';
import type { EventType, StoredEvent } from '../core/events';
import type { Logger } from '../core/logger';
import type { StillsView } from '../core/views';
import type { Store } from '../store/store';
import { StillArchive } from './archive';

/** Events that may wait for their still; of more, the oldest go without. */
const WAITING = 8;
/** A still taken later than this after its event shows something else, ms. */
const STALE_MS = 10_000;
const PRUNE_MS = 3_600_000;

export interface StillsDeps {
  readonly camera: Camera;
  readonly config: Pick<CameraConfig, 'on' | 'minGapSeconds' | 'keepHours' | 'keepMegabytes'>;
  readonly folder: string;
  readonly store: Pick<Store, 'onEvents'>;
  readonly clock: Pick<Clock, 'now' | 'monotonic' | 'trusted' | 'every'>;
  readonly logger: Logger;
}

interface Occasion {
  readonly event: StoredEvent;
  /** monotonic ms */
  readonly since: number;
}

/**
 * Takes a still on the events that the site names, one after the other, after they are committed: no door and no
 * dialogue waits for it. A camera that fails is told by its driver, as any other device.
 */
export class Stills {
  private readonly archive: StillArchive;
  private readonly wanted: ReadonlySet<EventType>;
  private waiting: Occasion[] = [];
  private busy: Promise<void> | null = null;
  /** When the last still for a kind of event was asked for, monotonic ms. */
  private readonly last = new Map<EventType, number>();
  private stops: Unsubscribe[] = [];
  private kept = { count: 0, bytes: 0 };
  private problem: string | null = null;

  constructor(private readonly deps: StillsDeps) {
    this.archive = new StillArchive(deps.folder);
    this.wanted = new Set(deps.config.on);
  }

  /** Never fails: a locker without its stills serves all the same. Twice does no harm. */
  async start(): Promise<void> {
    if (this.stops.length > 0) return;
    const { store, clock } = this.deps;
    this.stops = [
      store.onEvents((events) => events.forEach((event) => this.take(event))),
      clock.every(PRUNE_MS, () => void this.queue(() => this.prune())),
    ];
    await this.queue(async () => {
      await this.archive.open();
      await this.prune();
    });
  }

  /** Takes no more; a still that is being taken ends with the camera. Twice does no harm. */
  stop(): void {
    for (const stop of this.stops) stop();
    this.stops = [];
    this.waiting = [];
  }

  view(): StillsView {
    return { ...this.kept, problem: this.problem };
  }

  /** Settles when nothing is left to be done. */
  async settled(): Promise<void> {
    while (this.busy !== null) await this.busy;
  }

  private take(event: StoredEvent): void {
    const { config, clock } = this.deps;
    if (!this.wanted.has(event.type)) return;
    const now = clock.monotonic();
    const last = this.last.get(event.type);
    if (last !== undefined && now - last < config.minGapSeconds * 1_000) return;
    this.last.set(event.type, now);
    this.waiting.push({ event, since: now });
    if (this.waiting.length > WAITING) this.waiting.shift();
    void this.queue(() => this.work());
  }

  private async work(): Promise<void> {
    const { clock, logger } = this.deps;
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      const { event, since } = next;
      if (clock.monotonic() - since <= STALE_MS) await this.still(event);
      else logger.debug({ type: event.type, seq: event.seq }, 'too late for a still');
    }
  }

  private async still(event: StoredEvent): Promise<void> {
    const { camera, logger } = this.deps;
    const file = this.archive.fileFor(event);
    try {
      await camera.still(file);
    } catch (error) {
      logger.warn({ type: event.type, seq: event.seq, error: errorMessage(error) }, 'no still was taken');
      return;
    }
    await this.archive.date(file, event.at);
    await this.prune();
  }

  private async prune(): Promise<void> {
    const { config, clock } = this.deps;
    this.kept = await this.archive.prune({
      // As with parcels: nothing ends by a time that nobody vouches for.
      oldBefore: clock.trusted() ? clock.now() - config.keepHours * 3_600_000 : null,
      bytes: config.keepMegabytes * 1_000_000,
    });
  }

  /** One thing after the other; what fails is told by {@link view}. */
  private queue(work: () => Promise<void>): Promise<void> {
    const mine = (this.busy ?? Promise.resolve()).then(async () => {
      try {
        await work();
        this.problem = null;
      } catch (error) {
        const problem = `stills can't be kept: ${errorMessage(error)}`;
        if (this.problem === null) this.deps.logger.error({ error: errorMessage(error) }, "stills can't be kept");
        this.problem = problem;
      }
    });
    this.busy = mine;
    void mine.then(() => {
      if (this.busy === mine) this.busy = null;
    });
    return mine;
  }
}
