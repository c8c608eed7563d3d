import { HalError } from '../errors';
import type { DoorReading, Unsubscribe } from '../ports';
import type { FaultPlan } from './faults';
import type { DoorState } from './link';
import type { VirtualTime } from './virtual-time';

/** `slow`: a door that takes this long to swing open, a lock that takes this long for its pulse. */
export const SLOW_DOOR_MS = 8_000;
export const SLOW_LOCK_MS = 2_000;
/** A hand that waits for a door to open lets this much time pass before it closes it. */
export const HAND_MS = 400;
/** No hand closes a door sooner after it has sprung open. */
export const QUICKEST_HAND_MS = 250;
/** `bounce`: that many edges, the last of which stays. Cheap contacts bounce for some 5 to 30 ms. */
const BOUNCE_EDGES = 7;
const BOUNCE_EDGE_MS = 5;
/** `flicker`: so long the contact shows a door open that a pulse only rattles. */
const FLICKER_MS = 80;

export interface SimDoorOptions {
  readonly compartment: string;
  readonly time: VirtualTime;
  readonly travelMs: number;
  readonly faults: FaultPlan;
  /** The contact shows something else. */
  readonly onContact: (reading: DoorReading) => void;
  /** Something changed that is worth saving. */
  readonly onChange: () => void;
}

export interface DoorMemory {
  readonly state: DoorState;
  /** How long a travelling door still takes. */
  readonly remainingMs: number;
  readonly releases: number;
}

/** One compartment's door, its lock, its contact and the spring that swings it open. */
export class SimDoor {
  state: DoorState = 'closed';
  releases = 0;
  /** What the contact says. */
  shown: DoorReading = 'closed';
  private opensAt = 0;
  private sprangAt = -Infinity;
  private cancelTravel: Unsubscribe | null = null;
  private cancelBounce: Unsubscribe | null = null;
  private readonly waitingForOpen = new Set<() => void>();

  constructor(private readonly options: SimDoorOptions) {}

  /** @throws HalError `lost` */
  release(): { tookMs: number } {
    const { compartment, faults, travelMs } = this.options;
    const lock = `lock:${compartment}`;
    const door = `door:${compartment}`;
    if (faults.strikes(lock, 'lost')) throw new HalError('lost', lock, 'does not answer');
    this.releases += 1;
    const tookMs = faults.strikes(lock, 'slow') ? SLOW_LOCK_MS : 0;
    if (this.state === 'closed' && faults.strikes(door, 'flicker')) this.flicker();
    else if (this.state === 'closed' && !faults.strikes(lock, 'jam') && !faults.strikes(door, 'jam')) {
      this.travel(tookMs + (faults.strikes(door, 'slow') ? SLOW_DOOR_MS : travelMs));
    }
    this.options.onChange();
    return { tookMs };
  }

  read(): DoorReading {
    if (this.shown !== this.truth() && this.isContactFault()) this.options.faults.fired(this.target());
    return this.shown;
  }

  /** Settles when the hand is done, or with a frozen time as soon as it waits. Answers whether the door moves. */
  async hand(action: 'open' | 'close'): Promise<boolean> {
    if (action === 'open') {
      if (this.state === 'open') return false;
      this.become('open');
      return true;
    }
    if (this.state === 'closed') return false;
    const early = this.sprangAt + QUICKEST_HAND_MS - this.options.time.monotonic();
    if (this.state === 'open' && early <= 0) {
      this.become('closed');
      return true;
    }
    const closed = new Promise<void>((resolve) => {
      const closeIn = (ms: number): void => {
        this.options.time.after(ms, () => {
          if (this.state === 'open') this.become('closed');
          resolve();
        });
      };
      if (this.state === 'open') closeIn(early);
      else this.waitingForOpen.add(() => closeIn(HAND_MS));
    });
    if (!this.options.time.frozen) await closed;
    return true;
  }

  /** The contact after a fault began or ended. */
  refresh(): void {
    this.cancelBounce?.();
    this.cancelBounce = null;
    this.showTruth();
  }

  save(): DoorMemory {
    const remainingMs = this.state === 'travelling' ? Math.max(0, this.opensAt - this.options.time.monotonic()) : 0;
    return { state: this.state, remainingMs, releases: this.releases };
  }

  restore(memory: DoorMemory): void {
    this.releases = memory.releases;
    this.state = memory.state === 'open' ? 'open' : 'closed';
    this.shown = this.faulty(this.truth());
    if (memory.state === 'travelling') this.travel(memory.remainingMs);
  }

  /** Ends what is under way without an effect. */
  stop(): void {
    this.cancelTravel?.();
    this.cancelBounce?.();
    this.cancelTravel = this.cancelBounce = null;
  }

  private travel(ms: number): void {
    if (ms <= 0) {
      this.springOpen();
      return;
    }
    this.state = 'travelling';
    this.opensAt = this.options.time.monotonic() + ms;
    this.cancelTravel = this.options.time.after(ms, () => this.springOpen());
  }

  private springOpen(): void {
    this.sprangAt = this.options.time.monotonic();
    this.become('open');
  }

  private become(state: 'open' | 'closed'): void {
    this.stop();
    this.state = state;
    if (this.options.faults.strikes(this.target(), 'bounce')) this.bounce(BOUNCE_EDGES);
    else this.showTruth();
    if (state === 'open') {
      for (const go of this.waitingForOpen) go();
      this.waitingForOpen.clear();
    }
    this.options.onChange();
  }

  private flicker(): void {
    this.show('open');
    this.cancelBounce = this.options.time.after(FLICKER_MS, () => this.showTruth());
  }

  private bounce(edgesLeft: number): void {
    this.cancelBounce = null;
    const settled = this.truth();
    this.show(edgesLeft % 2 === 1 ? settled : settled === 'open' ? 'closed' : 'open');
    if (edgesLeft > 1) this.cancelBounce = this.options.time.after(BOUNCE_EDGE_MS, () => this.bounce(edgesLeft - 1));
  }

  private showTruth(): void {
    const truth = this.truth();
    const reading = this.faulty(truth);
    if (reading !== truth) this.options.faults.fired(this.target());
    this.show(reading);
  }

  private show(reading: DoorReading): void {
    if (reading === this.shown) return;
    this.shown = reading;
    this.options.onContact(reading);
  }

  private target(): string {
    return `door:${this.options.compartment}`;
  }

  private truth(): DoorReading {
    return this.state === 'open' ? 'open' : 'closed';
  }

  private isContactFault(): boolean {
    return this.faulty('open') === this.faulty('closed');
  }

  private faulty(truth: DoorReading): DoorReading {
    const fault = this.options.faults.get(this.target());
    if (fault === 'stuck-open') return 'open';
    if (fault === 'stuck-closed') return 'closed';
    return fault === 'lost' ? 'unknown' : truth;
  }
}
