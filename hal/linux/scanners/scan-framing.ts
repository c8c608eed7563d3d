/**
 * Makes codes of the bytes that a scanner sends. Pure.
 *
 * Scanners end a code with CR, LF or both (`line`), or with nothing: Grow GM6x/8xx have no terminator by
 * default, and a code then ends at a gap (`idle`). A read of the port may hold half a code or two.
 */

/** No label or code is longer; what is longer is dropped as a whole. */
export const MAX_CODE_BYTES = 512;
/** A code in front of the scanner is read again and again, ms. */
const REPEAT_MS = 1_500;
/** Between the bytes of one code are microseconds: half a code this old is all that came of it, ms. */
const STALE_MS = 1_000;

export interface FramingRules {
  readonly ending: 'line' | 'idle';
  /** With `idle`: the gap that ends a code, ms. */
  readonly idleMs: number;
}

export interface FramingState {
  /** Of the code that is being received. */
  readonly pending: Buffer;
  /** It has become too long: nothing of it counts. */
  readonly overflow: boolean;
  /** When its last byte came, monotonic ms. */
  readonly lastByteAt: number;
  /** The code before, for repeated reads. */
  readonly lastCode: string | null;
  readonly lastCodeAt: number;
  /** Dropped since the start because they were too long or no text: a wrong speed, as a rule. */
  readonly dropped: number;
  /** Not handed over because it was the code before once more. */
  readonly repeated: number;
  /** With `line`: dropped because no ending came. */
  readonly unended: number;
  readonly delivered: number;
}

export const emptyFraming: FramingState = {
  pending: Buffer.alloc(0),
  overflow: false,
  lastByteAt: Number.NEGATIVE_INFINITY,
  lastCode: null,
  lastCodeAt: Number.NEGATIVE_INFINITY,
  dropped: 0,
  repeated: 0,
  unended: 0,
  delivered: 0,
};

export interface FramingStep {
  readonly state: FramingState;
  readonly codes: readonly string[];
}

const CR = 0x0d;
const LF = 0x0a;
/** Separates the fields of a GS1 label. */
const GS = 0x1d;

/** Bytes came. `now` is monotonic ms. */
export function scanBytes(state: FramingState, chunk: Buffer, now: number, rules: FramingRules): FramingStep {
  const codes: string[] = [];
  let next = state;
  let from = 0;
  if (rules.ending === 'line') {
    for (let at = 0; at < chunk.length; at += 1) {
      if (chunk[at] !== CR && chunk[at] !== LF) continue;
      next = finish(append(next, chunk.subarray(from, at), now), now, codes);
      from = at + 1;
    }
  }
  return { state: append(next, chunk.subarray(from), now), codes };
}

/**
 * No byte has come until {@link scanDue}: with `idle` what is pending was a code, with `line` it is the rest of
 * one. Only whoever knows that no bytes are waiting to be read may say so.
 */
export function scanIdle(state: FramingState, now: number, rules: FramingRules): FramingStep {
  const due = scanDue(state, rules);
  if (due === null || now < due) return { state, codes: [] };
  if (rules.ending === 'line') {
    return {
      state: { ...state, pending: emptyFraming.pending, overflow: false, unended: state.unended + 1 },
      codes: [],
    };
  }
  const codes: string[] = [];
  return { state: finish(state, now, codes), codes };
}

/** When {@link scanIdle} shall be asked, monotonic ms, or null. */
export function scanDue(state: FramingState, rules: FramingRules): number | null {
  if (state.pending.length === 0 && !state.overflow) return null;
  return state.lastByteAt + (rules.ending === 'idle' ? rules.idleMs : STALE_MS);
}

function append(state: FramingState, bytes: Buffer, now: number): FramingState {
  if (bytes.length === 0) return state;
  const overflow = state.overflow || state.pending.length + bytes.length > MAX_CODE_BYTES;
  const pending = overflow ? emptyFraming.pending : Buffer.concat([state.pending, bytes]);
  return { ...state, pending, overflow, lastByteAt: now };
}

function finish(state: FramingState, now: number, codes: string[]): FramingState {
  const ended = { ...state, pending: emptyFraming.pending, overflow: false };
  const code = state.overflow ? null : readable(state.pending);
  if (code === '') return ended;
  if (code === null) return { ...ended, dropped: state.dropped + 1 };
  // As long as it is held there: each repeated read puts the end off.
  const repeated = code === state.lastCode && now - state.lastCodeAt < REPEAT_MS;
  if (!repeated) codes.push(code);
  const counts = repeated ? { repeated: state.repeated + 1 } : { delivered: state.delivered + 1 };
  return { ...ended, ...counts, lastCode: code, lastCodeAt: now };
}

/**
 * Printable ASCII as it came. Control characters around it (STX, ETX, noise of plugging in, CR and LF with
 * `idle`) are taken off; within it they, and anything beyond ASCII, mean that it was not received as it was
 * sent: null.
 */
function readable(bytes: Buffer): string | null {
  let [from, to] = [0, bytes.length];
  while (from < to && isControl(bytes[from])) from += 1;
  while (to > from && isControl(bytes[to - 1])) to -= 1;
  const inner = bytes.subarray(from, to);
  return inner.every((byte) => byte === GS || (byte >= 0x20 && byte <= 0x7e)) ? inner.toString('latin1') : null;
}

function isControl(byte: number | undefined): boolean {
  return byte !== undefined && (byte < 0x20 || byte === 0x7f);
}
