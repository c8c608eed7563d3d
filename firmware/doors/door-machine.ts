import type { DoorReading } from '../../hal/ports';
import { never } from '../core/result';
import type { Attempt, DoorActivity, DoorInput, DoorState, DoorStep, DoorTimes, JamCause } from './door-state';

export type { Closing, DoorEffect, DoorInput, DoorState, DoorStep, DoorTimes, JamCause, Left } from './door-state';

/** Pulses per intent: a latch that stuck once often lets go the second time. */
const PULSES = 2;

/** No hand closes a door within this time after it has sprung open, ms. */
export const FASTEST_HAND_MS = 100;

/** A door closed this soon after it sprang open: perhaps too early to have taken anything out, ms. */
const EARLY_MS = 2_000;

/** What reads and pulses may take of the time in which a person is told that the door is stuck (6 s), ms. */
const HAL_MS = 1_500;

/** A pulse is sent within this after it was asked for, or refused: drivers wait no longer for their turn, ms. */
const TURN_MS = 1_000;

/** How long after the intent it is given up, whatever lock and contact are doing. */
export function giveUpAfter(times: DoorTimes): number {
  return PULSES * times.travelMs + HAL_MS;
}

export const newDoor: DoorState = { activity: { phase: 'idle' }, reading: 'unknown', candidate: null };

const idle: DoorActivity = { phase: 'idle' };

/** When the machine wants a `tick`, monotonic ms, or null. */
export function nextTick(state: DoorState, times: DoorTimes): number | null {
  const wishes: number[] = [];
  const { activity, candidate } = state;
  if (candidate) wishes.push(candidate.since + times.debounceMs);
  switch (activity.phase) {
    case 'reading':
    case 'pulsing':
    case 'waiting':
    case 'jammed':
    case 'recovering':
      if (!undecided(state)) wishes.push(deadline(activity));
      break;
    case 'open':
      if (!activity.leftOpen) wishes.push(activity.leftOpenAt);
      break;
    case 'idle':
      break;
    default:
      never(activity);
  }
  return wishes.length > 0 ? Math.min(...wishes) : null;
}

/** An edge that is still being debounced decides before a time that has run out does. */
function undecided({ candidate }: DoorState): boolean {
  return candidate?.reading === 'open';
}

function deadline(activity: Extract<DoorActivity, Attempt | { until: number }>): number {
  if ('giveUpAt' in activity)
    return 'until' in activity ? Math.min(activity.until, activity.giveUpAt) : activity.giveUpAt;
  return activity.until;
}

