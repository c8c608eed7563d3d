/** Nearest rank. @param share 0 to 1 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('no values');
  return value;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export interface Figure {
  readonly name: string;
  readonly unit: 'µs' | 'ms' | 'MiB';
  readonly value: number;
  readonly baseline: { readonly name: string; readonly value: number };
  /** Largest ratio that is good, or null: shown only. */
  readonly aim: number | null;
}

export interface Line extends Figure {
  readonly ratio: number;
  readonly met: boolean | null;
}

export function judge(figures: readonly Figure[]): Line[] {
  return figures.map((figure) => {
    const ratio = figure.value / figure.baseline.value;
    return { ...figure, ratio, met: figure.aim === null ? null : ratio <= figure.aim };
  });
}

/** A table for a terminal: heads, a line, and rows. @param left columns of words; all others hold numbers */
export function aligned(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  left: readonly number[],
): string {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const text = (row: readonly string[]): string =>
    row
      .map((cell, at) => (left.includes(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return [text(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(text)].join('\n');
}

export function table(lines: readonly Line[]): string {
  const amount = (value: number, unit: string): string => `${value.toFixed(unit === 'MiB' ? 1 : 0)} ${unit}`;
  const rows = lines.map(({ name, unit, value, baseline, ratio, aim, met }) => [
    name,
    amount(value, unit),
    baseline.name,
    amount(baseline.value, unit),
    ratio.toFixed(2),
    aim === null ? '' : `≤ ${aim}`,
    met === null ? '' : met ? 'yes' : 'NO',
  ]);
  return aligned(['what', 'figure', 'beside', 'figure', 'ratio', 'aim', 'met'], rows, [0, 2]);
}
