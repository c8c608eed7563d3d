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

/** Which of them strike next; counts those that did. */
export class ScannerFaults {
  readonly fired = Object.fromEntries(SCANNER_FAULTS.map((fault) => [fault, 0])) as Record<ScannerFault, number>;
  private readonly certain: ScannerFault[] = [];

  constructor(readonly random: Random) {}

  next(fault: ScannerFault, times = 1): void {
    for (let n = 0; n < times; n += 1) this.certain.push(fault);
  }

  strikes(fault: ScannerFault): boolean {
    const at = this.certain.indexOf(fault);
    if (at < 0) return false;
    this.certain.splice(at, 1);
    this.fired[fault] += 1;
    return true;
  }
}
