import { Faults } from './faults';
import type { Random } from './random';

/** What goes wrong at a code scanner's serial line. */
export const SCANNER_FAULTS = [
  /** A command is not answered. */
  'lost-reply',
  /** The answer comes in the middle of a code, or together with it. */
  'glued-reply',
  /** The answer comes in two pieces. */
  'split-reply',
  'wrong-checksum',
  /** A code is read, and a byte of it arrives as another one. */
  'garbled',
  /** The same code is sent twice. */
  'twice',
  /** One code in several pieces, some time apart. */
  'split-code',
  'noise',
  /** It says nothing any more until it is reset. */
  'hung',
] as const;
export type ScannerFault = (typeof SCANNER_FAULTS)[number];

export class ScannerFaults extends Faults<ScannerFault> {
  constructor(random: Random) {
    super(SCANNER_FAULTS, random);
  }
}
