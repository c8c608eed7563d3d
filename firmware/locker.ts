import type { CompartmentConfig, SiteConfig } from '../config/schema';
import type { DeviceChange, Hal, TimeSource, Unsubscribe } from '../hal/ports';
import { Access } from './access/access';
import { Handovers } from './access/handover';
import { Lockout } from './access/lockout';
import { ServicePin } from './access/service-pin';
import { OfflineCodes } from './access/offline';
import { Clock, type ClockNews } from './core/clock';
import { errorMessage } from './core/error-facts';
import type { StoredEvent } from './core/events';
import type { Logger } from './core/logger';
import type { Operations } from './core/operations';
import { refuse, type Outcome } from './core/result';
import { localMoment } from './core/zone';
import { DoorSupervisor } from './doors/supervisor';
import { DeviceRegister } from './health/devices';
import { Audits } from './parcels/audit';
import { Collections } from './parcels/collection';
import { Deposits } from './parcels/deposit';
import { Expiry } from './parcels/expiry';
import { FairWindows } from './parcels/fair-windows';
import { Compartments } from './parcels/occupancy';
import { openingRules } from './parcels/opening-rules';
import { judgeDoubts, Pickups } from './parcels/pickups';
import { Reach } from './parcels/reach';
import { startWindows } from './parcels/window';
import { UNTIL_TOLD } from './store/locker';
import { Store, type StoreOptions } from './store/store';
import { AuditDesk } from './terminal/audit-desk';
import { Desk } from './terminal/desk';
import { selftestDone } from './terminal/selftest';
import { Terminal } from './terminal/terminal';

/** cron triggers the sweep each minute; this monotonic timer does too, whatever the wall clock does. */
const SWEEP_MS = 60_000;

/** Events after which a window may end sooner than any did before, or may have ended. */
const MOVES_ENDS = /^parcel\.(deposited|extended|found)/;

/** Events after which another set of windows may stand still. */
const CONCERNS_WINDOWS = /^(audit|compartment|device|door|parcel\.handed-over)/;

export interface LockerDeps {
  readonly site: SiteConfig;
  readonly siteKey: Buffer;
  readonly keyId: string;
  readonly hal: Hal;
  readonly time: TimeSource;
  readonly logger: Logger;
  readonly version: string;
  /** ms since 1970: no time before it is ever believed */
  readonly buildTime: number;
  readonly databaseFile: string;
  /** Runs something each minute by the wall clock (node-cron); answers how to end that. */
  readonly cron: (run: () => void) => () => Promise<void>;
  readonly atCommit?: StoreOptions['atCommit'];
}

/**
 * The locker without its links to the outside: doors, codes, parcels and terminal on one store. It works
 * alone; the app adds the operator link and the panel.
 */
export class Locker {
  readonly store: Store;
  readonly clock: Clock;
  readonly doors: DoorSupervisor;
  readonly terminal: Terminal;
  readonly lockout: Lockout;
  readonly expiry: Expiry;
  readonly audits: Audits;
  /** A technician's, given elsewhere than at the keypad. */
  readonly servicePin: ServicePin;
  /** What is away just now. */
  readonly devices: DeviceRegister;
  private readonly reach: Reach;
  private readonly windows: FairWindows;
  readonly operations: Operations;
  private readonly listeners = new Set<() => void>();
  private stops: Unsubscribe[] = [];
  private halted = false;
  private endCron: (() => Promise<void>) | null = null;
  private cancelEnd: Unsubscribe = () => undefined;

