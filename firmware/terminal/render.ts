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
  /** Local time `HH:MM` when PIN entry opens again, or null. */
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
      return say.idle(state.pinClosed ? view.pinOpensAt : null);
    case 'entering': {
      const shown = !view.masked && at.shownUntil > view.now ? at.digits.slice(-1) : '';
      return say.entering(stars(at.digits.length - shown.length) + shown);
    }
    case 'opening':
      return say.opening(at.door.number);
    case 'open':
      return say.open(at.door.number);
    case 'closed':
      return say.closed(at.door.number);
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
    case 'service':
      return say.service(at.remark && say.remark(at.remark), typed(at.typed));
    default:
      return never(at);
  }
}
