/** What drivers tell the log: never a code, never a key. */
export interface HalLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silent: HalLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };
