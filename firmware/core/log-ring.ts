import type { Unsubscribe } from '../../hal/ports';

/** One line of the daemon's log. `time` is RFC 3339 in UTC, by the machine's own clock. */
export interface LogLine {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  /** What else the line holds. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Longer than any line should be: what is cut is in the journal. */
const MAX_LINE = 8_192;

/** Names of pino's levels (docs/api.md, "logger.levels"). */
const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/**
 * The newest lines of the log, in memory, for the page: a destination of pino that hands each line on to the real one
 * first. No log line holds a code, so none is here.
 */
export class LogRing {
  private lines: string[] = [];
  private next = 0;
  private readonly listeners = new Set<(line: LogLine) => void>();

  /** @param size so many lines are kept */
  constructor(
    private readonly onward: { write(text: string): void },
    private readonly size = 1_000,
  ) {}

  /** Called by pino, one line at a time. */
  write(text: string): void {
    this.onward.write(text);
    const kept = text.length <= MAX_LINE ? text : '';
    this.lines[this.next % this.size] = kept;
    this.next += 1;
    if (this.listeners.size === 0) return;
    const line = parse(kept);
    if (line !== null) for (const listener of this.listeners) listener(line);
  }

  /** The newest `count` lines, oldest first. */
  tail(count: number): LogLine[] {
    const from = Math.max(0, this.next - Math.min(count, this.size));
    return Array.from({ length: this.next - from }, (_, i) => this.lines[(from + i) % this.size] ?? '').flatMap(
      (text) => parse(text) ?? [],
    );
  }

  onLine(listener: (line: LogLine) => void): Unsubscribe {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

function parse(text: string): LogLine | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { time, level, msg, locker: _locker, ...fields } = parsed as Record<string, unknown>;
  return {
    time: new Date(Number(time)).toISOString(),
    level: LEVELS[Number(level)] ?? String(level),
    message: typeof msg === 'string' ? msg : '',
    fields,
  };
}
