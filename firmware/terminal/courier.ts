import type { Key } from '../../hal/ports';
import { isAccessCode } from '../access/tickets';
import { never } from '../core/result';
import {
  SIZE_KEYS,
  type Of,
  type Remark,
  type Reply,
  type Screen,
  type ScreenName,
  type TerminalEffect,
  type TerminalRules,
  type TerminalState,
  type TerminalStep,
} from './state';
import { handoverLabel } from './handover';
import { serviceMenu } from './service';
import { labelOf, LONGEST_TYPED } from './labels';
import { go, idle, isDigit, mayBeShut, OPEN_DOOR_MS, refused, stray } from './steps';

const STAFF_SCREENS = [
  'courier-menu',
  'deposit-label',
  'deposit-size',
  'deposit-open',
  'deposit-confirm',
  'collect',
  'collect-open',
  'collect-confirm',
] as const satisfies readonly ScreenName[];
export type StaffScreen = Of<(typeof STAFF_SCREENS)[number]>;

export function isStaffScreen(at: Screen): at is StaffScreen {
  return (STAFF_SCREENS as readonly string[]).includes(at.screen);
}

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
  const until = now + rules.sessionMs;
  const stay = (): TerminalStep => stray(state, { ...at, until }, pressed, now);
  switch (at.screen) {
    case 'courier-menu':
      if (pressed === '1') return go(state, labelScreen(at, null, now, rules));
      if (pressed === '2') return go(state, { ...at, until }, { do: 'list-expired', staff: at.staff });
      if (pressed === '3') return go(state, handoverLabel(at.staff, now, rules));
      if (pressed === '4') return go(state, { ...at, until }, { do: 'list-audit', staff: at.staff });
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
      return go(
        state,
        { ...at, until },
        {
          do: 'find-label',
          label: at.typed,
          // Whoever typed a PIN at the menu came here by its first digit.
          pin: `1${at.typed}`,
          staff: at.staff,
        },
      );
    case 'deposit-size': {
      if (pressed === '*') return go(state, labelScreen(at, null, now, rules));
      const size = SIZE_KEYS[pressed];
      return size
        ? go(state, { ...at, until }, { do: 'begin-deposit', wish: { label: at.label, size }, staff: at.staff })
        : go(state, { ...at, until });
    }
    case 'deposit-open':
      if (mayBeShut(at) && pressed === '#') return closedUnseen(state, at, now, rules);
      if (mayBeShut(at) && pressed !== '9') return stray(state, at, pressed, now);
      return pressed === '9' && at.isOpen && !at.larger
        ? go(state, { ...at, larger: true }, { do: 'does-not-fit', opening: at.deposit.door.opening })
        : nothing(state);
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
      // A digit opens no door: whoever types a PIN at a session that was left must not.
      if (pressed === '9') return go(state, { ...at, until, all: !at.all });
      return pressed === '#' ? go(state, { ...at, until }, ...openNext(at.waiting, at.staff)) : stay();
    }
    case 'collect-open': {
      if (!mayBeShut(at)) return nothing(state);
      if (pressed !== '#') return stray(state, at, pressed, now);
      return collected(state, at, 'none', 'unverified', until);
    }
    case 'collect-confirm': {
      if (pressed !== '#' && pressed !== '*') return stay();
      return pressed === '#'
        ? collected(state, at, 'taken-out', 'retrieved', until)
        : collected(state, at, 'not-there', 'missing', until);
    }
    default:
      return never(at);
  }
}

/** The courier has been at one of those doors; where all were asked for, the next one opens. */
function collected(
  state: TerminalState,
  { staff, rest, all, door: { opening, number } }: Of<'collect-open'> | Of<'collect-confirm'>,
  answer: Extract<TerminalEffect, { do: 'collect-answer' }>['answer'],
  what: Remark['what'],
  until: number,
): TerminalStep {
  return go(
    state,
    { screen: 'collect', staff, waiting: rest, remark: { what, number }, until, ...(all && { all }) },
    { do: 'collect-answer', opening, answer },
    ...(all ? openNext(rest, staff) : []),
  );
}

/** The courier says that the door is closed whose contact can't be read. What is inside they are not asked. */
function closedUnseen(state: TerminalState, at: Of<'deposit-open'>, now: number, rules: TerminalRules): TerminalStep {
  const { deposit, staff } = at;
  if (at.larger) return go(state, at, { do: 'deposit-larger', deposit, staff });
  const { opening, number } = deposit.door;
  return go(state, labelScreen(at, { what: 'unverified', number }, now, rules), {
    do: 'deposit-answer',
    opening,
    answer: 'none',
  });
}

/** Opens the next compartment with an expired parcel, if there is one. */
function openNext(waiting: readonly string[], staff: StaffScreen['staff']): TerminalEffect[] {
  const [compartment, ...rest] = waiting;
  return compartment === undefined ? [] : [{ do: 'begin-collect', compartment, rest, staff }];
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
  if (isAccessCode(text)) {
    const { effects } = courierTimeout(state, at);
    return go(state, idle, ...effects, { do: 'redeem-scan', text });
  }
  const label = labelOf(text);
  const until = now + rules.sessionMs;
  if (at.screen === 'deposit-label' && label !== null) {
    return go(state, { ...at, typed: '', remark: null, until }, { do: 'find-label', label, staff: at.staff });
  }
  return go(state, { ...at, until }, { do: 'beep', sound: 'refused' });
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
      return go(state, idle);
    default:
      return never(at);
  }
}

/** What came of a session's wishes. */
export function courierReply(
  state: TerminalState,
  reply: Extract<Reply, { type: 'staff' | 'label' | 'depositing' | 'waiting' | 'collecting' }>,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  const until = now + rules.sessionMs;
  const { at } = state;
  if (reply.type === 'staff') {
    const { staff } = reply;
    const first: Screen =
      staff.role === 'courier' ? { screen: 'courier-menu', staff, until } : serviceMenu(staff, now, rules);
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
      const larger = at.screen === 'deposit-open';
      const notice = reply.noneReachable ? 'no-reachable' : larger ? 'nothing-larger' : 'no-space';
      return refused(state, notice, labelScreen(at, null, now, rules), now, rules);
    }
    case 'waiting':
      return go(state, { screen: 'collect', staff, waiting: reply.waiting, remark: null, until });
    case 'collecting': {
      const { door, rest, take } = reply;
      const all = at.screen === 'collect' && at.all;
      if (door) {
        const how = { door, rest, isOpen: false, until: now + OPEN_DOOR_MS };
        return go(state, { screen: 'collect-open', staff, ...how, ...(all && { all }), ...(take && { take }) });
      }
      // It is no longer one of them: on to the one after it.
      const collect: Screen = { screen: 'collect', staff, waiting: rest, remark: null, until, ...(all && { all }) };
      return go(state, collect, ...(all ? openNext(rest, staff) : []));
    }
    default:
      return never(reply);
  }
}