  constructor(private readonly deps: LockerDeps) {
    const { site, hal, logger } = deps;
    const changed = (): void => this.changed();
    const layout: readonly CompartmentConfig[] = site.compartments;
    const clock: Clock = new Clock(
      deps.time,
      {
        load: () => store.locker.get()?.last_good ?? null,
        save: (at) => store.write(() => store.locker.setLastGood(at)),
      },
      deps.buildTime,
    );
    const store: Store = new Store({
      file: deps.databaseFile,
      locker: site.locker.id,
      keyId: deps.keyId,
      compartments: layout.map((one) => one.id),
      // A new board does not know what is inside; only the simulator's locker is new together with its database.
      newCompartments: hal.sim ? 'empty' : 'unverified',
      stamp: () => ({ at: clock.now(), clock: clock.status() }),
      listenerFailed: (error) => logger.error({ error: errorMessage(error) }, 'an event was not taken'),
      ...(deps.atCommit && { atCommit: deps.atCommit }),
    });
    this.clock = clock;
    this.store = store;
    const rules = openingRules(store, clock, site);
    const times = {
      debounceMs: site.doors.debounceMs,
      travelMs: site.doors.travelMs,
      slowMs: site.doors.slowSeconds * 1000,
      leftOpenMs: site.timeouts.leftOpenSeconds * 1000,
    };
    this.doors = new DoorSupervisor(hal, store, clock, times, rules, logger, () => this.doorChanged());
    this.lockout = new Lockout(store, clock, { ...site.lockout, ...site.guessing }, () =>
      this.terminal.pinEntryChanged(),
    );
    this.expiry = new Expiry(store, clock, site.window.reminderHours);
    this.devices = new DeviceRegister(hal.onDevice);
    const has = { keypad: hal.keypad !== null, scanner: hal.scanner !== null };
    this.reach = new Reach(store, this.doors, has, () => this.devices.lost());
    this.windows = new FairWindows(store, clock, this.reach);
    const compartments = new Compartments(store, clock, this.doors, new Map(layout.map((one) => [one.id, one])));
    this.operations = {
      open: (id, by) => this.cannotOpen(id) ?? compartments.open(id, by),
      outOfService: (id, by) => compartments.outOfService(id, by),
      inService: (id, by) => compartments.inService(id, by),
      verifiedEmpty: (id, by) => compartments.verifiedEmpty(id, by),
      extend: (parcel, until) => {
        this.reckon();
        return this.expiry.extend(parcel, until);
      },
      recall: (parcel) => this.expiry.recall(parcel),
    };
    const offline = new OfflineCodes(store, clock, deps.siteKey, site);
    const { pinLength } = site.codes;
    const access = new Access(store, clock, deps.siteKey, pinLength, this.lockout, () => this.sweep(), offline);
    this.audits = new Audits(store, clock, this.doors, site, layout, (text) => access.endsWithPin(text));
    this.servicePin = new ServicePin(store, clock, deps.siteKey, pinLength, this.lockout, access, () =>
      this.terminal.pinEntryChanged(),
    );
    const desk = new Desk(
      access,
      new Pickups(store, clock, this.doors),
      new Deposits(store, clock, this.doors, site, layout),
      new Collections(store, clock, this.doors),
      new Handovers(store, clock, deps.siteKey, site.locker.zone, access),
      new AuditDesk(this.audits, store.openings, () => this.terminal.leadsAudit()),
      // Whoever stands there reads of a lock that is lost what they read of every door that does not open.
      { ...this.operations, open: (id, by) => compartments.open(id, by) },
      this.doors,
      (id) => store.openings.underWay(id),
      (id) => store.compartments.get(id)?.out_of_service != null,
      (reports, by) => store.record(selftestDone(reports, by)),
      layout,
      () => this.windows.quiet || this.windows.reckon(),
    );
    this.terminal = new Terminal(
      hal,
      desk,
      clock,
      site,
      { mode: () => this.lockout.entry().mode, opensAt: (language) => this.pinOpensAt(language) },
      logger,
      changed,
    );
  }

  /** Settles when the locker takes codes: devices open, every opening of an earlier run judged. */
  async start(): Promise<void> {
    const { store, clock, deps } = this;
    clock.start();
    store.record({ type: 'locker.started', version: deps.version });
    if (!clock.trusted()) store.record({ type: 'clock.untrusted' });
    // Before anything is judged by its end.
    this.windows.start();
    this.devices.start();
    this.stops = [
      clock.onNews((news) => this.clockNews(news)),
      deps.hal.onDevice((change) => this.device(change)),
      deps.hal.tamper?.onChange((reading) => reading === 'alarm' && store.record({ type: 'tamper.alarm' })) ??
        (() => undefined),
      this.doors.onNews((news) => this.terminal.door(news)),
      store.onEvents((events) => this.told(events)),
    ];
    await deps.hal.start();
    await this.doors.start();
    await this.doors.recovered();
    judgeDoubts(store);
    this.lockout.start();
    this.terminal.start();
    this.terminal.inputsChanged(this.reach.inputs());
    this.timeMoved();
    this.stops.push(
      clock.every(SWEEP_MS, () => this.sweep()),
      () => this.cancelEnd(),
    );
    this.endCron = deps.cron(() => this.sweep());
  }

