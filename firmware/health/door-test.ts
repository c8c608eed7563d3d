import type { DoorReading, Hal, TimeSource, Unsubscribe } from '../../hal/ports';
import { refuse, type Refusal } from '../core/result';
import type { Authority, Operations } from '../core/operations';
import type { CompartmentState } from '../core/views';

/** The door machine has long given up by then, ms. */
const LIMIT_MS = 30_000;
/** Unless a parcel is known to be in there: whoever takes it out of service does not take it out. */
const TESTABLE: readonly CompartmentState[] = ['free', 'unverified', 'out-of-service'];

export interface DoorTestResult {
  readonly compartment: string;
  readonly opened: boolean;
  /** From the release to the contact's first edge (reading the contact before is in it: some ms), or null. */
  readonly openedAfterMs: number | null;
  readonly detail: string;
}

export interface DoorTestDeps {
  readonly hal: Pick<Hal, 'contacts'>;
  readonly time: TimeSource;
  readonly open: Operations['open'];
  readonly doors: {
    reading(compartment: string): DoorReading;
    onNews(listener: (news: { readonly type: string; readonly opening: { compartment: string } }) => void): Unsubscribe;
  };
  readonly stateOf: (compartment: string) => CompartmentState | null;
  /** Is a parcel inside, as far as is known? */
  readonly holdsParcel: (compartment: string) => boolean;
  /** Longest time that a healthy door takes to open, ms. */
  readonly travelMs: number;
}

export type DoorTest = (compartment: string, by: Authority) => Promise<DoorTestResult | Refusal>;

/**
 * Opens a door as any person's opening (intent, audit, the driver's limits) and measures how long it takes.
 * A compartment with a parcel is left alone.
 */
export function createDoorTest({ hal, time, open, doors, stateOf, holdsParcel, travelMs }: DoorTestDeps): DoorTest {
  return async (compartment, by) => {
    const contact = hal.contacts.get(compartment);
    const state = stateOf(compartment);
    if (contact === undefined || state === null) return refuse('not-found', `there is no compartment ${compartment}`);
    if (!TESTABLE.includes(state) || holdsParcel(compartment)) {
      return refuse('conflict', `${compartment} is ${state}: a test opens no door behind which a parcel may be`);
    }
    const reading = doors.reading(compartment);
    if (reading === 'open') return refuse('conflict', `${compartment} stands open: close its door first`);
    if (reading === 'unknown')
      return refuse('conflict', `${compartment}: its contact can't be read, see the self-test`);

    const started = time.monotonic();
    let edge: number | null = null;
    let settle: (news: string) => void = () => undefined;
    const news = new Promise<string>((resolve) => (settle = resolve));
    const stops = [
      contact.onChange((now) => {
        if (now === 'open') edge ??= time.monotonic() - started;
      }),
      doors.onNews(({ type, opening }) => {
        if (opening.compartment === compartment) settle(type);
      }),
      time.after(LIMIT_MS, () => settle('nothing')),
    ];
    try {
      const outcome = open(compartment, by);
      if (!outcome.ok) return outcome;
      return result(compartment, await news, edge, travelMs);
    } finally {
      for (const stop of stops) stop();
    }
  };
}

function result(compartment: string, news: string, edge: number | null, travelMs: number): DoorTestResult {
  if (news !== 'opened') {
    const detail =
      'did not open: is the lock connected and its supply on (a click?), is the door free, does the contact switch?';
    return { compartment, opened: false, openedAfterMs: null, detail };
  }
  const openedAfterMs = edge === null ? null : Math.round(edge);
  const slow = edge !== null && edge > travelMs;
  const detail = slow
    ? 'opened only at the second pulse: is the latch stiff, the pulse too short, the supply weak?'
    : '';
  return { compartment, opened: true, openedAfterMs, detail };
}
