import type { SiteConfig } from '../../config/schema';
import type { Unsubscribe } from '../../hal/ports';
import type { Clock } from '../core/clock';
import type { Logger } from '../core/logger';
import { operatorKey } from '../core/operator-key';
import type { Operations } from '../core/operations';
import type { SyncView } from '../core/views';
import type { Store } from '../store/store';
import { applyDocument } from './apply';
import type { Backoff } from './backoff';
import { handleCommand, type CommandDeps } from './commands';
import { BrokerConnection } from './connection';
import { LARGEST_DOCUMENT, parseDocument } from './document';
import { reportOf } from './report';
import { Uplink } from './uplink';

export interface LinkDeps {
  readonly site: SiteConfig;
  readonly store: Store;
  readonly clock: Clock;
  readonly operations: Operations;
  readonly logger: Logger;
  /** See {@link applyDocument}. */
  readonly sweep: () => void;
  readonly version: string;
  /** What file names in `sync` are relative to: the state folder. */
  readonly folder: string;
  /** Tests make it shorter. */
  readonly backoff?: Backoff;
}

/** How long the retained document may take after the subscription before `reported` is sent without it, real ms. */
const RETAINED_MS = 200;
/** Topic and properties beside the payload: at most two strings of 64 KiB. */
const PACKET_OVERHEAD = 128 * 1024;

/**
 * The operator link: desired documents, acknowledgements and commands in, events and reports out. It is never
 * a reason to stop: whatever broker or operator do, the doors go on.
 */
export class OperatorLink {
  private readonly connection: BrokerConnection | null;
  private readonly uplink: Uplink;
  private readonly prefix: string;
  private readonly commandRules: Pick<CommandDeps, 'remoteOpen' | 'signers'>;
  private readonly listeners = new Set<() => void>();
  private stops: Unsubscribe[] = [];
  private pumping: NodeJS.Immediate | null = null;
  private firstReport: NodeJS.Timeout | null = null;
  /** Has this connection brought a document? */
  private seen = false;
  private reporting: 'no' | 'under-way' | 'again' = 'no';
  /** The last one that was answered. */
  private retainedCommand: Buffer | null = null;

  constructor(private readonly deps: LinkDeps) {
    const { site, store, clock, logger, folder, backoff } = deps;
    this.prefix = `lk/v1/${site.locker.id}/`;
    const keys = site.sync?.commandKeys?.map(operatorKey);
    this.commandRules = {
      remoteOpen: site.sync?.remoteOpen ?? false,
      signers: keys ? { locker: site.locker.id, keys } : null,
    };
    this.uplink = new Uplink(store, clock, logger, (site.sync?.resendAfterSeconds ?? 30) * 1_000);
    this.connection = site.sync
      ? new BrokerConnection(
          {
            config: site.sync,
            folder,
            clientId: `lockerd-${site.locker.id}`,
            topics: ['desired', 'ack', 'cmd'].map((name) => this.prefix + name),
            will: { topic: `${this.prefix}online`, payload: '0' },
            largestPacket: LARGEST_DOCUMENT + PACKET_OVERHEAD,
            ...(backoff && { backoff }),
          },
          {
            up: () => this.up(),
            down: () => this.down(),
            message: (topic, payload, retained) => this.message(topic, payload, retained),
            dropped: (bytes) => this.fail(`larger than 1 MiB: a message of ${bytes} bytes`),
          },
          logger,
        )
      : null;
  }

  start(): void {
    const { connection } = this;
    if (!connection || this.stops.length > 0) return;
    const { site, store, clock } = this.deps;
    this.stops = [
      store.onEvents((events) => {
        this.pumpSoon();
        if (events.some(({ type }) => type === 'grant.rejected')) this.report();
      }),
      clock.every((site.sync?.reportEverySeconds ?? 900) * 1_000, () => this.report()),
    ];
    connection.start();
  }

  /** Ends within a second, whatever the broker does. Twice does no harm. */
  async stop(): Promise<void> {
    for (const stop of this.stops.splice(0)) stop();
    this.pump();
    await this.connection?.stop({ topic: `${this.prefix}online`, payload: '0' });
    this.down();
  }

  /** Simulated: the network to the operator is gone, or back. */
  network(there: boolean): void {
    this.connection?.network(there);
  }

  view(): SyncView {
    const locker = this.deps.store.locker.get();
    const link = this.connection === null ? 'disabled' : this.connection.isUp() ? 'online' : 'offline';
    return { link, epoch: locker?.epoch ?? 0, rev: locker?.rev ?? 0, pendingEvents: this.uplink.pending() };
  }

