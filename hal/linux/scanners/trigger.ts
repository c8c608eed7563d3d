/**
 * When a scanner that reads on demand is told to begin and to end. Pure. A wish (a key, a person in front of it)
 * turns the reading on for a while or until a code was read; as long as somebody stands there it goes on.
 */

/** A wish while it reads is worth a new beginning only after this long: whoever types sends many, ms. */
const AGAIN_MS = 1_000;
/** The code just read is still held there: the next reading begins when it counts again, ms. */
const AFTER_CODE_MS = 1_500;
/** It read something that was no code, or the same one again, and stopped: a little pause, then once more, ms. */
const AFTER_MISS_MS = 500;

export interface TriggerState {
  /** It reads since and until; null while it does not. Monotonic ms. */
  readonly reading: { readonly since: number; readonly until: number } | null;
  /** It begins again then, without a further wish. */
  readonly againAt: number | null;
  readonly present: boolean;
}

export const restingTrigger: TriggerState = { reading: null, againAt: null, present: false };

export type TriggerInput =
  | { readonly type: 'wish' }
  | { readonly type: 'presence'; readonly present: boolean }
  /** A code was handed over. */
  | { readonly type: 'code' }
  /** Something was read that is not handed over. */
  | { readonly type: 'miss' }
  /** The line is there again: the scanner knows of nothing. */
  | { readonly type: 'opened' }
  | { readonly type: 'tick' };

export interface TriggerStep {
  readonly state: TriggerState;
  readonly send: 'start' | 'stop' | null;
}

/** @param now monotonic ms @param onMs how long a reading lasts */
export function triggerStep(state: TriggerState, input: TriggerInput, now: number, onMs: number): TriggerStep {
  const { reading, againAt } = state;
  const keep: TriggerStep = { state, send: null };
  const start = (from: TriggerState): TriggerStep => ({
    state: { ...from, reading: { since: now, until: now + onMs }, againAt: null },
    send: 'start',
  });
  switch (input.type) {
    case 'wish':
      return reading !== null && now - reading.since < AGAIN_MS ? keep : start(state);
    case 'presence': {
      const seen = { ...state, present: input.present };
      if (!input.present) return { state: { ...seen, againAt: reading === null ? null : againAt }, send: null };
      return reading === null && againAt === null ? start(seen) : { state: seen, send: null };
    }
    case 'code':
      return {
        state: { ...state, reading: null, againAt: state.present ? now + AFTER_CODE_MS : null },
        send: reading === null ? null : 'stop',
      };
    case 'miss':
      return reading === null ? keep : { state: { ...state, againAt: now + AFTER_MISS_MS }, send: null };
    case 'opened':
      return state.present ? start(state) : { state: { ...restingTrigger }, send: null };
    case 'tick':
      break;
  }
  if (reading !== null && now >= reading.until) {
    return state.present ? start(state) : { state: { ...state, reading: null, againAt: null }, send: 'stop' };
  }
  if (againAt === null || now < againAt) return keep;
  // A second try within a reading does not make it longer.
  return reading === null ? start(state) : { state: { ...state, againAt: null }, send: 'start' };
}

/** When the next tick is due, monotonic ms, or null. */
export function triggerDue({ reading, againAt }: TriggerState): number | null {
  if (reading === null) return againAt;
  return againAt === null ? reading.until : Math.min(againAt, reading.until);
}
