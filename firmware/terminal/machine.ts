import type { Language } from '../../config/schema';
import type { Key } from '../../hal/ports';
import type { Staff } from '../access/access';
import { never } from '../core/result';
import { outOfOrder } from '../parcels/reach';
import { auditKey, auditReply, auditScan, auditTimeout, isAuditScreen } from './audit';
import { homeLanguage, nextLanguage } from './language';
import { compartmentFirst, compartmentFirstKey, compartmentFirstReply, shortEntry } from './compartment-first';
import { courierKey, courierReply, courierScan, courierTimeout, isStaffScreen } from './courier';
import { cameLate, contact, door, foundOpen, jammed } from './door-news';
import { withDoubt } from './doubt';
import type { Of, Screen, TerminalInput, TerminalRules, TerminalState, TerminalStep } from './state';
import { isServiceScreen, serviceKey, serviceReply, serviceScan } from './service';
import { staffOf, withSession } from './session';
import { withSounds } from './sounds';
import { handoverKey, handoverLabel, handoverReply, handoverScan, handoverTimeout } from './handover';
import { go, goesAstray, idle, isDigit, refused, SHOW_DIGIT_MS, stray, SWALLOW_MS } from './steps';

/** @param others what `*` leads to at `idle`, in that order */
export function newTerminal(language: Language, others: readonly Language[] = []): TerminalState {
  return {
    language,
    languages: [language, ...others],
    otherLanguageUntil: null,
    at: idle,
    swallowHashUntil: 0,
    stray: null,
    pinClosed: false,
    compartmentFirst: false,
    standOpen: [],
    inputs: { keypad: 'there', scanner: 'there' },
  };
}

/**
 * The store refused a step. Whoever has an answer to give about a door that was open can give it again, and the
 * time-out tries too; everybody else starts anew.
 * @param session whose session it is now; null when none is, or its end was told before the step failed
 */
export function afterFailure(
  before: TerminalState,
  session: Staff | null,
  now: number,
  rules: TerminalRules,
): TerminalState {
  const { at } = before;
  const anew: TerminalState = { ...before, at: idle, swallowHashUntil: 0 };
  if (staffOf(at) !== session) return anew;
  const until = now + rules.sessionMs;
  switch (at.screen) {
    case 'closed':
      return { ...before, at: { ...at, until: now + rules.closedMs } };
    case 'help':
      return { ...before, at: { ...at, until: now + rules.entryMs } };
    case 'deposit-confirm':
    case 'collect-confirm':
    case 'audit-ask':
      return { ...before, at: { ...at, until } };
    case 'deposit-open':
      // It failed as the door closed, when a larger one was wanted.
      if (at.larger)
        return { ...before, at: { screen: 'deposit-confirm', staff: at.staff, deposit: at.deposit, until } };
      return { ...before, at: { ...at, until: Math.max(at.until, until) } };
    case 'collect-open':
    case 'audit-open':
      return { ...before, at: { ...at, until: Math.max(at.until, until) } };
    default:
      return anew;
  }
}

/** When the machine wants a `tick`, monotonic ms, or null. */
export function nextTick({ at, otherLanguageUntil }: TerminalState, now: number): number | null {
  if (!('until' in at)) return otherLanguageUntil;
  return 'shownUntil' in at && at.shownUntil > now ? Math.min(at.shownUntil, at.until) : at.until;
}

/** One step of the dialogue at keypad, scanner and display. Pure: `now` is monotonic ms. */
export function terminalStep(
  state: TerminalState,
  input: TerminalInput,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  const sounding = withSounds(state, withDoubt(state.at, input, step(state, input, now, rules)), input);
  const next = withSession(state, input, sounding);
  return { ...next, state: homeLanguage(state, inOrder(next.state), input, now) };
}

/** Where nobody can enter a code, nobody is asked for one; and what can't be typed on is no entry any more. */
function inOrder(state: TerminalState): TerminalState {
  const { at, inputs } = state;
  const typing = at.screen === 'entering' || at.screen === 'compartment-first';
  if (outOfOrder(inputs)) return at.screen === 'idle' || typing ? { ...state, at: { screen: 'out-of-order' } } : state;
  return at.screen === 'out-of-order' || (typing && inputs.keypad !== 'there') ? { ...state, at: idle } : state;
}