  /** The view has changed, or a document has been applied. */
  onChange(listener: () => void): Unsubscribe {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** True as soon as the operator has everything and nothing waits to be sent; false after `timeoutMs` of real time. */
  async drained(timeoutMs: number): Promise<boolean> {
    if (this.connection === null) return false;
    if (this.isDrained()) return true;
    return new Promise((resolve) => {
      const finish = (result: boolean): void => {
        clearTimeout(timer);
        forget();
        resolve(result);
      };
      const timer = setTimeout(() => finish(false), timeoutMs);
      const forget = this.onChange(() => {
        if (this.isDrained()) finish(true);
      });
    });
  }

  private isDrained(): boolean {
    const idle = this.firstReport === null && this.reporting === 'no' && this.pumping === null;
    return this.connection?.isUp() === true && idle && this.uplink.pending() === 0;
  }

  private up(): void {
    const { connection, prefix } = this;
    if (!connection) return;
    this.reporting = 'no';
    connection.publish(`${prefix}online`, '1', true);
    this.uplink.connected((payload, confirmed) => connection.publish(`${prefix}events`, payload, false, confirmed));
    if (this.seen) this.report();
    else this.firstReport = setTimeout(() => this.report(), RETAINED_MS).unref();
    this.changed();
  }

  private down(): void {
    this.uplink.disconnected();
    this.reporting = 'no';
    this.seen = false;
    this.cancelFirstReport();
    if (this.pumping) clearImmediate(this.pumping);
    this.pumping = null;
    this.changed();
  }

  private message(topic: string, payload: Buffer, retained: boolean): void {
    switch (topic.slice(this.prefix.length)) {
      case 'desired':
        this.desired(payload);
        break;
      case 'ack':
        this.uplink.acknowledge(payload);
        break;
      case 'cmd':
        this.command(payload, retained);
        break;
      default:
        this.deps.logger.warn({ topic: topic.slice(0, 128) }, 'a message on a topic nobody asked for was ignored');
    }
    this.changed();
  }

  /** One that somebody forgot on the broker comes with each connection: one answer is enough until the next start. */
  private command(payload: Buffer, retained: boolean): void {
    if (retained && this.retainedCommand?.equals(payload)) return;
    handleCommand({ ...this.deps, ...this.commandRules }, payload, retained);
    if (retained) this.retainedCommand = payload;
  }

  private desired(payload: Buffer): void {
    const { store, site, logger } = this.deps;
    this.seen = true;
    const before = store.locker.get();
    const parsed = parseDocument(payload, { locker: site.locker.id, keyId: before?.key_id ?? '' });
    if (!parsed.ok) return this.fail(parsed.error);
    try {
      const { epoch, rev, grants, parcels } = parsed.document;
      const result = applyDocument(this.deps, parsed.document);
      logger.info({ epoch, rev, grants: grants.length, parcels: parcels.length, result }, 'document');
      if (result === 'applied' || this.firstReport !== null || before?.sync_error != null) this.report();
    } catch (error) {
      logger.error(
        { error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
        'a document could not be applied',
      );
      this.fail('it could not be applied: see the log of the locker');
    }
  }

  /** A document that changes nothing is named in `reported`. */
  private fail(error: string): void {
    const { store, logger } = this.deps;
    logger.warn({ error }, 'a document was refused');
    store.write(() => store.locker.setSyncError(error));
    this.report();
  }

  /** One at a time: what changes while one is under way makes another one follow. */
  private report(): void {
    this.cancelFirstReport();
    const { connection, deps } = this;
    if (!connection?.isUp()) return;
    if (this.reporting !== 'no') {
      this.reporting = 'again';
      return;
    }
    this.reporting = 'under-way';
    connection.publish(`${this.prefix}reported`, JSON.stringify(reportOf(deps.store, deps.version)), true, () => {
      const again = this.reporting === 'again';
      this.reporting = 'no';
      if (again) this.report();
      this.changed();
    });
  }

  /** Not at once: whoever committed the events has a door to open first. */
  private pumpSoon(): void {
    this.pumping ??= setImmediate(() => {
      this.pumping = null;
      this.pump();
    });
  }

  private pump(): void {
    try {
      this.uplink.pump();
      this.changed();
    } catch (error) {
      this.deps.logger.error({ error: String(error) }, 'events could not be sent');
    }
  }

  private cancelFirstReport(): void {
    if (this.firstReport) clearTimeout(this.firstReport);
    this.firstReport = null;
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
