import type { DoorReading } from '../../hal/ports';

/** What the machine of one door knows, hears and wants: door-machine.ts takes the steps. */

/** Times in ms of the monotonic clock. */
export interface DoorTimes {
  /** A contact must hold a level this long to be believed. */
  readonly debounceMs: number;
  /** A healthy door is open this long after the pulse at the latest. */
  readonly travelMs: number;
  /** An opening this long after a jam still belongs to the intent that jammed. */
  readonly slowMs: number;
  /** A door that stands open this long has been left open. */
  readonly leftOpenMs: number;
}

export type JamCause = 'not-closed' | 'contact-unknown' | 'lock-lost' | 'did-not-open';

export interface Attempt {
  readonly opening: number;
  /** Sent so far. */
  readonly pulses: number;
  readonly giveUpAt: number;
  /** Begun while the door could still come for the opening before: then it comes for this one. */
  readonly mayCome: boolean;
  /** When the first pulse was asked for, or null. */
  readonly pulsedAt: number | null;
  /** Since then the contact could not be read for a while: the door may have come and gone unseen. */
  readonly unseen: boolean;
}

/** What one compartment's door is doing, for which opening. */
export type DoorActivity =
  | { readonly phase: 'idle' }
  /** Intent committed, contact being read before the next pulse. */
  | ({ readonly phase: 'reading' } & Attempt)
  | ({ readonly phase: 'pulsing' } & Attempt)
  | ({ readonly phase: 'waiting'; readonly until: number } & Attempt)
  /** Given up, but a slow door may still come. `unwatched`: the power was gone in between. */
  | {
      readonly phase: 'jammed';
      readonly opening: number;
      readonly until: number;
      readonly unwatched: boolean;
      /** When the first pulse was asked for; null: for an opening before this one, or nobody watched. */
      readonly pulsedAt: number | null;
    }
  | {
      readonly phase: 'open';
      readonly opening: number;
      readonly leftOpenAt: number;
      readonly leftOpen: boolean;
      /** The power was gone in between: nobody watched. */
      readonly unwatched: boolean;
      /** It came when it had been given up: whoever stood there was told that it is stuck. */
      readonly late: boolean;
      /** The contact could not be read when it opened. */
      readonly unseen: boolean;
    }
  /** After a start: an opening whose end nobody saw, judged when a swinging door must have come to rest. */
  | { readonly phase: 'recovering'; readonly opening: number; readonly left: Left; readonly until: number };

/** Where the last run left an opening: intended, opened, or given up with the door perhaps still on its way. */
export type Left = 'intent' | 'opened' | 'jammed';

export interface DoorState {
  readonly activity: DoorActivity;
  /** Debounced; `unknown` until first read. */
  readonly reading: DoorReading;
  /** A level that has not held long enough yet. */
  readonly candidate: { readonly reading: DoorReading; readonly since: number } | null;
}

export type DoorInput =
  | { readonly type: 'contact'; readonly reading: DoorReading }
  | { readonly type: 'begin'; readonly opening: number }
  | { readonly type: 'recover'; readonly opening: number; readonly left: Left }
  /** The contact as read right before the pulse: not debounced, a door that is not surely shut gets none. */
  | { readonly type: 'read'; readonly reading: DoorReading }
  | { readonly type: 'pulsed' }
  | { readonly type: 'pulse-failed'; readonly released: 'no' | 'unknown' }
  | { readonly type: 'tick' };

/** How a door came to be closed again. */
export interface Closing {
  /** It had been left open: whoever stood there may be gone. */
  readonly leftOpen: boolean;
  /** The power was gone in between: nobody watched. */
  readonly unwatched: boolean;
  /** It had opened after a jam. */
  readonly late: boolean;
  /** So soon that perhaps nothing has been taken out. */
  readonly early: boolean;
  /** Quicker than any hand closes a door: the contact said what can't be. */
  readonly tooFast?: boolean;
  /** The contact could not be read when it opened or was closed: nobody knows when, and by whom. */
  readonly unseen?: boolean;
}

export type DoorEffect =
  | { readonly do: 'read' }
  | { readonly do: 'pulse' }
  /** `tookMs`: from the first pulse to the edge that held; null where it was not seen from the beginning. */
  | { readonly do: 'opened'; readonly opening: number; readonly late: boolean; readonly tookMs: number | null }
  /** `released`: a pulse was or may have been sent, so the door may still come. */
  | { readonly do: 'jammed'; readonly opening: number; readonly cause: JamCause; readonly released: boolean }
  | { readonly do: 'left-open'; readonly opening: number }
  | ({ readonly do: 'closed'; readonly opening: number } & Closing)
  /** Recovery found the door shut: nobody knows whether it was open in between. */
  | { readonly do: 'interrupted'; readonly opening: number }
  /** Given up, and now nobody sees whether it comes after all. */
  | { readonly do: 'unwatched'; readonly opening: number }
  /** Given up so long ago that it can't come any more. */
  | { readonly do: 'over'; readonly opening: number }
  /** Recovery found the door open. */
  | { readonly do: 'found-open'; readonly opening: number }
  /** Open without a release. `seen`: the contact was closed before; else it was found open. */
  | { readonly do: 'forced'; readonly seen: boolean }
  | { readonly do: 'shut' };

export interface DoorStep {
  readonly state: DoorState;
  readonly effects: readonly DoorEffect[];
}