/** One step of one door. Pure: `now` is monotonic ms. */
export function doorStep(state: DoorState, input: DoorInput, now: number, times: DoorTimes): DoorStep {
  switch (input.type) {
    case 'contact':
      return contact(state, input.reading, now, times);
    case 'begin':
      return {
        state: {
          ...state,
          activity: {
            phase: 'reading',
            opening: input.opening,
            pulses: 0,
            giveUpAt: now + giveUpAfter(times),
            mayCome: state.activity.phase === 'jammed' || state.activity.phase === 'recovering',
            unseen: false,
            pulsedAt: null,
          },
        },
        effects: [{ do: 'read' }],
      };
    case 'recover': {
      const { opening, left } = input;
      const activity: DoorActivity = { phase: 'recovering', opening, left, until: now + times.travelMs };
      // Given up before, and nobody saw what came of it.
      return { state: { ...state, activity }, effects: left === 'jammed' ? [{ do: 'unwatched', opening }] : [] };
    }
    case 'read':
      return read(state, input.reading, now, times);
    case 'pulsed':
      return pulsed(state, now, times);
    case 'pulse-failed':
      if (state.activity.phase !== 'pulsing') return { state, effects: [] };
      // What may have been released is waited for and never pulsed again (design, section 7).
      if (input.released === 'unknown') return wait(state, { ...state.activity, pulses: PULSES }, now, times);
      return jam(state, unpulsed(state.activity), 'lock-lost', now, times);
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
  const { pulses, mayCome, giveUpAt, pulsedAt } = activity;
  if (reading === 'closed') {
    // Too late for a second one: it could come when nobody waits for the door any more.
    if (pulses > 0 && now + TURN_MS > giveUpAt) return jam(state, activity, 'did-not-open', now, times);
    return {
      state: { ...state, activity: { ...activity, phase: 'pulsing', pulses: pulses + 1, pulsedAt: pulsedAt ?? now } },
      effects: [{ do: 'pulse' }],
    };
  }
  // Before the second pulse: the door may be on its way after all, so it gets its time.
  if (pulses > 0 || (mayCome && reading === 'open' && state.reading === 'closed'))
    return wait(state, { ...activity, pulses: PULSES }, now, times);
  return jam(state, activity, reading === 'open' ? 'not-closed' : 'contact-unknown', now, times);
}

function wait(
  state: DoorState,
  { opening, pulses, giveUpAt, mayCome, pulsedAt, unseen }: Attempt,
  now: number,
  times: DoorTimes,
): DoorStep {
  return {
    state: {
      ...state,
      activity: { phase: 'waiting', opening, pulses, giveUpAt, mayCome, pulsedAt, unseen, until: now + times.travelMs },
    },
    effects: [],
  };
}

/** The last pulse was not sent after all. */
function unpulsed(attempt: Attempt): Attempt {
  const pulses = attempt.pulses - 1;
  return { ...attempt, pulses, pulsedAt: pulses === 0 ? null : attempt.pulsedAt };
}

function pulsed(state: DoorState, now: number, times: DoorTimes): DoorStep {
  const { activity } = state;
  if (activity.phase !== 'pulsing') return { state, effects: [] };
  return wait(state, activity, now, times);
}

function jam(
  state: DoorState,
  { opening, pulses, mayCome, pulsedAt, unseen }: Attempt,
  why: JamCause,
  now: number,
  times: DoorTimes,
): DoorStep {
  const released = pulses > 0 || mayCome;
  const slow: DoorActivity = { phase: 'jammed', opening, until: now + times.slowMs, unwatched: false, pulsedAt };
  // Shut now says little: somebody may have been at the open door while nobody could see it.
  const blind = unseen || state.reading === 'unknown';
  const cause = released && blind && why !== 'not-closed' ? 'contact-unknown' : why;
  return {
    state: { ...state, activity: released ? slow : idle },
    effects: [{ do: 'jammed', opening, cause, released }],
  };
}

function tick(state: DoorState, now: number, times: DoorTimes): DoorStep {
  if (state.candidate && now >= state.candidate.since + times.debounceMs) return accept(state, now, times);
  const { activity } = state;
  switch (activity.phase) {
    case 'reading':
    case 'pulsing':
    case 'waiting':
    case 'jammed':
    case 'recovering':
      if (now < deadline(activity) || undecided(state)) return { state, effects: [] };
      return timeIsUp(state, activity, now, times);
    case 'open':
      if (activity.leftOpen || now < activity.leftOpenAt) return { state, effects: [] };
      return {
        state: { ...state, activity: { ...activity, leftOpen: true } },
        effects: [{ do: 'left-open', opening: activity.opening }],
      };
    case 'idle':
      return { state, effects: [] };
    default:
      return never(activity);
  }
}

function timeIsUp(
  state: DoorState,
  activity: Exclude<DoorActivity, { phase: 'idle' | 'open' }>,
  now: number,
  times: DoorTimes,
): DoorStep {
  const { opening } = activity;
  switch (activity.phase) {
    case 'reading':
      return jam(state, activity, 'contact-unknown', now, times);
    case 'pulsing':
      return jam(state, activity, activity.pulses > 1 ? 'did-not-open' : 'lock-lost', now, times);
    case 'waiting': {
      const { pulses, giveUpAt, mayCome, pulsedAt, unseen } = activity;
      if (pulses < PULSES && state.reading === 'closed' && now < giveUpAt) {
        return {
          state: { ...state, activity: { phase: 'reading', opening, pulses, giveUpAt, mayCome, pulsedAt, unseen } },
          effects: [{ do: 'read' }],
        };
      }
      return jam(state, activity, 'did-not-open', now, times);
    }
    case 'jammed':
      return { state: { ...state, activity: idle }, effects: [{ do: 'over', opening }] };
    case 'recovering':
      return recover(state, activity, now, times);
    default:
      return never(activity);
  }
}

function recover(
  state: DoorState,
  activity: Extract<DoorActivity, { phase: 'recovering' }>,
  now: number,
  times: DoorTimes,
): DoorStep {
  const { opening, left } = activity;
  switch (state.reading) {
    case 'closed': {
      // A slow door belongs to its opening, whether that was given up before the power went or now.
      const until = now + times.slowMs;
      const slow: DoorActivity = { phase: 'jammed', opening, until, unwatched: true, pulsedAt: null };
      return {
        state: { ...state, activity: left === 'opened' ? idle : slow },
        effects: left === 'jammed' ? [] : [{ do: 'interrupted', opening }],
      };
    }
    case 'open':
      return {
        state: { ...state, activity: opened(opening, { unwatched: true, late: false, unseen: false }, now, times) },
        effects: [{ do: 'found-open', opening }],
      };
    case 'unknown':
      // The grant waits until the contact can be read.
      return {
        state: { ...state, activity: { ...activity, until: now + times.travelMs } },
        effects: [],
      };
    default:
      return never(state.reading);
  }
}

function opened(
  opening: number,
  how: { readonly unwatched: boolean; readonly late: boolean; readonly unseen: boolean },
  now: number,
  times: DoorTimes,
): DoorActivity {
  return { phase: 'open', opening, leftOpenAt: now + times.leftOpenMs, leftOpen: false, ...how };
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
        const unasked = activity.phase === 'reading' && activity.pulses === 0 && !activity.mayCome;
        if (unasked) return { state, effects: [{ do: 'forced', seen: !first }] };
        // It read closed before the pulse, so a contact that comes back as open tells of this opening all the same.
        const { opening, pulsedAt } = activity;
        const took = (before.candidate?.since ?? now) - (pulsedAt ?? now);
        const tookMs = pulsedAt === null || first ? null : Math.max(0, took);
        const late = activity.phase === 'jammed';
        const unwatched = late && activity.unwatched;
        return {
          state: { ...state, activity: opened(opening, { unwatched, late, unseen: first }, now, times) },
          effects: [{ do: 'opened', opening, late, tookMs }],
        };
      }
      case 'idle':
        return { state, effects: [{ do: 'forced', seen: !first }] };
      case 'recovering':
        return recover(state, activity, now, times);
      case 'open':
        return { state, effects: [] };
      default:
        return never(activity);
    }
  }
  if (reading === 'closed') {
    if (activity.phase === 'open') {
      const { opening, leftOpen, unwatched, late, leftOpenAt } = activity;
      const watched = !leftOpen && !unwatched && !late;
      const unseen = watched && (activity.unseen || first);
      const stoodOpen = now - (leftOpenAt - times.leftOpenMs);
      const tooFast = watched && !unseen && stoodOpen < FASTEST_HAND_MS;
      const early = stoodOpen < EARLY_MS;
      const how = { leftOpen, unwatched, late, early, ...(tooFast && { tooFast }), ...(unseen && { unseen }) };
      return { state: { ...state, activity: idle }, effects: [{ do: 'closed', opening, ...how }] };
    }
    return { state, effects: first || activity.phase === 'recovering' ? [] : [{ do: 'shut' }] };
  }
  if ('mayCome' in activity && (activity.pulses > 0 || activity.mayCome)) {
    return { state: { ...state, activity: { ...activity, unseen: true } }, effects: [] };
  }
  // It may still come, and go, and nobody would see it.
  if (activity.phase === 'jammed') {
    return { state, effects: [{ do: 'unwatched', opening: activity.opening }] };
  }
  return { state, effects: [] };
}
