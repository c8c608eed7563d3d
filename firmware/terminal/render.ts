import type { Language } from '../../config/schema';
import { never } from '../core/result';
import { nextLanguage } from './language';
import { LONGEST_NUMBER } from './steps';
import { staffOf } from './session';
import type { DoorRef, Of, Screen, SessionDoor, TerminalState } from './state';
import { de } from './texts/de';
import { en } from './texts/en';
import { fr } from './texts/fr';
import { pl } from './texts/pl';
import { tr } from './texts/tr';
import { NAMES, tail, type DoorTexts, type Lines, type Texts, type Wording } from './texts/texts';

export const texts: Readonly<Record<Language, Wording>> = { de, en, fr, tr, pl };

export interface View {
  /** monotonic ms */
  readonly now: number;
  /** Local time when PIN entry opens again, `HH:MM` or with the day before it, or null. */
  readonly pinOpensAt: string | null;
  /** Hide every typed digit: for eyes other than those in front of the display. */
  readonly masked: boolean;
  /** Is a PIN of the day taken, behind the number of its compartment? */
  readonly offlinePins?: boolean;
  /** Which of the {@link pages}; counted on for ever. */
  readonly page?: number;
}

export interface DisplaySize {
  readonly columns: number;
  readonly rows: number;
}

/** What the display shows: exactly `rows` lines of at most `columns` characters. */
export function render(state: TerminalState, view: View, size: DisplaySize): string[] {
  const all = pages(state, view, size);
  return [...(all[(view.page ?? 0) % all.length] ?? [])];
}

/** All that there is to read on a screen; what a display can't show at once comes in turn. At least one. */
export function pages(state: TerminalState, view: View, size: DisplaySize): readonly (readonly string[])[] {
  const { large, small } = texts[state.language];
  const isLarge = size.columns >= 20 && size.rows >= 4;
  const say = isLarge ? large : small;
  const beside = state.at.screen === 'idle' || staffOf(state.at) !== null ? state.standOpen : [];
  const all = [screenLines(state.at, state, view, say, size), ...beside.map(({ number }) => say.stillOpen(number))];
  return all.flatMap((lines) => paged(lines, size));
}

function paged(lines: Lines, { columns, rows }: DisplaySize): string[][] {
  const count = Math.max(1, Math.ceil(lines.length / rows));
  const line = (index: number): string => (lines[index] ?? '').slice(0, columns);
  return Array.from({ length: count }, (_, page) =>
    Array.from({ length: rows }, (_row, row) => line(page * rows + row)),
  );
}

const stars = (count: number): string => '*'.repeat(count);

