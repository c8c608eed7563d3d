import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { siteSchema, type SiteConfig } from '../../config/schema';
import { keyId } from '../../config/site-key';
import { localLink } from '../../hal/sim/local-link';
import { createSimHal } from '../../hal/sim/sim-hal';
import { someTurns, VirtualTime } from '../../hal/sim/virtual-time';
import { World } from '../../hal/sim/world';
import type { Hal, Key, SimFault, TimeSource } from '../../hal/ports';
import { pinVerifier, tokenVerifier } from '../../firmware/access/codes';
import type { StoredEvent } from '../../firmware/core/events';
import type { Logger } from '../../firmware/core/logger';
import { Locker } from '../../firmware/locker';
import { stateView } from '../../firmware/state-view';
import { applyDocument } from '../../firmware/sync/apply';
import { parseDocument } from '../../firmware/sync/document';
import { isPowerCut, Life, PowerCut, type CutPoint } from './life';

export type { CutPoint } from './life';

export const SITE_KEY = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
export const START = Date.UTC(2026, 10, 21, 10);
export const HOUR = 3_600_000;
export const COURIER_PIN = '900001';
export const COURIER_QR = '0123456789ABCDEFGHJKMNPQRS';
export const SERVICE_PIN = '900002';

/** Files in memory: the power cuts here end a process, no disk, and hundreds of lockers wait for no fsync. */
const MEMORY = '/dev/shm';

export const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** The demo's wall, small: two S (one of them accessible), one M, one L, one XL. */
export function testSite(changes: Record<string, unknown> = {}): SiteConfig {
  return siteSchema.parse({
    locker: { id: 'TEST-1', zone: 'Europe/Berlin', language: 'en' },
    hal: { driver: 'sim' },
    compartments: [
      { id: 'A1', number: 1, size: 'S' },
      { id: 'A2', number: 2, size: 'S', accessible: true },
      { id: 'B1', number: 3, size: 'M' },
      { id: 'C1', number: 4, size: 'L' },
      { id: 'C2', number: 5, size: 'XL' },
    ],
    ...changes,
  });
}

interface Announcement {
  readonly id: string;
  readonly label?: string | null;
  readonly size?: string;
  readonly accessible?: boolean;
  readonly handover?: boolean;
  readonly depositAllowed?: boolean;
  readonly recipient?: string;
  readonly windowHours?: number;
  /** Where it is as the operator knows, RFC 3339 times: for a locker that does not know. */
  readonly compartment?: string;
  readonly depositedAt?: string;
  readonly expiresAt?: string;
}

/** What a rig's drivers are made from; the doors behind them are the world's, hands and faults and all. */
export interface RigParts {
  readonly sim: Hal;
  readonly world: World;
  /** The firmware's: its timers die with it. */
  readonly time: TimeSource;
  /** The world's, which outlives it. */
  readonly worldTime: VirtualTime;
  /** Is the firmware that uses them still running? A dead one's bytes go nowhere. */
  readonly alive: () => boolean;
  /** Called around each pulse that a lock gets, as the simulator's own do. */
  readonly atPoint: (point: 'before-pulse' | 'after-pulse', compartment: string) => void;
}
export type MakeHal = (parts: RigParts) => Hal | Promise<Hal>;

/**
 * A locker on the simulated HAL in frozen time, with a small operator beside it, without sockets. The world
 * and the database outlive the firmware: {@link Rig.cut} and {@link Rig.boot} are a power cut.
 */
