import type { Key } from '../../hal/ports';
import { isAccessCode } from '../access/tickets';
import type { Staff } from '../access/access';
import { never } from '../core/result';
import type { ServiceReply, ServiceScreen, ServiceWish } from './service-state';
import type { Of, Remark, Screen, TerminalRules, TerminalState, TerminalStep } from './state';
import { go, idle, isDigit, LONGEST_NUMBER, OPEN_DOOR_MS, refused, stray } from './steps';

const SERVICE_SCREENS: readonly Screen['screen'][] = [
  'service',
  'service-which',
  'service-open',
  'service-state',
  'service-selftest',
] satisfies readonly ServiceScreen['screen'][];

export function isServiceScreen(at: Screen): at is ServiceScreen {
  return SERVICE_SCREENS.includes(at.screen);
}

/** Where a technician's session begins. */
export function serviceMenu(staff: Staff, now: number, rules: TerminalRules): Of<'service'> {
  return { screen: 'service', staff, until: now + rules.sessionMs };
}

function which(
  wish: ServiceWish,
  staff: Staff,
  remark: Remark | null,
  now: number,
  rules: TerminalRules,
): Of<'service-which'> {
  return { screen: 'service-which', wish, staff, typed: '', remark, until: now + rules.sessionMs };
}

/** Somebody's PIN, typed at a session that was left, is no door's number: nor is 0, which it becomes. */
function numberOf(typed: string): number {
  return typed.length > LONGEST_NUMBER ? 0 : Number(typed);
}

export function serviceKey(
  state: TerminalState,
  at: ServiceScreen,
  pressed: Key,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  const { staff } = at;
  const until = now + rules.sessionMs;
  const stay = (): TerminalStep => stray(state, { ...at, until }, pressed, now);
  switch (at.screen) {
    case 'service':
      switch (pressed) {
        case '1':
          return go(state, which('open', staff, null, now, rules));
        case '2':
          return go(state, which('block', staff, null, now, rules));
        case '3':
          return go(
            state,
            { screen: 'service-selftest', staff, found: null, index: 0, until },
            { do: 'selftest', staff },
          );
        case '4':
          return go(state, { ...at, until }, { do: 'list-audit', staff });
        case '0':
        case '*':
          return go(state, idle);
        default:
          return stay();
      }
    case 'service-which': {
      if (isDigit(pressed)) {
        return go(state, { ...at, typed: (at.typed + pressed).slice(0, LONGEST_NUMBER + 1), remark: null, until });
      }
      if (pressed === '*') {
        return go(
          state,
          at.typed === '' ? serviceMenu(staff, now, rules) : { ...at, typed: at.typed.slice(0, -1), until },
        );
      }
      if (pressed !== '#' || at.typed === '') return stay();
      const number = numberOf(at.typed);
      const wanted =
        at.wish === 'open'
          ? ({ do: 'service-open', number, staff } as const)
          : ({ do: 'find-state', number, staff } as const);
      return go(state, { ...at, typed: '', until }, wanted);
    }
    case 'service-open':
      // Its contact may be what is broken: nobody has to wait until it reads closed.
      return at.isOpen && pressed === '*' ? go(state, serviceMenu(staff, now, rules)) : go(state, at);
    case 'service-state': {
      if (pressed === '*') return go(state, which('block', staff, null, now, rules));
      if (pressed !== '#') return stay();
      const { number, out } = at;
      const remark: Remark = { what: out ? 'in-service' : 'out-of-service', number };
      return go(state, which('block', staff, remark, now, rules), { do: 'set-service', number, out: !out, staff });
    }
    case 'service-selftest':
      return selftestKey(state, at, pressed, now, rules);
    default:
      return never(at);
  }
}

function selftestKey(
  state: TerminalState,
  at: Of<'service-selftest'>,
  pressed: Key,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  const menu = serviceMenu(at.staff, now, rules);
  if (pressed === '*') return go(state, menu);
  if (at.found === null || pressed !== '#') return stray(state, { ...at, until: now + rules.sessionMs }, pressed, now);
  const index = at.index + 1;
  return go(state, index < at.found.complaints.length ? { ...at, index, until: now + rules.sessionMs } : menu);
}

/** An access code ends the session, as everywhere; nothing else is scanned here. */
export function serviceScan(
  state: TerminalState,
  at: ServiceScreen,
  text: string,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  if (at.screen === 'service-open') return go(state, at);
  if (isAccessCode(text)) return go(state, idle, { do: 'redeem-scan', text });
  return go(state, { ...at, until: now + rules.sessionMs }, { do: 'beep', sound: 'refused' });
}

export function serviceReply(
  state: TerminalState,
  reply: ServiceReply,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  const { at } = state;
  const until = now + rules.sessionMs;
  if (reply.type === 'service-opening') {
    if (at.screen !== 'service-which') return { state, effects: [] };
    const { result } = reply;
    if (typeof result === 'string') return refused(state, result, at, now, rules);
    return go(state, {
      screen: 'service-open',
      staff: at.staff,
      door: result,
      isOpen: false,
      until: now + OPEN_DOOR_MS,
    });
  }
  if (reply.type === 'compartment-state') {
    if (at.screen !== 'service-which') return { state, effects: [] };
    const { number, out } = reply;
    if (out === null) return refused(state, 'no-such-compartment', at, now, rules);
    return go(state, { screen: 'service-state', staff: at.staff, number, out, until }, { do: 'beep', sound: 'more' });
  }
  // Whoever asked may have gone: it is recorded all the same.
  const record = { do: 'record-selftest', reports: reply.reports, by: reply.by } as const;
  if (at.screen !== 'service-selftest' || at.found !== null) return go(state, at, record);
  const { complaints } = reply;
  return go(
    state,
    { ...at, found: { devices: reply.reports.length, complaints }, until },
    { do: 'beep', sound: complaints.length === 0 ? 'done' : 'more' },
    record,
  );
}

/** What the door does that a technician has opened. */
export function serviceDoor(
  state: TerminalState,
  at: Of<'service-open'>,
  what: 'door-opened' | 'door-closed' | 'door-left-open' | 'door-reminder',
  now: number,
  rules: TerminalRules,
): TerminalStep {
  switch (what) {
    case 'door-opened':
      return go(state, { ...at, isOpen: true });
    case 'door-closed':
      return go(state, which('open', at.staff, { what: 'closed', number: at.door.number }, now, rules));
    case 'door-left-open':
      return go(state, at, { do: 'beep', sound: 'attention' });
    case 'door-reminder':
      return go(state, at);
    default:
      return never(what);
  }
}

/** It does not open: on with another one. */
export function afterServiceJam(at: Of<'service-open'>, now: number, rules: TerminalRules): Screen {
  return which('open', at.staff, null, now, rules);
}
