import type { Language } from '../../config/schema';
import { never } from '../core/result';
import type { Screen, TerminalState } from './state';
import { de } from './texts/de';
import { en } from './texts/en';
import type { Lines, Texts } from './texts/texts';

export const texts: Readonly<Record<Language, Texts>> = { de, en };

export interface View {
  /** monotonic ms */
  readonly now: number;
  /** Local time when PIN entry opens again, `HH:MM` or with the day before it, or null. */
  readonly pinOpensAt: string | null;
  /** Hide every typed digit: for eyes other than those in front of the display. */
  readonly masked: boolean;
}

/** What the display shows: exactly `rows` lines of at most `columns` characters. */
export function render(state: TerminalState, view: View, size: { columns: number; rows: number }): string[] {
  const lines = screenLines(state.at, state, view, texts[state.language]);
  return Array.from({ length: size.rows }, (_, row) => (lines[row] ?? '').slice(0, size.columns));
}

const stars = (count: number): string => '*'.repeat(count);

function screenLines(at: Screen, state: TerminalState, view: View, say: Texts): Lines {
  const typed = (text: string): string => (view.masked ? stars(text.length) : text).slice(-20);
  switch (at.screen) {
    case 'idle':
      if (state.inputs.keypad !== 'there') return say.scanOnly();
      if (state.inputs.scanner !== 'there')
        return say.typeOnly(state.pinClosed ? view.pinOpensAt : null, state.compartmentFirst);
      return say.idle(state.pinClosed ? view.pinOpensAt : null, state.compartmentFirst);
    case 'entering': {
      const shown = !view.masked && at.shownUntil > view.now ? at.digits.slice(-1) : '';
      return say.entering(stars(at.digits.length - shown.length) + shown);
    }
    case 'compartment-first': {
      if (at.number === null) return say.compartmentFirst(typed(at.typed));
      const shown = !view.masked && at.shownUntil > view.now ? at.typed.slice(-1) : '';
      return say.pinOf(at.number, stars(at.typed.length - shown.length) + shown);
    }
    case 'opening':
      return say.opening(at.door.number);
    case 'open':
      return at.reminded ? say.stillOpen(at.door.number) : say.open(at.door.number);
    case 'closed':
      return at.early && !at.reopened ? say.closedEarly(at.door.number) : say.closed(at.door.number);
    case 'out-of-order':
      return say.outOfOrder();
    case 'help':
      return at.answered === null ? say.help(!at.reopened) : say.reported();
    case 'refused':
      return say.refused[at.notice];
    case 'locked-out':
      return say.lockedOut(view.pinOpensAt);
    case 'jammed':
      return say.jammed(at.door.number, at.reference);
    case 'courier-menu':
      return say.courierMenu();
    case 'deposit-label':
      return say.depositLabel(at.remark && say.remark(at.remark), typed(at.typed));
    case 'deposit-size':
      return say.depositSize();
    case 'deposit-open':
      if (!at.isOpen) return say.doorOpens(at.deposit.door.number);
      return at.larger ? say.depositLarger(at.deposit.door.number) : say.depositOpen(at.deposit.door.number);
    case 'deposit-confirm':
      return say.depositConfirm(at.deposit.door.number);
    case 'collect':
      return say.collect(at.remark && say.remark(at.remark), at.waiting.length);
    case 'collect-open':
      return at.isOpen ? say.collectOpen(at.door.number) : say.doorOpens(at.door.number);
    case 'collect-confirm':
      return say.collectConfirm(at.door.number);
    case 'handover-label':
      return say.handoverLabel(typed(at.typed));
    case 'handover-code': {
      if (at.closed) return say.handoverClosed();
      const shown = !view.masked && at.shownUntil > view.now ? at.digits.slice(-1) : '';
      return say.handoverCode(stars(at.digits.length - shown.length) + shown, at.wish.for);
    }
    case 'handover-done':
      return say.handoverDone();
    case 'audit-menu':
      return say.audit.menu(at.counts.unverified, at.staff.role === 'service' ? at.counts.all : null);
    case 'audit-open':
      return at.isOpen ? say.audit.open(at.door.number) : say.doorOpens(at.door.number);
    case 'audit-ask':
      return say.audit.ask(at.door.number, at.expected);
    case 'audit-stuck':
      return say.audit.stuck(at.door.number, at.reference);
    case 'audit-done':
      return say.audit.done(at.tally);
    case 'service':
      return say.service(at.remark && say.remark(at.remark), typed(at.typed));
    default:
      return never(at);
  }
}
