import type { Key } from '../../ports';

/**
 * The Wiegand interface as keypads use it. Pure. Two wires rest high; a short low pulse on D0 is a 0, on D1 a 1.
 * Sources: SIA AC-01 (pulses of 20 to 100 µs, 0.2 to 20 ms apart; 26 bits with even parity over the first and odd
 * parity over the second half); hardware.md section 4 (4 and 8 bits per key, A = *, B = #).
 *
 * Bits are put in order by the kernel's time stamps and judged by the frame: a bit that was lost or that is one
 * too many makes the length wrong, and nothing of the frame counts.
 */

export type WiegandFormat = 4 | 8 | 26;

export interface WiegandBit {
  readonly value: 0 | 1;
  /** When its pulse began, ms; of any clock, the same for both wires. */
  readonly at: number;
}

/** A pause that ends a frame, ms. */
const GAP_MS = 25;
/** What the kernel saw reaches us by way of another process: so long after the last bit none is outstanding any more, ms. */
export const SETTLE_MS = 2 * GAP_MS;
/** Pulses closer than that are crosstalk or a cut wire, and their order is chance, ms. */
const CLOSEST_MS = 0.1;
/** More bits than that without a pause are noise. */
const MOST_BITS = 256;

export interface WiegandState {
  /** Not yet judged, by time. */
  readonly bits: readonly WiegandBit[];
  /** No time in it is later than this, ms; what comes from before has missed its frame. */
  readonly judged: number;
  readonly overflow: boolean;
}

export const noBits: WiegandState = { bits: [], judged: -Infinity, overflow: false };

export type WiegandFrame =
  | { readonly kind: 'keys'; readonly keys: readonly Key[] }
  /** 26 bits in order at a keypad that sends each key: a card was held to its reader. */
  | { readonly kind: 'card' }
  | { readonly kind: 'rejected' };

export interface WiegandRules {
  readonly format: WiegandFormat;
  /** With 26 bits: digits to fill a number up to. */
  readonly digits: number;
}

export function addBit(state: WiegandState, bit: WiegandBit): WiegandState {
  if (state.bits.length >= MOST_BITS) return { ...state, overflow: true };
  const before = state.bits.findLastIndex(({ at }) => at <= bit.at) + 1;
  return { ...state, bits: state.bits.toSpliced(before, 0, bit) };
}

/** Nothing has come for {@link SETTLE_MS}: what is there is judged, frame by frame. */
export function settleBits(state: WiegandState, rules: WiegandRules): { state: WiegandState; frames: WiegandFrame[] } {
  const last = state.bits.at(-1);
  if (last === undefined) return { state, frames: [] };
  const frames = split(state.bits).map((bits): WiegandFrame => {
    const late = (bits[0]?.at ?? 0) <= state.judged + GAP_MS;
    return late || state.overflow ? { kind: 'rejected' } : decodeFrame(bits, rules);
  });
  return { state: { bits: [], judged: Math.max(state.judged, last.at), overflow: false }, frames };
}

function split(bits: readonly WiegandBit[]): WiegandBit[][] {
  const frames: WiegandBit[][] = [];
  let end = -Infinity;
  for (const bit of bits) {
    if (bit.at - end > GAP_MS) frames.push([]);
    frames.at(-1)?.push(bit);
    end = bit.at;
  }
  return frames;
}

export function decodeFrame(bits: readonly WiegandBit[], { format, digits }: WiegandRules): WiegandFrame {
  const rejected: WiegandFrame = { kind: 'rejected' };
  const crowded = bits.some((bit, at) => bit.at - (bits[at - 1]?.at ?? -Infinity) < CLOSEST_MS);
  if (crowded) return rejected;
  const values = bits.map(({ value }) => value);
  const whole = values.length === 26 && parity(values.slice(0, 13)) === 0 && parity(values.slice(13)) === 1;
  if (values.length !== format) return whole ? { kind: 'card' } : rejected;
  switch (format) {
    case 4:
      return key(number(values));
    case 8: {
      const [high, low] = [number(values.slice(0, 4)), number(values.slice(4))];
      return high === (~low & 0xf) ? key(low) : rejected;
    }
    case 26: {
      const text = String(number(values.slice(1, 25))).padStart(digits, '0');
      if (!whole || text.length > digits) return rejected;
      return { kind: 'keys', keys: [...([...text] as Key[]), '#'] };
    }
  }
}

const PAD: readonly Key[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#'];

function key(value: number): WiegandFrame {
  const found = PAD[value];
  return found === undefined ? { kind: 'rejected' } : { kind: 'keys', keys: [found] };
}

function number(values: readonly number[]): number {
  return values.reduce((sum, value) => sum * 2 + value, 0);
}

function parity(values: readonly number[]): number {
  return values.reduce((sum, value) => sum ^ value, 0);
}
