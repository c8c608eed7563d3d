import type { Key } from '../../hal/ports';
import { isAccessCode } from '../access/tickets';
import type { Staff } from '../access/access';
import { never } from '../core/result';
import type { AuditScope } from '../parcels/audit';
import type { AuditReply, AuditScreen, Said } from './audit-state';
import { labelOf } from './labels';
import { serviceMenu } from './service';
import type { Screen, TerminalEffect, TerminalInput, TerminalRules, TerminalState, TerminalStep } from './state';
import { go, idle, isDigit, mayBeShut, OPEN_DOOR_MS, refused, stray } from './steps';

const AUDIT_SCREENS: readonly Screen['screen'][] = [
  'audit-menu',
  'audit-open',
  'audit-ask',
  'audit-stuck',
  'audit-done',
] satisfies readonly AuditScreen['screen'][];

export function isAuditScreen(at: Screen): at is AuditScreen {
  return AUDIT_SCREENS.includes(at.screen);
}

/** Has an audit begun that has not ended? */
export function leadsAudit(at: Screen): boolean {
  return isAuditScreen(at) && 'rest' in at;
}

const ANSWERS: Readonly<Partial<Record<Key, Said>>> = { '1': 'parcel', '2': 'empty', '3': 'other' };

const nothing = (state: TerminalState): TerminalStep => ({ state, effects: [] });

/** Where the session was before the audit. */
function home(staff: Staff, now: number, rules: TerminalRules): Screen {
  const until = now + rules.sessionMs;
  return staff.role === 'courier' ? { screen: 'courier-menu', staff, until } : serviceMenu(staff, now, rules);
}

/** The next one; nobody answers for this one. */
function goOn({ rest, left, staff }: Extract<AuditScreen, { rest: unknown }>): TerminalEffect {
  return { do: 'next-audit', rest, left: left + 1, staff };
}

/** Ends half-way: what has no answer, and what was to come, is left. */
function given(at: Exclude<AuditScreen, { screen: 'audit-menu' | 'audit-done' }>): TerminalEffect[] {
  const end: TerminalEffect = { do: 'end-audit', left: at.left + at.rest.length + 1, by: at.staff };
  return at.screen === 'audit-stuck' ? [end] : [{ do: 'audit-unanswered', opening: at.door.opening }, end];
}

export function auditKey(
  state: TerminalState,
  at: AuditScreen,
  pressed: Key,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  const until = now + rules.sessionMs;
  switch (at.screen) {
    case 'audit-menu': {
      const { scope, staff } = at;
      if (pressed === '*') return go(state, scope === null ? home(staff, now, rules) : { ...at, scope: null, until });
      if (pressed === '#' && scope !== null) return go(state, { ...at, until }, { do: 'start-audit', scope, staff });
      // Whose parcels are where they should be is no courier's business.
      const chosen: AuditScope | null =
        pressed === '1' ? 'unverified' : pressed === '2' && staff.role === 'service' ? 'all' : null;
      // More digits than the one that chooses are no choice.
      return chosen !== null && scope === null
        ? go(state, { ...at, scope: chosen, until })
        : stray(state, { ...at, scope: isDigit(pressed) ? null : scope, until }, pressed, now);
    }
    case 'audit-open': {
      if (!mayBeShut(at)) return nothing(state);
      if (pressed !== '#') return stray(state, at, pressed, now);
      return go(state, at, { do: 'audit-unanswered', opening: at.door.opening }, goOn(at));
    }
    case 'audit-ask': {
      const { said, door } = at;
      if (pressed === '*' && said === null) return go(state, { ...at, until }, ...given(at));
      if (pressed === '#' && said !== null)
        return go(state, { ...at, until }, { do: 'audit-answer', opening: door.opening, inside: said });
      if (pressed === '*') return go(state, { ...at, said: null, until });
      const answer = ANSWERS[pressed];
      return answer !== undefined && said === null
        ? go(state, { ...at, said: answer, until })
        : stray(state, { ...at, said: isDigit(pressed) ? null : said, until }, pressed, now);
    }
    case 'audit-stuck': {
      if (pressed !== '#' && pressed !== '*') return stray(state, { ...at, until }, pressed, now);
      const { staff, door, rest, left } = at;
      if (pressed === '#' && at.standsOpen)
        return go(state, { ...at, until }, { do: 'next-audit', rest: [door.compartment, ...rest], left, staff });
      const lies: TerminalEffect[] = pressed === '#' ? [{ do: 'audit-contact-lies', opening: door.opening }] : [];
      return go(state, { ...at, until }, ...lies, goOn(at));
    }
    case 'audit-done':
      return stray(state, home(at.staff, now, rules), pressed, now);
    default:
      return never(at);
  }
}

/** The label of what is inside; an access code ends the session, as everywhere. */
export function auditScan(
  state: TerminalState,
  at: AuditScreen,
  text: string,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  if (at.screen === 'audit-open') return nothing(state);
  if (isAccessCode(text)) return go(state, idle, ...auditTimeout(state, at).effects, { do: 'redeem-scan', text });
  const until = now + rules.sessionMs;
  const label = labelOf(text);
  if (at.screen !== 'audit-ask' || label === null) return go(state, { ...at, until }, { do: 'beep', sound: 'refused' });
  return go(
    state,
    { ...at, until },
    { do: 'audit-answer', opening: at.door.opening, inside: { label, scanned: true } },
  );
}

export function auditTimeout(state: TerminalState, at: AuditScreen): TerminalStep {
  if (at.screen === 'audit-menu' || at.screen === 'audit-done') return go(state, idle);
  return go(state, idle, ...given(at));
}

export function auditDoor(
  state: TerminalState,
  at: AuditScreen,
  what: 'door-opened' | 'door-closed' | 'door-left-open' | 'door-reminder',
  opening: number,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  if (at.screen !== 'audit-open' || at.door.opening !== opening) return nothing(state);
  switch (what) {
    case 'door-opened':
      return go(state, { ...at, isOpen: true });
    case 'door-left-open':
      return go(state, { ...at, leftOpen: true }, { do: 'beep', sound: 'attention' });
    case 'door-reminder':
      return nothing(state);
    case 'door-closed': {
      const { staff, door, expected, rest, left } = at;
      const until = now + rules.sessionMs;
      return go(
        state,
        { screen: 'audit-ask', staff, door, expected, said: null, rest, left, until },
        { do: 'beep', sound: 'more' },
      );
    }
    default:
      return never(what);
  }
}

export function auditJammed(
  state: TerminalState,
  at: Extract<AuditScreen, { screen: 'audit-open' }>,
  { reference, standsOpen }: Extract<TerminalInput, { type: 'door-jammed' }>,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  const { staff, door, rest, left } = at;
  const until = now + rules.sessionMs;
  return go(
    state,
    { screen: 'audit-stuck', staff, door, reference, standsOpen, rest, left, until },
    { do: 'beep', sound: standsOpen ? 'close-door' : 'jammed' },
  );
}

export function auditReply(state: TerminalState, reply: AuditReply, now: number, rules: TerminalRules): TerminalStep {
  const { at } = state;
  const until = now + rules.sessionMs;
  if (reply.type === 'audit-list') {
    return at.screen === 'courier-menu' || at.screen === 'service'
      ? go(state, { screen: 'audit-menu', staff: at.staff, counts: reply.counts, scope: null, until })
      : nothing(state);
  }
  if (!isAuditScreen(at)) return nothing(state);
  if (reply.type === 'audit-busy')
    return at.screen === 'audit-menu'
      ? refused(state, 'audit-busy', { ...at, scope: null, until }, now, rules)
      : nothing(state);
  const { staff } = at;
  if (reply.type === 'audit-answered') {
    if (at.screen !== 'audit-ask') return nothing(state);
    // Somebody has been at that door since.
    if (reply.result === null) return go(state, at, { do: 'beep', sound: 'refused' }, goOn(at));
    if (typeof reply.result === 'object')
      return go(state, { ...at, said: null, expected: reply.result.labels }, { do: 'beep', sound: 'more' });
    return go(state, at, { do: 'next-audit', rest: at.rest, left: at.left, staff });
  }
  if (reply.type === 'audit-over')
    return leadsAudit(at) || at.screen === 'audit-menu'
      ? go(state, { screen: 'audit-done', staff, tally: reply.tally, until })
      : nothing(state);
  const { next, rest, left } = reply;
  if (next === null) return go(state, at, { do: 'end-audit', left, by: staff });
  return go(state, { screen: 'audit-open', staff, ...next, rest, left, isOpen: false, until: now + OPEN_DOOR_MS });
}