  /** Serves nobody any more: every output off, the end recorded. The store stays open for {@link Locker.close}. */
  async halt(): Promise<void> {
    if (this.halted) return;
    this.halted = true;
    await this.endCron?.();
    // What has ended is marked: the next start may be told an earlier time.
    this.sweep();
    for (const stop of this.stops) stop();
    this.stops = [];
    this.windows.stop();
    this.terminal.stop();
    this.doors.stop();
    this.devices.stop();
    await this.deps.hal.stop();
    this.lockout.stop();
    this.store.record({ type: 'locker.stopped' });
    this.clock.stop();
  }

  close(): void {
    this.store.close();
  }

  /** Called after whatever may show on a page. */
  onChange(listener: () => void): Unsubscribe {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** What is known before a door is asked for from afar, where nobody sees that it does not open; null: nothing. */
  private cannotOpen(compartment: string): Outcome | null {
    if (this.halted) return refuse('conflict', 'the locker is stopping');
    const device = this.reach.away(compartment);
    if (device === undefined) return null;
    return refuse('conflict', `${compartment} can't be opened: ${device} is lost (${this.devices.lost().get(device)})`);
  }

  /** After each commit. What changes whether a parcel can be fetched is told by an event, or seen by a door. */
  private told(events: readonly StoredEvent[]): void {
    if (events.some(({ type }) => MOVES_ENDS.test(type))) this.sweep();
    else if (events.some(({ type }) => CONCERNS_WINDOWS.test(type))) this.reckon();
    this.changed();
  }

  /** A lock is at work, a door moved or can be read again. */
  private doorChanged(): void {
    this.reckon();
    this.changed();
  }

  /** Brings every window's end up to date, see {@link FairWindows}. */
  private reckon(): void {
    try {
      this.windows.reckon();
      this.planEnd();
    } catch (error) {
      // Nothing is lost: the next time reckons from where this one should have.
      this.deps.logger.error({ error: errorMessage(error) }, 'windows not reckoned');
    }
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }

  /**
   * Makes visible what has ended.
   * @param reached by which time, ms since 1970; default: now
   */
  sweep(reached?: number): void {
    try {
      this.windows.reckon();
      this.expiry.sweep(reached);
      this.planEnd();
    } catch (error) {
      // The next minute tries again; no code depends on it.
      this.deps.logger.error({ error: errorMessage(error) }, 'sweep failed');
    }
  }

  /**
   * An end that comes before the next sweep does is not waited for by up to a minute. One that stands still is none:
   * it moves along with the time.
   */
  private planEnd(): void {
    this.cancelEnd();
    const end = this.windows.nextEnd();
    if (end === null || !this.clock.trusted()) return;
    const left = end - this.clock.now();
    if (left < SWEEP_MS) this.cancelEnd = this.clock.after(left, () => this.sweep());
  }

  private pinOpensAt(language: SiteConfig['locker']['language']): string | null {
    const left = this.lockout.remaining();
    // The next full minute: who comes back then is not turned away for the seconds before.
    const end = Math.ceil((this.clock.now() + left) / 60_000) * 60_000;
    return left > 0 ? localMoment(end, this.clock.now(), this.deps.site.locker.zone, language) : null;
  }

  private clockNews(news: ClockNews): void {
    if (news.type === 'stepped') {
      this.store.record({ type: 'clock.stepped', byMs: news.byMs });
      // Back: what had ended by the time before stays ended. The status is still that of before, too.
      if (news.byMs < 0 && this.clock.trusted()) this.sweep(this.clock.now() - news.byMs);
    } else if (news.status === 'untrusted') this.store.record({ type: 'clock.untrusted' });
    else if (news.status === 'synchronized') this.store.record({ type: 'clock.synchronized' });
    // A step by which the time can be trusted again is told first, and that it can next: nothing is judged in between.
    if (news.type === 'status' || this.clock.trusted()) this.timeMoved();
    // Holdover has no event of its own, and shows.
    this.changed();
  }

  /** Whatever waited for a time that can be trusted, and what has ended by it. */
  private timeMoved(): void {
    this.windows.reckon();
    if (this.clock.trusted()) {
      const { store, clock } = this;
      store.write(() => {
        startWindows(store, this.deps.site, clock.now());
        if (store.locker.get()?.offline_from === UNTIL_TOLD) store.locker.setOfflineFrom(clock.now());
      });
    }
    this.sweep();
  }

  private device({ device, status, detail }: DeviceChange): void {
    this.store.record({ type: status === 'lost' ? 'device.lost' : 'device.back', device, detail });
    if (device === 'display' && status === 'back') this.terminal.refresh();
    if (device === 'keypad' || device === 'scanner') this.terminal.inputsChanged(this.reach.inputs());
    this.changed();
  }
}
