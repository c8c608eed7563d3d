import type { DoorReading } from '../../hal/ports';
import { never } from '../core/result';

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

/** Pulses per intent: a latch that stuck once often lets go the second time. */
const PULSES = 2;

export type JamCause = 'not-closed' | 'contact-unknown' | 'lock-lost' | 'did-not-open';

/** What one compartment's door is doing, for which opening. */
export type DoorActivity =
  | { readonly phase: 'idle' }
  /** Intent committed, contact being read before the next pulse; `pulses` were sent so far. */
  | { readonly phase: 'reading'; readonly opening: number; readonly pulses: number }
  | { readonly phase: 'pulsing'; readonly opening: number; readonly pulses: number }
  | { readonly phase: 'waiting'; readonly opening: number; readonly pulses: number; readonly until: number }
  /** Given up, but a slow door may still come. */
  | { readonly phase: 'jammed'; readonly opening: number; readonly until: number }
  | {
      readonly phase: 'open';
      readonly opening: number;
      readonly leftOpenAt: number;
      readonly leftOpen: boolean;
      /** The power was gone in between: nobody watched. */
      readonly unwatched: boolean;
    }
  /** After a start: an opening whose end nobody saw, judged when a swinging door must have come to rest. */
  | { readonly phase: 'recovering'; readonly opening: number; readonly until: number };

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
  | { readonly type: 'recover'; readonly opening: number }
  /** The contact as read right before the pulse: not debounced, a door that is not surely shut gets none. */
  | { readonly type: 'read'; readonly reading: DoorReading }
  | { readonly type: 'pulsed' }
  | { readonly type: 'pulse-failed'; readonly released: 'no' | 'unknown' }
  | { readonly type: 'tick' };

export type DoorEffect =
  | { readonly do: 'read' }
  | { readonly do: 'pulse' }
  | { readonly do: 'opened'; readonly opening: number; readonly late: boolean }
  | { readonly do: 'jammed'; readonly opening: number; readonly cause: JamCause }
  | { readonly do: 'left-open'; readonly opening: number }
  /** `ambiguous`: left open or unwatched, so nobody knows what is inside now. */
  | { readonly do: 'closed'; readonly opening: number; readonly ambiguous: boolean }
  /** Recovery found the door shut: nobody knows whether it was open in between. */
  | { readonly do: 'interrupted'; readonly opening: number }
  /** Recovery found the door open. */
  | { readonly do: 'found-open'; readonly opening: number }
  /** Open without a release. `seen`: the contact was closed before; else it was found open. */
  | { readonly do: 'forced'; readonly seen: boolean }
  | { readonly do: 'shut' };

export interface DoorStep {
  readonly state: DoorState;
  readonly effects: readonly DoorEffect[];
}

export const newDoor: DoorState = { activity: { phase: 'idle' }, reading: 'unknown', candidate: null };

const idle: DoorActivity = { phase: 'idle' };

/** When the machine wants a `tick`, monotonic ms, or null. */
export function nextTick(state: DoorState, times: DoorTimes): number | null {
  const wishes: number[] = [];
  if (state.candidate) wishes.push(state.candidate.since + times.debounceMs);
  const { activity } = state;
  if (activity.phase === 'waiting' || activity.phase === 'jammed' || activity.phase === 'recovering')
    wishes.push(activity.until);
  if (activity.phase === 'open' && !activity.leftOpen) wishes.push(activity.leftOpenAt);
  return wishes.length > 0 ? Math.min(...wishes) : null;
}

/** One step of one door. Pure: `now` is monotonic ms. */
export function doorStep(state: DoorState, input: DoorInput, now: number, times: DoorTimes): DoorStep {
  switch (input.type) {
    case 'contact':
      return contact(state, input.reading, now, times);
    case 'begin':
      return {
        state: { ...state, activity: { phase: 'reading', opening: input.opening, pulses: 0 } },
        effects: [{ do: 'read' }],
      };
    case 'recover': {
      const activity: DoorActivity = { phase: 'recovering', opening: input.opening, until: now + times.travelMs };
      return { state: { ...state, activity }, effects: [] };
    }
    case 'read':
      return read(state, input.reading, now, times);
    case 'pulsed':
      return pulsed(state, now, times);
    case 'pulse-failed':
      if (state.activity.phase !== 'pulsing') return { state, effects: [] };
      // What may have been released is waited for and never pulsed again (design, section 7).
      if (input.released === 'unknown') return wait(state, state.activity.opening, PULSES, now, times);
      return jam(state, state.activity.opening, 'lock-lost', now, times);
    case 'tick':
      return tick(state, now, times);
    default:
      return never(input);
  }
}

function contact(state: DoorState, reading: DoorReading, now: number, times: DoorTimes): DoorStep {
  if (reading === state.reading) return { state: { ...state, candidate: null }, effects: [] };
  if (state.candidate?.reading === reading) return { state, effects: [] };
  const next: DoorState = { ...state, candidate: { reading, since: now } };
  // That a contact can't be read needs no debouncing: it only makes us more careful.
  return reading === 'unknown' ? accept(next, now, times) : { state: next, effects: [] };
}

