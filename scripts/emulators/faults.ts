import type { Random } from './random';

/** Decides which occasions are struck, and counts those that were. */
export class Faults<Fault extends string> {
  readonly fired: Record<Fault, number>;
  private readonly certain: Fault[] = [];

  /** @param rates how often each strikes by itself, shares of 1 */
  constructor(
    all: readonly Fault[],
    readonly random: Random,
    private rates: Partial<Record<Fault, number>> = {},
  ) {
    this.fired = Object.fromEntries(all.map((fault) => [fault, 0])) as Record<Fault, number>;
  }

  /** From now on, shares of 1. */
  set(rates: Partial<Record<Fault, number>>): void {
    this.rates = rates;
  }

  /** The next occasion at which it can strike, it strikes; several calls, several occasions. */
  next(fault: Fault, times = 1): void {
    for (let n = 0; n < times; n += 1) this.certain.push(fault);
  }

  /** What was asked for with {@link next} and has not struck yet. */
  pending(): readonly Fault[] {
    return this.certain;
  }

  strikes(fault: Fault): boolean {
    const at = this.certain.indexOf(fault);
    if (at >= 0) this.certain.splice(at, 1);
    else if (!this.random.chance(this.rates[fault] ?? 0)) return false;
    this.fired[fault] += 1;
    return true;
  }
}