function screenLines(at: Screen, state: TerminalState, view: View, say: Texts, size: DisplaySize): Lines {
  const typed = (text: string): string => (view.masked ? stars(text.length) : text).slice(-size.columns);
  /** The digit typed last can be read for a moment. */
  const secret = (digits: string, shownUntil: number): string => {
    const shown = !view.masked && shownUntil > view.now ? digits.slice(-1) : '';
    return stars(digits.length - shown.length) + shown;
  };
  switch (at.screen) {
    case 'idle': {
      const next = nextLanguage(state);
      const star = next === null ? '' : `*=${NAMES[next]}`;
      // Where none has ever been, none is broken: the first line says what to do.
      if (state.inputs.keypad === 'none') return say.scanOnly().slice(0, 1);
      if (state.inputs.keypad === 'lost') return say.scanOnly();
      const opensAt = state.pinClosed ? view.pinOpensAt : null;
      return state.inputs.scanner === 'there'
        ? say.idle(opensAt, state.compartmentFirst, star)
        : say.typeOnly(opensAt, state.compartmentFirst, star);
    }
    case 'entering':
      return say.entering(
        secret(at.digits, at.shownUntil),
        view.offlinePins === true && at.digits.length <= LONGEST_NUMBER,
      );
    case 'compartment-first': {
      if (at.number !== null) return say.pinOf(at.number, secret(at.typed, at.shownUntil));
      // A PIN typed here by mistake is not shown in full.
      const number = at.typed.slice(0, LONGEST_NUMBER);
      return say.compartmentFirst(typed(number) + (at.typed === number ? '' : '*'));
    }
    case 'opening':
      return say.opening(at.door.number);
    case 'open':
      return at.reminded ? say.stillOpen(at.door.number) : say.open(at.door.number);
    case 'closed':
      return at.early && at.canReopen ? say.closedEarly(at.door.number) : say.closed(at.door.number);
    case 'out-of-order':
      return say.outOfOrder();
    case 'help':
      return at.answered === null ? say.help(at.canReopen) : say.reported();
    case 'refused':
      return say.refused[at.notice];
    case 'locked-out':
      return say.lockedOut(view.pinOpensAt);
    case 'jammed':
      if (at.back.screen === 'idle') return jammedCustomer(at, say.doors);
      return at.standsOpen
        ? say.doors.standsOpenForStaff(at.door.number, at.reference)
        : say.doors.jammedForStaff(at.door.number, at.reference);
    case 'courier-menu':
      return say.courierMenu();
    case 'deposit-label':
      return say.depositLabel(at.remark && say.remark(at.remark), typed(at.typed));
    case 'deposit-size':
      return say.depositSize();
    case 'deposit-open':
      if (!at.isOpen) return say.opening(at.deposit.door.number);
      return atOpenDoor(
        at,
        at.deposit.door,
        say,
        at.larger ? say.depositLarger(at.deposit.door.number) : say.depositOpen(at.deposit.door.number),
      );
    case 'deposit-confirm':
      return say.depositConfirm(at.deposit.door.number);
    case 'collect':
      return say.collect(at.remark && say.remark(at.remark), at.waiting.length, at.all === true);
    case 'collect-open':
      if (!at.isOpen) return say.opening(at.door.number);
      return atOpenDoor(at, at.door, say, collecting(at, say));
    case 'collect-confirm':
      return say.collectConfirm(at.door.number);
    case 'handover-label':
      return say.handoverLabel(typed(at.typed));
    case 'handover-code':
      return at.closed ? say.handoverClosed() : say.handoverCode(secret(at.digits, at.shownUntil), at.wish.for);
    case 'handover-done':
      return say.handoverDone();
    case 'audit-menu':
      if (at.scope !== null) return say.audit.begin(at.scope, at.counts[at.scope]);
      return say.audit.menu(at.counts.unverified, at.staff.role === 'service' ? at.counts.all : null);
    case 'audit-open':
      if (!at.isOpen) return say.opening(at.door.number);
      return atOpenDoor(at, at.door, say, say.audit.open(at.door.number));
    case 'audit-ask':
      return at.said === null
        ? say.audit.ask(at.door.number, at.expected)
        : say.audit.said(at.door.number, at.said, at.expected.length > 1);
    case 'audit-stuck':
      return at.standsOpen
        ? say.doors.auditStandsOpen(at.door.number)
        : say.doors.auditStuck(at.door.number, at.reference);
    case 'audit-done':
      return say.audit.done(at.tally);
    case 'service':
      return say.technician.menu();
    case 'service-which':
      return say.technician.which(at.wish, at.remark && say.remark(at.remark), typed(at.typed));
    case 'service-open':
      return at.isOpen ? say.technician.open(at.door.number) : say.opening(at.door.number);
    case 'service-state':
      return say.technician.state(at.number, at.out);
    case 'service-selftest':
      return selftest(at, say, size);
    default:
      return never(at);
  }
}

function collecting({ door, take }: Of<'collect-open'>, say: Texts): Lines {
  if (!take) return say.collectOpen(door.number);
  return say.collectOnly(
    door.number,
    take.map((label) => (label === null ? say.unlabelled : tail(label))),
  );
}

/** What is to be done at an open door; where its contact may be wrong, in turn with how to go on all the same. */
function atOpenDoor({ unseen, leftOpen }: SessionDoor, { number }: DoorRef, { doors }: Texts, todo: Lines): Lines {
  if (unseen) return doors.unseen(number);
  return leftOpen ? [...doors.leftOpen(number), ...todo] : todo;
}

function jammedCustomer({ door, reference, standsOpen, codeEnded }: Of<'jammed'>, doors: DoorTexts): Lines {
  if (codeEnded) {
    return standsOpen
      ? doors.standsOpenCodeEnded(door.number, reference)
      : doors.jammedCodeEnded(door.number, reference);
  }
  return standsOpen ? doors.standsOpen(door.number, reference) : doors.jammed(door.number, reference);
}

/** What the self-test has found amiss: one device after the other. */
function selftest({ found, index }: Of<'service-selftest'>, { technician }: Texts, size: DisplaySize): Lines {
  if (found === null) return technician.testing();
  const complaint = found.complaints[index];
  if (complaint === undefined) return technician.passed(found.devices);
  const { kind, name, problem } = complaint;
  const device = kind === null ? name : `${technician.devices[kind]} ${name}`.trim();
  const counted = `${index + 1}/${found.complaints.length} ${device}`;
  return [counted.length > size.columns ? device : counted, ...technician.problems[problem], technician.keys];
}
