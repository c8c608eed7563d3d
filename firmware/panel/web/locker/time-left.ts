const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS = [
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
  ['second', SECOND],
] as const;

export interface Part {
  readonly unit: (typeof UNITS)[number][0];
  readonly value: number;
}

/**
 * A span in its two largest units, minutes and seconds only at the end: what a person needs to know.
 * Empty once it is over.
 */
export function timeLeft(ms: number): Part[] {
  if (ms <= 0) return [];
  // Rounded up: "0 s" would be over.
  const whole = Math.ceil(ms / SECOND) * SECOND;
  const first = UNITS.findIndex(([, length]) => whole >= length);
  const parts: Part[] = [];
  let rest = whole;
  for (const [unit, length] of UNITS.slice(first, first + 2)) {
    const value = Math.floor(rest / length);
    rest -= value * length;
    if (value > 0 && !(unit === 'second' && parts.length > 0 && whole >= 10 * MINUTE)) parts.push({ unit, value });
  }
  return parts;
}

/** In the words of the language, like "2d 23h" or "2 days 23 hours". */
export function spanText(parts: readonly Part[], language: string, width: 'narrow' | 'long'): string {
  return parts
    .map(({ unit, value }) =>
      new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: width }).format(value),
    )
    .join(' ');
}
