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

/** Decides which exchanges are struck, and counts those that were. */
export class LineFaults {
  readonly fired = Object.fromEntries(LINE_FAULTS.map((fault) => [fault, 0])) as Record<LineFault, number>;
  private readonly certain: LineFault[] = [];

  constructor(
    readonly random: Random,
    private rates: Partial<Record<LineFault, number>> = {},
  ) {}

  /** From now on, shares of 1. */
  set(rates: Partial<Record<LineFault, number>>): void {
    this.rates = rates;
  }

  /** The next exchange at which it can strike, it strikes; several calls, several exchanges. */
  next(fault: LineFault, times = 1): void {
    for (let n = 0; n < times; n += 1) this.certain.push(fault);
  }

  /** What was asked for with {@link next} and has not struck yet. */
  pending(): readonly LineFault[] {
    return this.certain;
  }

  strikes(fault: LineFault): boolean {
    const at = this.certain.indexOf(fault);
    if (at >= 0) this.certain.splice(at, 1);
    else if (!this.random.chance(this.rates[fault] ?? 0)) return false;
    this.fired[fault] += 1;
    return true;
  }
}
