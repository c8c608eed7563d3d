import type { Key } from '../../hal/ports';
import { isOurs, tokenOf } from '../access/codes';
import { never } from '../core/result';
import {
  SIZE_KEYS,
  type Of,
  type Remark,
  type Reply,
  type Screen,
  type ScreenName,
  type TerminalRules,
  type TerminalState,
  type TerminalStep,
} from './state';
import { go, idle, isDigit, refused } from './steps';

/** Longest label or number that can be typed, characters. */
const LONGEST_TYPED = 40;
/** Longest label that an operator can announce, characters. */
const LONGEST_LABEL = 128;

const STAFF_SCREENS = [
  'courier-menu',
  'deposit-label',
  'deposit-size',
  'deposit-open',
  'deposit-confirm',
  'collect',
  'collect-open',
  'collect-confirm',
  'service',
] as const satisfies readonly ScreenName[];
export type StaffScreen = Of<(typeof STAFF_SCREENS)[number]>;

export function isStaffScreen(at: Screen): at is StaffScreen {
  return (STAFF_SCREENS as readonly string[]).includes(at.screen);
}

/**
 * Time-outs pause while a session's door is open (contract, section 7). A contact that is stuck must not keep
 * customers from the terminal for ever, so the pause ends after ten minutes, ms.
 */
export const OPEN_DOOR_MS = 600_000;

const nothing = (state: TerminalState): TerminalStep => ({ state, effects: [] });

function menu(at: { staff: StaffScreen['staff'] }, now: number, rules: TerminalRules): Screen {
  return { screen: 'courier-menu', staff: at.staff, until: now + rules.sessionMs };
}

function labelScreen(
  at: { staff: StaffScreen['staff'] },
  remark: Remark | null,
  now: number,
  rules: TerminalRules,
): Of<'deposit-label'> {
  return { screen: 'deposit-label', staff: at.staff, typed: '', remark, until: now + rules.sessionMs };
}

/** Keys of a courier's or a technician's session. */
export function courierKey(
  state: TerminalState,
  at: StaffScreen,
  pressed: Key,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  const doorOpen = at.screen === 'service' && at.door !== null;
  const until = now + (doorOpen ? OPEN_DOOR_MS : rules.sessionMs);
  const stay = (): TerminalStep => ('until' in at ? go(state, { ...at, until }) : nothing(state));
  switch (at.screen) {
    case 'courier-menu':
      if (pressed === '1') return go(state, labelScreen(at, null, now, rules));
      if (pressed === '2') return go(state, { ...at, until }, { do: 'list-expired' });
      if (pressed === '0' || pressed === '*') return go(state, idle);
      return stay();
    case 'deposit-label':
      if (isDigit(pressed))
        return go(state, { ...at, typed: (at.typed + pressed).slice(0, LONGEST_TYPED), remark: null, until });
      if (pressed === '*')
        return at.typed === ''
          ? go(state, menu(at, now, rules))
          : go(state, { ...at, typed: at.typed.slice(0, -1), until });
      if (pressed !== '#') return stay();
      if (at.typed === '') return go(state, { screen: 'deposit-size', staff: at.staff, label: null, until });
      return go(state, { ...at, until }, { do: 'find-label', label: at.typed });
    case 'deposit-size': {
      if (pressed === '*') return go(state, labelScreen(at, null, now, rules));
      const size = SIZE_KEYS[pressed];
      return size
        ? go(state, { ...at, until }, { do: 'begin-deposit', wish: { label: at.label, size }, staff: at.staff })
        : stay();
    }
    case 'deposit-open':
      return pressed === '9' && at.isOpen ? go(state, { ...at, larger: true }) : nothing(state);
    case 'deposit-confirm': {
      if (pressed !== '#' && pressed !== '*') return stay();
      const answer = pressed === '#' ? 'deposited' : 'not-deposited';
      const { opening, number } = at.deposit.door;
      return go(state, labelScreen(at, { what: answer, number }, now, rules), {
        do: 'deposit-answer',
        opening,
        answer,
      });
    }
    case 'collect': {
      if (pressed === '*') return go(state, menu(at, now, rules));
      const [next, ...rest] = at.waiting;
      if (pressed !== '#' || next === undefined) return stay();
      return go(state, { ...at, until }, { do: 'begin-collect', compartment: next, rest, staff: at.staff });
    }
    case 'collect-open':
      return nothing(state);
    case 'collect-confirm': {
      if (pressed !== '#' && pressed !== '*') return stay();
      const answer = pressed === '#' ? 'taken-out' : 'not-there';
      const remark: Remark = { what: pressed === '#' ? 'retrieved' : 'missing', number: at.door.number };
      return go(
        state,
        { screen: 'collect', staff: at.staff, waiting: at.rest, remark, until },
        { do: 'collect-answer', opening: at.door.opening, answer },
      );
    }
    case 'service':
      if (isDigit(pressed)) return go(state, { ...at, typed: (at.typed + pressed).slice(0, 3), remark: null, until });
      if (pressed === '*')
        return at.typed === '' ? go(state, idle) : go(state, { ...at, typed: at.typed.slice(0, -1), until });
      if (pressed !== '#' || at.typed === '') return stay();
      return go(state, { ...at, typed: '', until }, { do: 'service-open', number: Number(at.typed), staff: at.staff });
    default:
      return never(at);
  }
}