function read(state: DoorState, reading: DoorReading, now: number, times: DoorTimes): DoorStep {
  const { activity } = state;
  if (activity.phase !== 'reading') return { state, effects: [] };
  const { opening, pulses } = activity;
  if (reading === 'closed') {
    return {
      state: { ...state, activity: { phase: 'pulsing', opening, pulses: pulses + 1 } },
      effects: [{ do: 'pulse' }],
    };
  }
  // Before the second pulse: the door may be on its way after all, so it gets its time.
  if (pulses > 0) return wait(state, opening, PULSES, now, times);
  const cause = reading === 'open' ? 'not-closed' : 'contact-unknown';
  return { state: { ...state, activity: idle }, effects: [{ do: 'jammed', opening, cause }] };
}

function wait(state: DoorState, opening: number, pulses: number, now: number, times: DoorTimes): DoorStep {
  return {
    state: { ...state, activity: { phase: 'waiting', opening, pulses, until: now + times.travelMs } },
    effects: [],
  };
}

function pulsed(state: DoorState, now: number, times: DoorTimes): DoorStep {
  const { activity } = state;
  if (activity.phase !== 'pulsing') return { state, effects: [] };
  return wait(state, activity.opening, activity.pulses, now, times);
}

function jam(state: DoorState, opening: number, cause: JamCause, now: number, times: DoorTimes): DoorStep {
  const activity: DoorActivity = { phase: 'jammed', opening, until: now + times.slowMs };
  return { state: { ...state, activity }, effects: [{ do: 'jammed', opening, cause }] };
}

function tick(state: DoorState, now: number, times: DoorTimes): DoorStep {
  if (state.candidate && now >= state.candidate.since + times.debounceMs) return accept(state, now, times);
  const { activity } = state;
  switch (activity.phase) {
    case 'waiting':
      // An edge that is still being debounced decides first.
      if (now < activity.until || state.candidate?.reading === 'open') return { state, effects: [] };
      if (activity.pulses < PULSES && state.reading === 'closed') {
        const { opening, pulses } = activity;
        return { state: { ...state, activity: { phase: 'reading', opening, pulses } }, effects: [{ do: 'read' }] };
      }
      return jam(state, activity.opening, state.reading === 'unknown' ? 'contact-unknown' : 'did-not-open', now, times);
    case 'jammed':
      return now < activity.until ? { state, effects: [] } : { state: { ...state, activity: idle }, effects: [] };
    case 'open':
      if (activity.leftOpen || now < activity.leftOpenAt) return { state, effects: [] };
      return {
        state: { ...state, activity: { ...activity, leftOpen: true } },
        effects: [{ do: 'left-open', opening: activity.opening }],
      };
    case 'recovering':
      return now < activity.until ? { state, effects: [] } : recover(state, activity.opening, now, times);
    case 'idle':
    case 'reading':
    case 'pulsing':
      return { state, effects: [] };
    default:
      return never(activity);
  }
}

function recover(state: DoorState, opening: number, now: number, times: DoorTimes): DoorStep {
  switch (state.reading) {
    case 'closed':
      return { state: { ...state, activity: idle }, effects: [{ do: 'interrupted', opening }] };
    case 'open':
      return {
        state: { ...state, activity: opened(opening, true, now, times) },
        effects: [{ do: 'found-open', opening }],
      };
    case 'unknown':
      // The grant waits until the contact can be read.
      return {
        state: { ...state, activity: { phase: 'recovering', opening, until: now + times.travelMs } },
        effects: [],
      };
    default:
      return never(state.reading);
  }
}

function opened(opening: number, unwatched: boolean, now: number, times: DoorTimes): DoorActivity {
  return { phase: 'open', opening, leftOpenAt: now + times.leftOpenMs, leftOpen: false, unwatched };
}

/** The candidate has held: it is the reading now. */
function accept(before: DoorState, now: number, times: DoorTimes): DoorStep {
  const reading = before.candidate?.reading ?? before.reading;
  const state: DoorState = { ...before, reading, candidate: null };
  const { activity } = state;
  const first = before.reading === 'unknown';
  if (reading === 'open') {
    switch (activity.phase) {
      case 'reading':
      case 'pulsing':
      case 'waiting':
      case 'jammed': {
        // Open before the first pulse: the reading under way says so too, and no pulse is sent.
        if (activity.phase === 'reading' && activity.pulses === 0) return { state, effects: [] };
        const late = activity.phase === 'jammed';
        const next = { ...state, activity: opened(activity.opening, false, now, times) };
        // Only a change closed -> open that was seen is an opening; a contact that comes back as open is not.
        return first
          ? { state, effects: [] }
          : { state: next, effects: [{ do: 'opened', opening: activity.opening, late }] };
      }
      case 'idle':
        return { state, effects: [{ do: 'forced', seen: !first }] };
      case 'open':
      case 'recovering':
        return { state, effects: [] };
      default:
        return never(activity);
    }
  }
  if (reading === 'closed') {
    if (activity.phase === 'open') {
      return {
        state: { ...state, activity: idle },
        effects: [{ do: 'closed', opening: activity.opening, ambiguous: activity.leftOpen || activity.unwatched }],
      };
    }
    return { state, effects: first || activity.phase === 'recovering' ? [] : [{ do: 'shut' }] };
  }
  return { state, effects: [] };
}
