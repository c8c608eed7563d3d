import type { Request } from './protocol';

/** So many answers in a row have to speak against what is believed before it is given up: noise can look like an echo. */
const CONTRARY = 3;

/**
 * Does the adapter hand back what it sends? Learnt from status requests, whose answers never look like
 * themselves: of an 8A board the answer to an unlock may equal the command byte for byte.
 */
export class EchoGuess {
  /** Null before the first answer. */
  known: boolean | null = null;
  private contrary = 0;

  /** An answer to a status request came, behind an echo of the request or without one. */
  see(echoed: boolean): void {
    this.contrary = this.known === null || this.known === echoed ? 0 : this.contrary + 1;
    if (this.known === null || this.contrary >= CONTRARY) {
      this.known = echoed;
      this.contrary = 0;
    }
  }

  /** From where on an answer may begin; null while only the echo can have come. */
  answerFrom(heard: Uint8Array, { kind, bytes }: Request): number | null {
    const echo = Buffer.from(heard).indexOf(bytes);
    if (kind === 'unlock' && this.known === false) return 0;
    return echo < 0 ? null : echo + bytes.length;
  }
}