function step(state: TerminalState, input: TerminalInput, now: number, rules: TerminalRules): TerminalStep {
  switch (input.type) {
    case 'key':
      return key(state, input.key, now, rules);
    case 'scan':
      return scan(state, input.text, now, rules);
    case 'tick':
      return 'until' in state.at && now >= state.at.until ? timeout(state, now, rules) : { state, effects: [] };
    case 'pin-entry':
      return { state: { ...state, pinClosed: input.closed, compartmentFirst: input.compartmentFirst }, effects: [] };
    case 'inputs':
      return { state: { ...state, inputs: input.inputs }, effects: [] };
    case 'door-opened':
    case 'door-closed':
    case 'door-left-open':
    case 'door-reminder':
      return door(state, input, now, rules);
    case 'contact-lost':
    case 'contact-back':
      return contact(state, input);
    case 'found-open':
      return foundOpen(state, input.door);
    case 'came-late':
      return cameLate(state, input);
    case 'door-jammed':
      return jammed(state, input, now, rules);
    case 'pickup':
      return go(state, { screen: 'opening', door: input.door, reopened: false }, { do: 'beep', sound: 'accepted' });
    case 'reopening':
      return input.door
        ? go(state, { screen: 'opening', door: input.door, reopened: true }, { do: 'beep', sound: 'accepted' })
        : refused(state, 'reopen-impossible', idle, now, rules);
    case 'code-refused':
      return refused(state, input.notice, idle, now, rules);
    case 'code-locked-out':
      return lockedOut(state, now, rules);
    case 'compartment-chosen':
    case 'number-first':
      return compartmentFirstReply(state, input, now, rules);
    case 'handover':
    case 'second-code':
    case 'one-time-code':
    case 'attempt':
      return handoverReply(state, input, now, rules);
    case 'audit-list':
    case 'audit-opening':
    case 'audit-over':
    case 'audit-busy':
    case 'audit-answered':
      return auditReply(state, input, now, rules);
    case 'service-opening':
    case 'compartment-state':
    case 'selftest':
      return serviceReply(state, input, now, rules);
    case 'staff':
    case 'label':
    case 'depositing':
    case 'waiting':
    case 'collecting':
      return courierReply(state, input, now, rules);
    default:
      return never(input);
  }
}

function lockedOut(state: TerminalState, now: number, rules: TerminalRules): TerminalStep {
  return go(state, { screen: 'locked-out', until: now + rules.messageMs }, { do: 'beep', sound: 'locked-out' });
}

/** The operator learns that somebody was turned away. */
function told({ state, effects }: TerminalStep): TerminalStep {
  return { state, effects: [...effects, { do: 'refuse-locked-out' }] };
}

function key(before: TerminalState, pressed: Key, now: number, rules: TerminalRules): TerminalStep {
  if (pressed === '#' && now < before.swallowHashUntil) return { state: before, effects: [] };
  if (goesAstray(before, pressed, now)) return stray(before, before.at, pressed, now);
  const state = { ...before, swallowHashUntil: 0, stray: isDigit(pressed) ? before.stray : null };
  const { at } = state;
  switch (at.screen) {
    case 'idle':
      return idleKey(state, pressed, now, rules);
    case 'entering':
      return enteringKey(state, at, pressed, now, rules);
    case 'compartment-first':
      return compartmentFirstKey(state, at, pressed, now, rules);
    case 'opening':
    case 'open':
    case 'out-of-order':
      return { state, effects: [] };
    case 'closed':
      if (pressed === '#') return go(state, idle);
      if (pressed === '*') return go(state, help(at, now, rules), { do: 'beep', sound: 'more' });
      return idleKey({ ...state, at: idle }, pressed, now, rules);
    case 'help':
      return helpKey(state, at, pressed, now, rules);
    // A message ends with the next key, which then counts.
    case 'refused':
    case 'jammed':
      return key({ ...state, at: again(at.back, now, rules) }, pressed, now, rules);
    case 'handover-done':
      return key({ ...state, at: handoverLabel(at.staff, now, rules) }, pressed, now, rules);
    case 'handover-label':
    case 'handover-code':
      return handoverKey(state, at, pressed, now, rules);
    case 'locked-out':
      // The rest of a PIN that is refused already, not another one.
      if (isDigit(pressed) && state.pinClosed) return lockedOut(state, now, rules);
      return key({ ...state, at: idle }, pressed, now, rules);
    default:
      if (isAuditScreen(at)) return auditKey(state, at, pressed, now, rules);
      if (isServiceScreen(at)) return serviceKey(state, at, pressed, now, rules);
      return courierKey(state, at, pressed, now, rules);
  }
}

/** A screen that waited behind a message starts its time-out anew. */
function again(back: Screen, now: number, rules: TerminalRules): Screen {
  return 'until' in back ? { ...back, until: now + rules.sessionMs } : back;
}

