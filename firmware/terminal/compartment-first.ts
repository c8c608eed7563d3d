import type { Key } from '../../hal/ports';
import type { Of, Reply, Screen, TerminalRules, TerminalState, TerminalStep } from './state';
import { go, idle, isDigit, LONGEST_NUMBER, refused, SHOW_DIGIT_MS, SWALLOW_MS } from './steps';

/** After too many wrong PINs: the number on the door and `#`, then the PIN, which counts at that door only. */
export function compartmentFirst(typed: string, now: number, rules: TerminalRules): Of<'compartment-first'> {
  return { screen: 'compartment-first', number: null, typed, shownUntil: now, until: now + rules.entryMs };
}

/** `#` after an entry that is shorter than any PIN of this site. */
export function shortEntry(
  state: TerminalState,
  at: Of<'entering'>,
  until: number,
  rules: TerminalRules,
): TerminalStep {
  const number = rules.offlinePins && at.digits.length <= LONGEST_NUMBER;
  return go(
    state,
    { ...at, until },
    number ? { do: 'find-compartment', number: Number(at.digits) } : { do: 'refuse-shape' },
  );
}

export function compartmentFirstKey(
  state: TerminalState,
  at: Of<'compartment-first'>,
  pressed: Key,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  const until = now + rules.entryMs;
  if (isDigit(pressed)) {
    if (at.number !== null) return pinDigit(state, at, at.number, pressed, now, rules);
    const typed = at.typed + pressed;
    return typed.length < rules.pinLength
      ? go(state, { ...at, typed, until })
      : withoutNumber({ ...state, swallowHashUntil: now + SWALLOW_MS }, now, rules);
  }
  if (pressed === '*') {
    if (at.typed !== '') return go(state, { ...at, typed: at.typed.slice(0, -1), shownUntil: now, until });
    return go(state, at.number === null ? idle : compartmentFirst(String(at.number), now, rules));
  }
  if (pressed !== '#' || at.typed === '') return go(state, { ...at, until });
  if (at.typed.length > LONGEST_NUMBER && at.number === null) return withoutNumber(state, now, rules);
  if (at.number === null) return go(state, { ...at, until }, { do: 'find-compartment', number: Number(at.typed) });
  // Shorter than any PIN of this site: it can't be one.
  return go(state, at, { do: 'refuse-shape' });
}

/** So many digits are a PIN: without the number of its compartment it is compared with nothing. */
function withoutNumber(state: TerminalState, now: number, rules: TerminalRules): TerminalStep {
  return refused(state, 'pin-without-number', compartmentFirst('', now, rules), now, rules);
}

function pinDigit(
  state: TerminalState,
  at: Of<'compartment-first'>,
  number: number,
  pressed: Key,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  const typed = at.typed + pressed;
  if (typed.length < rules.pinLength) {
    return go(state, { ...at, typed, shownUntil: now + SHOW_DIGIT_MS, until: now + rules.entryMs });
  }
  const effect = { do: 'redeem-pin', digits: typed, number } as const;
  return go({ ...state, swallowHashUntil: now + SWALLOW_MS }, idle, effect);
}

export function compartmentFirstReply(
  state: TerminalState,
  reply: Extract<Reply, { type: 'compartment-chosen' | 'number-first' }>,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  const start: Screen = compartmentFirst('', now, rules);
  if (reply.type === 'number-first') return go(state, start, { do: 'beep', sound: 'more' });
  if (!reply.exists) return refused(state, 'no-such-compartment', start, now, rules);
  return go(state, { ...start, number: reply.number }, { do: 'beep', sound: 'more' });
}
