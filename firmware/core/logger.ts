/** The part of pino's logger that the rooms use; tests pass a silent one. Never log a code or a typed digit. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
