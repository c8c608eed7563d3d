import type { StoredEvent } from '../core/events';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';
const CODES: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 };

/** Puts words into colour; or leaves them, where colour is not wanted. */
export type Paint = (style: Style, text: string) => string;

export function painter(colours: boolean): Paint {
  return (style, text) => (colours && text !== '' ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text);
}

/** A cell may be painted: its width is that of its plain text. */
export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

/** Labels and reasons come from outside: nothing in them may steer the terminal. */
export function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, '�');
}

/** Columns under their heads, two blanks between them, one line per row. */
export function table(heads: readonly string[], rows: readonly (readonly (Cell | string)[])[], paint: Paint): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: plain(cell) } : cell)));
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...cells.map((row) => row[column]?.text.length ?? 0)),
  );
  const line = (row: readonly Cell[]): string =>
    row
      .map(({ text, style }, column) => {
        const padding = ' '.repeat(column === row.length - 1 ? 0 : (widths[column] ?? 0) - text.length);
        return (style ? paint(style, text) : text) + padding;
      })
      .join('  ')
      .trimEnd();
  const head = line(heads.map((text) => ({ text, style: 'bold' })));
  return [head, ...cells.map(line)].map((text) => `${text}\n`).join('');
}

/** `2026-11-21 10:00:00Z`: UTC, as the locker writes it. */
export function shortTime(time: string): string {
  return time.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
}

const COMMON = new Set(['outbox', 'seq', 'id', 'at', 'clock', 'type']);

/** One event on one line. */
export function eventLine(event: StoredEvent, paint: Paint): string {
  const details = Object.entries(event)
    .filter(([name, value]) => !COMMON.has(name) && value !== null && value !== undefined)
    .map(([name, value]) => `${name}=${Array.isArray(value) && value.length === 0 ? 'none' : plain(String(value))}`);
  const trust = event.clock === 'untrusted' ? paint('yellow', ' (clock untrusted)') : '';
  const seq = paint('dim', String(event.seq).padStart(6));
  return (
    `${seq}  ${shortTime(event.at)}${trust}  ${paint('bold', event.type.padEnd(26))} ${details.join(' ')}`.trimEnd() +
    '\n'
  );
}
