/** The level from which on a line is shown to the person at the terminal: pino's number for `warn`. */
const SHOWN_FROM = 40;

/**
 * What of a child's output a person should see: its own words (usage, wrong configuration) as they are, of its
 * log the warnings and errors in short. Null: only the log file has it.
 */
export function worthSaying(name: string, line: string): string | null {
  const entry = logEntry(line);
  if (entry === null) return line.trim() === '' ? null : line;
  if (entry.level < SHOWN_FROM) return null;
  return `${name}: ${entry.msg}${entry.reason === '' ? '' : `: ${entry.reason}`}`;
}

function logEntry(line: string): { level: number; msg: string; reason: string } | null {
  if (!line.startsWith('{')) return null;
  try {
    const { level, msg, reason, err } = JSON.parse(line) as Record<string, unknown>;
    if (typeof level !== 'number') return null;
    const cause = typeof err === 'object' && err !== null && 'message' in err ? err.message : reason;
    return { level, msg: typeof msg === 'string' ? msg : '', reason: typeof cause === 'string' ? cause : '' };
  } catch {
    return null;
  }
}