/** A scan during a session: an access code ends it (its doors closed) and is redeemed; else it may be a label. */
export function courierScan(
  state: TerminalState,
  at: StaffScreen,
  text: string,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  if (at.screen === 'deposit-open' || at.screen === 'collect-open') return nothing(state);
  if (at.screen === 'service' && at.door !== null) return nothing(state);
  if (tokenOf(text) !== null) {
    const { effects } = courierTimeout(state, at);
    return go(state, idle, ...effects, { do: 'redeem-scan', text });
  }
  const label = labelOf(text);
  const until = now + rules.sessionMs;
  if (at.screen === 'deposit-label' && label !== null) {
    return go(state, { ...at, typed: '', remark: null, until }, { do: 'find-label', label });
  }
  return go(state, { ...at, until }, { do: 'beep', sound: 'refused' });
}

/**
 * What stands on a parcel, without AIM prefix and control characters; null when it can be no label. What is left of
 * an access code that was misread is none: labels go into events.
 */
function labelOf(text: string): string | null {
  if (isOurs(text)) return null;
  const label = text
    .replace(/^\].{2}/s, '')
    .replace(/[^\x20-\x7e]/g, '')
    .trim();
  return label === '' || label.length > LONGEST_LABEL ? null : label;
}

/** Nobody has done anything for a while: the session ends, what was not answered stays in doubt. */
export function courierTimeout(state: TerminalState, at: StaffScreen): TerminalStep {
  switch (at.screen) {
    case 'deposit-open':
    case 'deposit-confirm':
      return go(state, idle, { do: 'deposit-answer', opening: at.deposit.door.opening, answer: 'none' });
    case 'collect-open':
    case 'collect-confirm':
      return go(state, idle, { do: 'collect-answer', opening: at.door.opening, answer: 'none' });
    case 'courier-menu':
    case 'deposit-label':
    case 'deposit-size':
    case 'collect':
    case 'service':
      return go(state, idle);
    default:
      return never(at);
  }
}

/** What came of a session's wishes. */
export function courierReply(
  state: TerminalState,
  reply: Extract<Reply, { type: 'staff' | 'label' | 'depositing' | 'waiting' | 'collecting' | 'service-opening' }>,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  const until = now + rules.sessionMs;
  const { at } = state;
  if (reply.type === 'staff') {
    const { staff } = reply;
    const first: Screen =
      staff.role === 'courier'
        ? { screen: 'courier-menu', staff, until }
        : { screen: 'service', staff, typed: '', door: null, remark: null, until };
    return go(state, first, { do: 'beep', sound: 'accepted' });
  }
  // A reply comes back before anything else happens, so it always finds the session that asked.
  if (!isStaffScreen(at)) return nothing(state);
  const { staff } = at;
  switch (reply.type) {
    case 'label': {
      const { finding, label } = reply;
      switch (finding.kind) {
        case 'announced':
          return go(state, labelScreen(at, null, now, rules), {
            do: 'begin-deposit',
            wish: { parcel: finding.parcel },
            staff,
          });
        case 'unannounced':
          return go(state, { screen: 'deposit-size', staff, label, until });
        case 'inside':
          return refused(state, 'label-inside', labelScreen(at, null, now, rules), now, rules);
        case 'handover':
          return refused(state, 'label-handover', labelScreen(at, null, now, rules), now, rules);
        default:
          return never(finding);
      }
    }
    case 'depositing': {
      const { door, wish } = reply;
      if (door)
        return go(state, {
          screen: 'deposit-open',
          staff,
          deposit: { wish, door },
          isOpen: false,
          larger: false,
          until: now + OPEN_DOOR_MS,
        });
      const notice = at.screen === 'deposit-open' ? 'nothing-larger' : 'no-space';
      return refused(state, notice, labelScreen(at, null, now, rules), now, rules);
    }
    case 'waiting':
      return go(state, { screen: 'collect', staff, waiting: reply.waiting, remark: null, until });
    case 'collecting':
      return reply.door
        ? go(state, {
            screen: 'collect-open',
            staff,
            door: reply.door,
            rest: reply.rest,
            isOpen: false,
            until: now + OPEN_DOOR_MS,
          })
        : go(state, { screen: 'collect', staff, waiting: reply.rest, remark: null, until });
    case 'service-opening': {
      const { result } = reply;
      const door = at.screen === 'service' ? at.door : null;
      const back = { screen: 'service', staff, typed: '', until } as const;
      if (typeof result === 'string') return refused(state, result, { ...back, door, remark: null }, now, rules);
      return go(state, {
        ...back,
        until: now + OPEN_DOOR_MS,
        door: result,
        remark: { what: 'opened', number: result.number },
      });
    }
    default:
      return never(reply);
  }
}
