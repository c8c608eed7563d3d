type Level = 'info' | 'warn' | 'error';
const NUMBERS = { info: 30, warn: 40, error: 50 } as const;

export type Log = Record<Level, (message: string, fields?: object) => void>;

/** One JSON object a line, numbered as pino numbers its levels. Never pass a code. */
export function createLog(write: (line: string) => void): Log {
  const at =
    (level: Level) =>
    (message: string, fields: object = {}) => {
      write(
        `${JSON.stringify({ level: NUMBERS[level], time: Date.now(), name: 'backoffice', ...fields, msg: message })}\n`,
      );
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
