import { never } from '../core/result';
import { auditDoor, auditJammed, isAuditScreen } from './audit';
import { isStaffScreen, type StaffScreen } from './courier';
import { afterServiceJam, serviceDoor } from './service';
import type { DoorRef, Screen, TerminalInput, TerminalRules, TerminalState, TerminalStep } from './state';
import { go, idle } from './steps';

type DoorInput = Extract<TerminalInput, { type: `door-${string}`; reference?: never }>;
type DoorNews = DoorInput['type'];

/** A door that the dialogue may be about has moved, or has not. */
export function door(state: TerminalState, news: DoorInput, now: number, rules: TerminalRules): TerminalStep {
  const { at } = state;
  const { type: what, opening } = news;
  if (state.standOpen.some((one) => one.opening === opening)) return beside(state, what, opening);
  if ((at.screen === 'opening' || at.screen === 'open') && at.door.opening === opening) {
    switch (news.type) {
      case 'door-opened':
        return go(state, { ...at, screen: 'open' }, { do: 'tell-place', number: at.door.number });
      case 'door-reminder':
        return at.screen === 'open'
          ? go(state, { ...at, reminded: true }, { do: 'beep', sound: 'close-door' })
          : { state, effects: [] };
      case 'door-closed': {
        const { reopened } = at;
        const canReopen = news.canReopen === true && !reopened;
        const early = news.early === true;
        // Whoever has closed a door since typing means the next `#`, however quick they were.
        return go(
          { ...state, swallowHashUntil: 0 },
          { screen: 'closed', door: at.door, canReopen, until: now + rules.closedMs, ...(early && { early }) },
          { do: 'beep', sound: early && canReopen ? 'more' : 'done' },
        );
      }
      case 'door-left-open':
        return go(state, idle, { do: 'beep', sound: 'attention' });
    }
  }
  if (at.screen === 'service-open' && at.door.opening === opening) return serviceDoor(state, at, what, now, rules);
  if (isAuditScreen(at)) return auditDoor(state, at, what, opening, now, rules);
  return isStaffScreen(at) ? staffDoor(state, at, what, opening, now, rules) : { state, effects: [] };
}

/** The dialogue is about something else, or nobody is there. */
export function foundOpen(state: TerminalState, door: DoorRef): TerminalStep {
  return { state: { ...state, standOpen: [...state.standOpen, door] }, effects: [] };
}

/** One that was given up has come. Its customer may still stand there; whoever has a badge has gone on. */
export function cameLate(
  state: TerminalState,
  { door, whose, reopened }: Extract<TerminalInput, { type: 'came-late' }>,
): TerminalStep {
  const { at } = state;
  const free = at.screen === 'idle' || (at.screen === 'jammed' && at.door.opening === door.opening);
  if (whose === 'customer' && free)
    return go(state, { screen: 'open', door, reopened }, { do: 'tell-place', number: door.number });
  return { ...foundOpen(state, door), effects: [{ do: 'beep', sound: 'attention' }] };
}

/** A door that the dialogue is not about: told of until it is closed, or is the operator's. */
function beside(state: TerminalState, what: DoorNews, opening: number): TerminalStep {
  const standOpen = state.standOpen.filter((one) => one.opening !== opening);
  switch (what) {
    case 'door-closed':
      return { state: { ...state, standOpen }, effects: [] };
    case 'door-left-open':
      return { state: { ...state, standOpen }, effects: [{ do: 'beep', sound: 'attention' }] };
    case 'door-reminder':
      return { state, effects: [{ do: 'beep', sound: 'close-door' }] };
    case 'door-opened':
      return { state, effects: [] };
    default:
      return never(what);
  }
}

/** Nobody sees any more whether the door is closed that a session waits for: then its courier or technician says so. */
export function contact(
  state: TerminalState,
  { type, opening }: Extract<TerminalInput, { type: `contact-${string}` }>,
): TerminalStep {
  const { at } = state;
  const waits = at.screen === 'deposit-open' || at.screen === 'collect-open' || at.screen === 'audit-open';
  if (!waits || doorOf(at)?.opening !== opening) return { state, effects: [] };
  return type === 'contact-lost'
    ? go(state, { ...at, unseen: true }, { do: 'beep', sound: 'attention' })
    : go(state, { ...at, unseen: false });
}

/** The door that a session is about just now. */
function doorOf(at: Screen): DoorRef | null {
  switch (at.screen) {
    case 'deposit-open':
      return at.deposit.door;
    case 'collect-open':
    case 'audit-open':
      return at.door;
    default:
      return null;
  }
}

function staffDoor(
  state: TerminalState,
  at: StaffScreen,
  what: DoorNews,
  opening: number,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  if (doorOf(at)?.opening !== opening) return { state, effects: [] };
  // Who loads or looks needs time: nobody hurries them.
  if (what === 'door-reminder') return { state, effects: [] };
  const until = now + rules.sessionMs;
  if (at.screen !== 'deposit-open' && at.screen !== 'collect-open') return { state, effects: [] };
  if (what === 'door-left-open') return go(state, { ...at, leftOpen: true }, { do: 'beep', sound: 'attention' });
  if (what === 'door-opened') return go(state, { ...at, isOpen: true });
  if (at.screen === 'collect-open') {
    const { staff, door, rest, all } = at;
    return go(
      state,
      { screen: 'collect-confirm', staff, door, rest, until, ...(all && { all }) },
      { do: 'beep', sound: 'more' },
    );
  }
  if (at.larger) return go(state, at, { do: 'deposit-larger', deposit: at.deposit, staff: at.staff });
  return go(
    state,
    { screen: 'deposit-confirm', staff: at.staff, deposit: at.deposit, until },
    { do: 'beep', sound: 'more' },
  );
}

/** It does not open. */
export function jammed(
  state: TerminalState,
  news: Extract<TerminalInput, { type: 'door-jammed' }>,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  const { at } = state;
  const { opening, reference, standsOpen, codeEnded = false } = news;
  const show = (door: DoorRef, back: Screen): TerminalStep =>
    door.opening === opening
      ? go(
          state,
          {
            screen: 'jammed',
            door,
            reference,
            standsOpen,
            back,
            until: now + rules.messageMs,
            ...(codeEnded && { codeEnded }),
          },
          { do: 'beep', sound: standsOpen ? 'close-door' : 'jammed' },
        )
      : { state, effects: [] };
  const until = now + rules.sessionMs;
  switch (at.screen) {
    case 'opening':
      return show(at.door, idle);
    case 'deposit-open':
      return show(at.deposit.door, { screen: 'deposit-label', staff: at.staff, typed: '', remark: null, until });
    case 'collect-open':
      return show(at.door, { screen: 'collect', staff: at.staff, waiting: at.rest, remark: null, until });
    case 'audit-open':
      if (at.door.opening !== opening) return { state, effects: [] };
      return auditJammed(state, at, news, now, rules);
    case 'service-open':
      return show(at.door, afterServiceJam(at, now, rules));
    default:
      return { state, effects: [] };
  }
}
