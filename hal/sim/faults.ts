import { HalError } from '../errors';
import type { SimFault } from '../ports';

/** What each kind of device can suffer. `tamper stuck-open`: the cover's switch reads open; `rtc jam`: its oscillator stopped. */
export const POSSIBLE = {
  door: ['jam', 'stuck-open', 'stuck-closed', 'slow', 'bounce', 'flicker', 'lost'],
  lock: ['jam', 'slow', 'lost'],
  scanner: ['lost', 'garbled'],
  keypad: ['lost', 'stuck-key'],
  display: ['lost'],
  beeper: ['lost'],
  rtc: ['lost', 'jam'],
  tamper: ['lost', 'stuck-open'],
  camera: ['lost'],
} as const satisfies Record<string, readonly SimFault[]>;

/** No device: it is remembered here, and the operator's link asks for it. */
export const NETWORK = 'network';

function possible(target: string, compartments: ReadonlySet<string>): readonly SimFault[] {
  if (target === NETWORK) return ['lost'];
  const colon = target.indexOf(':');
  const kind = colon < 0 ? target : target.slice(0, colon);
  const perDoor = kind === 'door' || kind === 'lock';
  if (!Object.hasOwn(POSSIBLE, kind) || perDoor !== colon >= 0) {
    throw new HalError(
      'unsupported',
      target,
      'no such device; there are door:ID, lock:ID, scanner, keypad, display, beeper, rtc, tamper, camera',
    );
  }
  if (perDoor && !compartments.has(target.slice(colon + 1))) throw noSuchDoor(target, compartments);
  return POSSIBLE[kind as keyof typeof POSSIBLE];
}

export function noSuchDoor(target: string, compartments: ReadonlySet<string>): HalError {
  return new HalError('unsupported', target, `no such compartment; there are ${[...compartments].join(', ')}`);
}

/** Which faults are on, one per device at most, and how often each took effect. */
export class FaultPlan {
  private readonly active = new Map<string, SimFault>();
  private readonly counts = new Map<string, number>();

  constructor(private readonly compartments: ReadonlySet<string>) {}

  /** @throws HalError `unsupported` when the target can't have that fault */
  set(target: string, fault: SimFault): void {
    const faults = possible(target, this.compartments);
    if (fault === 'none') {
      this.active.delete(target);
      return;
    }
    if (!faults.includes(fault)) {
      throw new HalError(
        'unsupported',
        target,
        `can't have the fault ${fault}; it can have ${faults.join(', ')}, none`,
      );
    }
    this.active.set(target, fault);
  }

  get(target: string): SimFault {
    return this.active.get(target) ?? 'none';
  }

  /** Is that fault on? Then it takes effect now, and is counted. */
  strikes(target: string, fault: SimFault): boolean {
    if (this.get(target) !== fault) return false;
    this.fired(target);
    return true;
  }

  /** Counts that the target's fault took effect. */
  fired(target: string): void {
    const name = `${target} ${this.get(target)}`;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  list(): Record<string, SimFault> {
    return Object.fromEntries(this.active);
  }

  firedFaults(): Record<string, number> {
    return Object.fromEntries(this.counts);
  }
}
