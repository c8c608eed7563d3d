import type { Store } from '../store/store';
import type { DoorView } from './occupancy';

export type Input = 'there' | 'lost' | 'none';

/** Through what a code can be entered just now; `none`: the site has no such device. */
export interface Inputs {
  readonly keypad: Input;
  readonly scanner: Input;
}

/** Is there no way left to enter a code? */
export const outOfOrder = ({ keypad, scanner }: Inputs): boolean => keypad !== 'there' && scanner !== 'there';

/** Whether a recipient who stands in front of the locker with a good code can get at a parcel. */
export class Reach {
  constructor(
    private readonly store: Store,
    private readonly doors: Pick<DoorView, 'reading'>,
    private readonly has: { readonly keypad: boolean; readonly scanner: boolean },
    /** Devices that are away. */
    private readonly lost: () => Pick<ReadonlyMap<string, unknown>, 'has'>,
  ) {}

  inputs(): Inputs {
    const input = (device: 'keypad' | 'scanner'): Input => {
      if (!this.has[device]) return 'none';
      return this.lost().has(device) ? 'lost' : 'there';
    };
    return { keypad: input('keypad'), scanner: input('scanner') };
  }

  /** Everybody's codes can be entered, and count. */
  serves(): boolean {
    return !outOfOrder(this.inputs()) && !this.store.locker.suspended();
  }

  /**
   * Does the door open to a code? One that does not read closed gets no pulse, see the door machine; and while its lock
   * is at work nobody knows yet: whoever came in time and finds it stuck must not lose by that.
   */
  opens(compartment: string): boolean {
    if (this.store.compartments.get(compartment)?.out_of_service !== null) return false;
    if (this.away(compartment) !== undefined || this.store.compartments.mixedUp(compartment)) return false;
    if (this.doors.reading(compartment) !== 'closed') return false;
    return this.store.openings.underWay(compartment)?.stage !== 'intent';
  }

  /** The device that is away without which no pulse goes to that lock. */
  away(compartment: string): string | undefined {
    return [`lock:${compartment}`, `door:${compartment}`].find((device) => this.lost().has(device));
  }

  /** Can one of a parcel's codes be entered? One that has none waits for the operator, not for the machine. */
  entered(parcel: string): boolean {
    const { keypad, scanner } = this.inputs();
    if (keypad !== 'lost' && scanner !== 'lost') return true;
    const codes = this.store.grants
      .ofParcel(parcel)
      .filter(({ kind, state }) => kind === 'pickup' && (state === 'live' || state === 'claimed'));
    const works = ({ pin, qr }: (typeof codes)[number]): boolean =>
      (pin !== null && keypad !== 'lost') || (qr !== null && scanner !== 'lost');
    return codes.length === 0 || codes.some(works);
  }
}
