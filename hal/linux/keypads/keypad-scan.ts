/**
 * What scans of a key matrix mean. Pure. Keys are numbered row by row. Sources: hardware.md section 4 (20 ms
 * debounce; with three keys down a matrix without diodes shows a fourth that is not there).
 */

export interface ScanRules {
  /** A key must be down, or up, this long without a break to count. */
  readonly debounceMs: number;
  /** A key that is down longer is stuck. */
  readonly stuckMs: number;
}

interface KeyState {
  readonly down: boolean;
  /** Since when scans show the opposite of `down`; null while they agree. */
  readonly turningSince: number | null;
  /** When `down` last changed. */
  readonly since: number;
}

export interface ScanState {
  /** Keys that are down or turning; the others are up. */
  readonly keys: ReadonlyMap<number, KeyState>;
  /** More keys at once than can be told apart: nothing counts before all are up. */
  readonly muddled: boolean;
  readonly stuck: boolean;
}

export interface ScanStep {
  readonly state: ScanState;
  /** Keys that were pressed, in order. */
  readonly pressed: readonly number[];
  /** Is any key down or turning? If not, scanning may rest. */
  readonly busy: boolean;
}

export const noKeys: ScanState = { keys: new Map(), muddled: false, stuck: false };

/** Two keys at once are told apart; of three or more one may be a ghost. */
const MOST_KEYS = 2;

const up: KeyState = { down: false, turningSince: null, since: -Infinity };

/** @param shown the keys that this scan shows as down @param now monotonic ms, never earlier than before */
export function scanStep(state: ScanState, shown: readonly number[], now: number, rules: ScanRules): ScanStep {
  const keys = new Map<number, KeyState>();
  const pressed: number[] = [];
  for (const key of new Set([...state.keys.keys(), ...shown])) {
    const before = state.keys.get(key) ?? up;
    const after = keyStep(before, shown.includes(key), now, rules);
    if (after.down || after.turningSince !== null) keys.set(key, after);
    if (after.down && !before.down) pressed.push(key);
  }
  const busy = keys.size > 0;
  // Two that go down in the very same scan: nobody knows which was first.
  const together = pressed.length > 1;
  const muddled = busy && (state.muddled || shown.length > MOST_KEYS || together);
  const stuck = busy && (state.stuck || [...keys.values()].some((key) => key.down && now - key.since >= rules.stuckMs));
  return {
    state: { keys, muddled, stuck },
    pressed: muddled || stuck ? [] : pressed,
    busy,
  };
}

function keyStep(key: KeyState, down: boolean, now: number, { debounceMs }: ScanRules): KeyState {
  if (down === key.down) return { ...key, turningSince: null };
  const turningSince = key.turningSince ?? now;
  if (now - turningSince < debounceMs) return { ...key, turningSince };
  return { down, turningSince: null, since: now };
}