export class Rig {
  readonly time: VirtualTime;
  readonly folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'lockerd-'));
  readonly world: World;
  readonly site: SiteConfig;
  private readonly display: { readonly columns: 16 | 20; readonly rows: 2 | 4 };
  locker!: Locker;
  hal!: Hal;
  /** Called at every cut point, around pulses with the compartment; may call {@link Rig.die}. */
  atPoint: (point: CutPoint, compartment?: string) => void = () => undefined;
  /** Of the operator's next document. */
  epoch = 1;
  /** Tickets and PINs of the day that it revokes. */
  revokedOffline: readonly string[] = [];
  private life!: Life;
  private rev = 0;
  private grants = new Map<string, Record<string, unknown>>();
  private parcels = new Map<string, Announcement>();

  /**
   * @param makeHal other locks and contacts than the simulator's own
   * @param clock `real`: for drivers that wait for a real kernel; time then passes while somebody waits
   */
  constructor(
    changes: Record<string, unknown> = {},
    private readonly makeHal: MakeHal = ({ sim }) => sim,
    clock: 'frozen' | 'real' = 'frozen',
  ) {
    this.time = new VirtualTime({ frozen: clock === 'frozen', wall: START });
    if (clock === 'real') this.time.setOffsets({ wall: START - Date.now(), monotonic: 0, trusted: true });
    this.site = testSite(changes);
    const { compartments, hal } = this.site;
    if (hal.driver !== 'sim') throw new Error('the rig is a simulated locker');
    this.display = { columns: hal.columns, rows: hal.rows };
    this.world = new World({ compartments: compartments.map(({ id }) => id), travelMs: hal.travelMs, time: this.time });
    this.world.start();
  }

  /** A rig whose locker takes codes and knows its staff. */
  static async running(
    changes: Record<string, unknown> = {},
    makeHal?: MakeHal,
    clock?: 'frozen' | 'real',
  ): Promise<Rig> {
    const rig = new Rig(changes, makeHal, clock);
    try {
      await rig.boot();
    } catch (error) {
      rmSync(rig.folder, { recursive: true, force: true });
      throw error;
    }
    rig.hireCourier();
    rig.grant('service', { kind: 'service', person: 't1', pin: SERVICE_PIN });
    rig.publish();
    return rig;
  }

  /** The power is back: the firmware starts from its files. */
  async boot(): Promise<void> {
    const life = new Life(this.time, (point, compartment) => this.atPoint(point, compartment));
    this.life = life;
    const { hal: sim } = createSimHal(
      { compartments: this.site.compartments.map(({ id }) => id), ...this.display },
      this.life.link(localLink(this.world)),
      this.time,
    );
    this.time.settle = someTurns;
    const hal = await this.makeHal({
      sim,
      world: this.world,
      time: life.source(),
      worldTime: this.time,
      alive: () => life.alive,
      atPoint: (point, compartment) => this.atPoint(point, compartment),
    });
    this.hal = hal;
    this.locker = new Locker({
      site: this.site,
      siteKey: SITE_KEY,
      keyId: keyId(SITE_KEY),
      hal: this.life.hal(hal),
      time: this.life.source(),
      logger: silent,
      version: '0.0.0-test',
      buildTime: START - HOUR,
      cron: () => async () => undefined,
      databaseFile: join(this.folder, 'lockerd.db'),
      atCommit: (point) => {
        if (!this.life.alive) throw new PowerCut();
        this.atPoint(point === 'before' ? 'before-commit' : 'after-commit');
        if (!this.life.alive) throw new PowerCut();
      },
    });
    const started = this.locker.start();
    // Heard below; a start that fails meanwhile is no unhandled rejection.
    started.catch(() => undefined);
    await someTurns();
    // Openings of the life before are judged when a swinging door must have come to rest.
    await this.advance(this.site.doors.travelMs + 500);
    // The dead never finish what they started.
    if (!this.life.alive) throw new PowerCut();
    await started;
  }

  /** The power is gone this instant. */
  die(): void {
    this.life.end();
  }

  alive(): boolean {
    return this.life.alive;
  }

  /** What somebody does while the power may go: what the dying firmware throws is nobody's concern. */
  async inTheDark(act: () => unknown): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (this.life.alive || !isPowerCut(error)) throw error;
    }
  }

  /** After {@link Rig.die}: what the dead process held is let go. */
  bury(): void {
    this.life.end();
    if (this.locker.store.db.open) this.locker.store.db.close();
  }

  async cut(): Promise<void> {
    this.bury();
    await this.boot();
  }

  async end(): Promise<void> {
    if (this.life.alive) {
      await this.locker.halt();
      this.locker.close();
    } else this.bury();
    this.world.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async advance(ms: number): Promise<void> {
    if (this.time.frozen) await this.time.advance(ms);
    else await new Promise<void>((resolve) => void this.time.after(ms, resolve));
  }

  async keys(text: string): Promise<void> {
    for (const key of text) {
      await this.world.keys([key as Key]);
      await someTurns();
    }
  }

  async scan(text: string): Promise<void> {
    await this.world.scan(text);
    await someTurns();
  }

  /** A hand at the door, and time enough for the contact. */
  async hand(compartment: string, action: 'open' | 'close'): Promise<void> {
    const moved = this.world.hand(compartment, action);
    await this.advance(1_000);
    await moved;
  }

  async fault(target: string, fault: SimFault): Promise<void> {
    await this.world.fault(target, fault);
    await someTurns();
  }

  async pulses(compartment: string): Promise<number> {
    return (await this.world.inspect()).doors[compartment]?.releases ?? 0;
  }

  screen(): string {
    return this.locker.terminal.view().screen;
  }

  lines(): readonly string[] {
    return this.locker.terminal.view().lines;
  }

  compartment(id: string) {
    const view = stateView(this.locker, this.site, 'test', { link: 'disabled', epoch: 0, rev: 0, pendingEvents: 0 });
    const found = view.compartments.find((one) => one.id === id);
    if (!found) throw new Error(`no compartment ${id}`);
    return found;
  }

  events(): StoredEvent[] {
    return this.locker.store.events.after(0, 1_000_000);
  }

  types(): string[] {
    return this.events().map(({ type }) => type);
  }

  /** The operator puts a grant into its document; codes are given in clear, QR without `LK1-`. */
  grant(id: string, grant: { kind: string; pin?: string; qr?: string; rev?: number } & Record<string, unknown>): void {
    const { pin, qr, ...rest } = grant;
    this.grants.set(id, {
      id,
      rev: 1,
      ...rest,
      ...(pin !== undefined && { pin: pinVerifier(SITE_KEY, pin) }),
      ...(qr !== undefined && { qr: tokenVerifier(SITE_KEY, qr) }),
    });
  }

  hireCourier(): void {
    this.grant('courier', { kind: 'courier', person: 'c1', pin: COURIER_PIN, qr: COURIER_QR });
  }

  revoke(id: string): void {
    this.grants.delete(id);
  }

  /** Of the operator's next document. */
  grantIds(): string[] {
    return [...this.grants.keys()];
  }

  announce(parcel: Announcement): void {
    this.parcels.set(parcel.id, parcel);
  }

  withdraw(id: string): void {
    this.parcels.delete(id);
  }

  /** The operator publishes, the locker applies. */
  publish(): void {
    this.rev += 1;
    const document = parseDocument(
      Buffer.from(
        JSON.stringify({
          v: 1,
          locker: this.site.locker.id,
          keyId: keyId(SITE_KEY),
          epoch: this.epoch,
          rev: this.rev,
          issuedAt: new Date(this.time.wall()).toISOString(),
          grants: [...this.grants.values()],
          revokedOffline: this.revokedOffline,
          parcels: [...this.parcels.values()].map((parcel) => ({
            label: null,
            size: 'S',
            accessible: false,
            handover: false,
            ...parcel,
          })),
        }),
      ),
      { locker: this.site.locker.id, keyId: keyId(SITE_KEY) },
    );
    if (!document.ok) throw new Error(document.error);
    const { store, clock } = this.locker;
    const sweep = (): void => this.locker.sweep();
    applyDocument({ store, clock, site: this.site, logger: silent, sweep }, document.document);
  }

  /** The courier deposits an announced parcel by its label, up to the confirmation. Returns the compartment. */
  async deposit(parcel: Announcement & { label: string }): Promise<string> {
    this.announce(parcel);
    this.publish();
    const compartment = await this.opensFor(parcel.label);
    await this.hand(compartment, 'close');
    await this.keys('#**');
    return compartment;
  }

  /** The courier scans a label: a door opens for its parcel. Returns the compartment. */
  async opensFor(label: string): Promise<string> {
    await this.keys(COURIER_PIN);
    await this.advance(1_000);
    await this.keys('1');
    await this.scan(label);
    await this.advance(1_000);
    const opening = this.locker.store.openings.unsettled().find((row) => row.purpose === 'deposit');
    if (!opening) throw new Error(`no door opened for ${label}: ${this.screen()}`);
    return opening.compartment;
  }

  /** A parcel inside, its recipient with a PIN (and a QR token). */
  async stored(parcel: Announcement & { label: string }, pin: string, qr?: string): Promise<string> {
    const compartment = await this.deposit(parcel);
    this.grant(`g-${parcel.id}`, { kind: 'pickup', parcel: parcel.id, pin, ...(qr !== undefined && { qr }) });
    this.publish();
    return compartment;
  }
}
