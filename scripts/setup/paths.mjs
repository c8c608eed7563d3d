import { fileURLToPath } from 'node:url';

/** The checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Something the person at the keyboard has to mend; the message says how. */
export class PrepareError extends Error {
  name = 'PrepareError';

  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Everything goes to stderr: stdout belongs to the program that is started afterwards. */
export function say(text) {
  process.stderr.write(`lockerd: ${text}\n`);
}