function idleKey(state: TerminalState, pressed: Key, now: number, rules: TerminalRules): TerminalStep {
  if (pressed === '*') return go({ ...state, language: nextLanguage(state) ?? state.language }, idle);
  if (!isDigit(pressed)) return { state, effects: [] };
  if (state.pinClosed) return told(lockedOut(state, now, rules));
  if (state.compartmentFirst) return go(state, compartmentFirst(pressed, now, rules), { do: 'beep', sound: 'more' });
  return typed(state, pressed, now, rules);
}

function enteringKey(
  state: TerminalState,
  at: Of<'entering'>,
  pressed: Key,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  if (isDigit(pressed)) return typed(state, at.digits + pressed, now, rules);
  const until = now + rules.entryMs;
  if (pressed === '*') {
    return at.digits === ''
      ? go(state, idle)
      : go(state, { ...at, digits: at.digits.slice(0, -1), shownUntil: now, until });
  }
  if (pressed !== '#' || at.digits === '') return go(state, { ...at, until });
  return shortEntry(state, at, until, rules);
}

function typed(state: TerminalState, digits: string, now: number, rules: TerminalRules): TerminalStep {
  const at: Screen = { screen: 'entering', digits, shownUntil: now + SHOW_DIGIT_MS, until: now + rules.entryMs };
  if (digits.length < rules.pinLength) return go(state, at);
  return go({ ...state, swallowHashUntil: now + SWALLOW_MS }, idle, { do: 'redeem-pin', digits });
}

function help(at: Of<'closed'>, now: number, rules: TerminalRules): Screen {
  return { screen: 'help', door: at.door, canReopen: at.canReopen, answered: null, until: now + rules.entryMs };
}

function helpKey(state: TerminalState, at: Of<'help'>, pressed: Key, now: number, rules: TerminalRules): TerminalStep {
  if (at.answered !== null) return idleKey({ ...state, at: idle }, pressed, now, rules);
  const report = (what: 'empty' | 'damaged'): TerminalStep =>
    go(
      state,
      { ...at, answered: what, until: now + rules.messageMs },
      { do: 'report', opening: at.door.opening, what },
      { do: 'beep', sound: 'done' },
    );
  switch (pressed) {
    case '0':
    case '*':
      return go(state, idle);
    case '1':
      return at.canReopen ? go(state, at, { do: 'reopen', opening: at.door.opening }) : { state, effects: [] };
    case '2':
      return report('empty');
    case '3':
      return report('damaged');
    default:
      // No answer: the next customer's PIN begins.
      return isDigit(pressed) ? idleKey({ ...state, at: idle }, pressed, now, rules) : { state, effects: [] };
  }
}

function scan(state: TerminalState, text: string, now: number, rules: TerminalRules): TerminalStep {
  const { at } = state;
  switch (at.screen) {
    case 'opening':
    case 'open':
    case 'out-of-order':
      return { state, effects: [] };
    case 'idle':
    case 'entering':
    case 'compartment-first':
    case 'closed':
    case 'help':
    case 'locked-out':
      return go(state, idle, { do: 'redeem-scan', text });
    case 'refused':
    case 'jammed':
      return scan({ ...state, at: again(at.back, now, rules) }, text, now, rules);
    case 'handover-done':
      return scan({ ...state, at: handoverLabel(at.staff, now, rules) }, text, now, rules);
    case 'handover-label':
    case 'handover-code':
      return handoverScan(state, at, text, now, rules);
    default:
      if (isAuditScreen(at)) return auditScan(state, at, text, now, rules);
      if (isServiceScreen(at)) return serviceScan(state, at, text, now, rules);
      return courierScan(state, at, text, now, rules);
  }
}

function timeout(state: TerminalState, now: number, rules: TerminalRules): TerminalStep {
  const { at } = state;
  switch (at.screen) {
    case 'entering':
    case 'compartment-first':
    case 'closed':
    case 'help':
    case 'locked-out':
      return go(state, idle);
    case 'refused':
    case 'jammed':
      return go(state, again(at.back, now, rules));
    case 'handover-done':
      return go(state, handoverLabel(at.staff, now, rules));
    case 'handover-label':
    case 'handover-code':
      return handoverTimeout(state, at, rules);
    default:
      if (isAuditScreen(at)) return auditTimeout(state, at);
      if (isServiceScreen(at)) return go(state, idle);
      return isStaffScreen(at) ? courierTimeout(state, at) : { state, effects: [] };
  }
}
