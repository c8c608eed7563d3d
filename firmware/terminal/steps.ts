import type { Key } from '../../hal/ports';
import type { Notice, Screen, SessionDoor, TerminalEffect, TerminalRules, TerminalState, TerminalStep } from './state';

/** How long a `#` right after an entry that submitted itself is taken as part of it, ms (contract, section 7). */
export const SWALLOW_MS = 1_000;
/** How long the digit typed last can be read before it becomes a star, ms. */
export const SHOW_DIGIT_MS = 1_000;

/**
 * Time-outs pause while a session's door is open (contract, section 7). A contact that is stuck must not keep
 * customers from the terminal for ever, so the pause ends after ten minutes, ms.
 */
export const OPEN_DOOR_MS = 600_000;

/** What is typed within that time after a digit that answers nothing goes on from it, ms. */
const STRAY_MS = 1_000;
/** So many of them are no slip of the finger but somebody's PIN ... */
const PIN_LIKE = 3;
/** ... who looks up before the `#`: until an entry that is not finished would be given up, ms. */
const LOOK_UP_MS = 20_000;

/** A number on a door has up to three digits. */
export const LONGEST_NUMBER = 3;

export const idle: Screen = { screen: 'idle' };

export const isDigit = (key: Key): boolean => key >= '0' && key <= '9';

export function go(state: TerminalState, at: Screen, ...effects: TerminalEffect[]): TerminalStep {
  return { state: { ...state, at }, effects };
}

/**
 * A key of a session that answers nothing. When it is a digit, somebody's PIN may begin with it, at a session that was
 * left: what follows it at once is part of it, and so is the `#` behind, however late after a whole PIN.
 */
export function stray(state: TerminalState, at: Screen, pressed: Key, now: number): TerminalStep {
  if (!isDigit(pressed)) return go(state, at);
  const before = state.stray !== null && now < state.stray.last + LOOK_UP_MS ? state.stray.digits : 0;
  return go({ ...state, stray: { digits: before + 1, last: now } }, at);
}

/** Is a key part of what {@link stray} began? `*` never is: whoever belongs here gets on by it. */
export function goesAstray({ stray }: TerminalState, pressed: Key, now: number): boolean {
  if (stray === null || !(isDigit(pressed) || pressed === '#')) return false;
  return now < stray.last + (stray.digits < PIN_LIKE ? STRAY_MS : LOOK_UP_MS);
}

/** Does whoever stands at an open door know better than its contact whether it is closed? */
export const mayBeShut = ({ unseen, leftOpen }: SessionDoor): boolean => unseen === true || leftOpen === true;

/** Says why not, and goes back to where the person was. */
export function refused(
  state: TerminalState,
  notice: Notice,
  back: Screen,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  return go(state, { screen: 'refused', notice, back, until: now + rules.messageMs }, { do: 'beep', sound: 'refused' });
}
