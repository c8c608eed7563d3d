/** Everything the command line touches of the world, so that tests can stand in for it. */
export interface CliIo {
  out(text: string): void;
  err(text: string): void;
  /** Is standard output a terminal? */
  readonly tty: boolean;
  /** Asks whoever sits there; null: nobody answers any more. Missing: nobody sits there. */
  readonly ask?: (question: string) => Promise<string | null>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Who is working here, for the audit log. */
  readonly user: string;
  /** Ends what goes on for ever (`events --follow`). */
  readonly signal: AbortSignal;
}

/** Something did not work; the message says what to do about it. Ends with exit code 1. */
export class CliError extends Error {
  override readonly name = 'CliError';
  /** What a program can tell it by: the API's own where it refused. */
  readonly code: string;

  constructor(message: string, { code = 'failed', ...options }: ErrorOptions & { readonly code?: string } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** Called the wrong way. Ends with exit code 64. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
