import type { Key } from '../../hal/ports';
import { isAccessCode } from '../access/tickets';
import type { Staff } from '../access/access';
import { never } from '../core/result';
import { labelOf, LONGEST_TYPED } from './labels';
import type { Notice, Of, Reply, Screen, TerminalRules, TerminalState, TerminalStep } from './state';
import { go, idle, isDigit, refused, SHOW_DIGIT_MS, SWALLOW_MS } from './steps';

/** One-time codes have the length of the site's PINs; some issuers stay at six digits all the same. */
const SHORTEST_CODE = 6;

export type HandoverScreen = Of<'handover-label' | 'handover-code'>;

export function handoverLabel(staff: Staff, now: number, rules: TerminalRules): Of<'handover-label'> {
  return { screen: 'handover-label', staff, typed: '', until: now + rules.sessionMs };
}

function codeScreen(at: Pick<Of<'handover-code'>, 'wish' | 'closed'>, now: number, rules: TerminalRules): Screen {
  const { wish, closed } = at;
  return { screen: 'handover-code', wish, closed, digits: '', shownUntil: now, until: now + rules.sessionMs };
}

export function handoverKey(
  state: TerminalState,
  at: HandoverScreen,
  pressed: Key,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  return at.screen === 'handover-label'
    ? labelKey(state, at, pressed, now, rules)
    : codeKey(state, at, pressed, now, rules);
}

function labelKey(
  state: TerminalState,
  at: Of<'handover-label'>,
  pressed: Key,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  const until = now + rules.sessionMs;
  if (isDigit(pressed)) return go(state, { ...at, typed: (at.typed + pressed).slice(0, LONGEST_TYPED), until });
  if (pressed === '*') {
    return at.typed === ''
      ? go(state, { screen: 'courier-menu', staff: at.staff, until })
      : go(state, { ...at, typed: at.typed.slice(0, -1), until });
  }
  if (pressed !== '#' || at.typed === '') return go(state, { ...at, until });
  return go(state, { ...at, until }, { do: 'find-handover', label: at.typed, staff: at.staff });
}

function codeKey(
  state: TerminalState,
  at: Of<'handover-code'>,
  pressed: Key,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  const until = now + rules.entryMs;
  if (isDigit(pressed)) {
    const digits = at.digits + pressed;
    if (digits.length < rules.pinLength) {
      const typed: Screen = { ...at, digits, shownUntil: now + SHOW_DIGIT_MS, until };
      return at.closed ? go(state, typed, { do: 'find-attempt', wish: at.wish }) : go(state, typed);
    }
    return submit({ ...state, swallowHashUntil: now + SWALLOW_MS }, at, digits, now, rules);
  }
  if (pressed === '*' && at.digits === '') {
    return go(state, at.wish.for === 'handover' ? handoverLabel(at.wish.staff, now, rules) : idle);
  }
  if (pressed === '*') {
    const digits = at.digits.slice(0, -1);
    return go(state, digits === '' ? codeScreen(at, now, rules) : { ...at, digits, shownUntil: now, until });
  }
  if (at.digits === '') return go(state, codeScreen(at, now, rules));
  return pressed === '#' ? submit(state, at, at.digits, now, rules) : go(state, { ...at, until });
}

function submit(
  state: TerminalState,
  at: Of<'handover-code'>,
  digits: string,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  const { wish } = at;
  const next = codeScreen(at, now, rules);
  if (digits.length < SHORTEST_CODE) return go(state, next, { do: 'refuse-handover', wish });
  return wish.for === 'handover'
    ? go(state, next, { do: 'redeem-handover', parcel: wish.parcel, digits, staff: wish.staff })
    : go(state, next, { do: 'redeem-second', second: wish.second, digits });
}

/** An access code ends what was going on and is redeemed; else it may be a label. */
export function handoverScan(
  state: TerminalState,
  at: HandoverScreen,
  text: string,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  if (isAccessCode(text)) return go(state, idle, { do: 'redeem-scan', text });
  const label = labelOf(text);
  const until = now + rules.sessionMs;
  if (at.screen === 'handover-label' && label !== null) {
    return go(state, { ...at, typed: '', until }, { do: 'find-handover', label, staff: at.staff });
  }
  const stays: Screen = at.screen === 'handover-code' ? codeScreen(at, now, rules) : { ...at, until };
  return go(state, stays, { do: 'beep', sound: 'refused' });
}

/** Twenty seconds clear the digits, sixty since the last key end what was going on. */
export function handoverTimeout(state: TerminalState, at: HandoverScreen, rules: TerminalRules): TerminalStep {
  if (at.screen === 'handover-label' || at.digits === '') return go(state, idle);
  return go(state, { ...at, digits: '', until: at.until - rules.entryMs + rules.sessionMs });
}

export function handoverReply(
  state: TerminalState,
  reply: Extract<Reply, { type: 'handover' | 'second-code' | 'one-time-code' | 'attempt' }>,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  const { at } = state;
  switch (reply.type) {
    case 'second-code': {
      const { second, closed } = reply;
      const screen = codeScreen({ wish: { for: 'pickup', second }, closed }, now, rules);
      return go(state, screen, { do: 'beep', sound: 'more' });
    }
    case 'handover': {
      if (at.screen !== 'handover-label') return { state, effects: [] };
      const back = handoverLabel(at.staff, now, rules);
      const { finding } = reply;
      if (finding.kind !== 'code') return refused(state, NOTICES[finding.kind], back, now, rules);
      const { parcel, closed } = finding;
      return go(state, codeScreen({ wish: { for: 'handover', parcel, staff: at.staff }, closed }, now, rules));
    }
    case 'one-time-code': {
      if (at.screen !== 'handover-code') return { state, effects: [] };
      const closed = reply.answer === 'closed';
      const back = codeScreen({ wish: at.wish, closed }, now, rules);
      if (reply.answer !== 'accepted') {
        return refused(state, closed ? 'one-time-closed' : 'one-time-code', back, now, rules);
      }
      if (at.wish.for !== 'handover') return { state, effects: [] };
      const { staff } = at.wish;
      return go(
        state,
        { screen: 'handover-done', staff, until: now + rules.messageMs },
        { do: 'beep', sound: 'accepted' },
      );
    }
    case 'attempt':
      return at.screen === 'handover-code' ? go(state, { ...at, closed: reply.closed }) : { state, effects: [] };
    default:
      return never(reply);
  }
}

const NOTICES = {
  unknown: 'handover-unknown',
  'not-handover': 'handover-not',
  inside: 'handover-inside',
  gone: 'handover-gone',
  'no-code': 'handover-no-code',
} as const satisfies Record<string, Notice>;
