import { Faults } from './faults';
import type { Random } from './random';

/**
 * What goes wrong on an RS-485 line and at its boards. Each strikes one exchange, except `dead`: that board says
 * nothing for a while.
 */
export const LINE_FAULTS = [
  /** The board does not hear the command. */
  'lost-command',
  /** The board does what it was told and its reply is lost. */
  'lost-reply',
  'late-reply',
  /** One byte of the reply is another one. */
  'garbled',
  /** The adapter hands back what it has sent. */
  'echo',
  'wrong-checksum',
  /** The reply, whole and well, names another board. */
  'wrong-address',
  'half-frame',
  /** The board's processor starts anew in the middle of a command and is deaf while it boots. */
  'reset',
  /** Bytes that nobody sent, before or after the reply. */
  'noise',
  'dead',
] as const;
export type LineFault = (typeof LINE_FAULTS)[number];

export class LineFaults extends Faults<LineFault> {
  constructor(random: Random, rates: Partial<Record<LineFault, number>> = {}) {
    super(LINE_FAULTS, random, rates);
  }
}
