/** So many wrong addresses are looked up at once; a bookmark that was used before is one of them. */
const FREE = 5;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** After so long without a wrong one all is forgotten. */
const FORGET_MS = 600_000;

/**
 * How often somebody may try an address of the page: beyond five wrong ones each costs a wait, twice as long each
 * time, up to a minute. For all callers together: on the loopback nobody can tell them apart. A right address keeps
 * its worth meanwhile, and the Unix socket is not held up.
 */
export class LoginThrottle {
  private wrong = 0;
  private opensAt = 0;
  private lastAt = 0;

  /** @param now real ms; a clock that goes back ends a wait, it does not make it longer */
  constructor(private readonly now: () => number) {}

  /** ms until the next address is looked at; 0: now. */
  wait(): number {
    const left = this.opensAt - this.now();
    return left > 0 && left <= LONGEST_WAIT_MS ? left : 0;
  }

  failed(): void {
    const now = this.now();
    if (now - this.lastAt > FORGET_MS || now < this.lastAt) this.wrong = 0;
    this.lastAt = now;
    this.wrong += 1;
    if (this.wrong < FREE) return;
    this.opensAt = now + Math.min(FIRST_WAIT_MS * 2 ** Math.min(this.wrong - FREE, 30), LONGEST_WAIT_MS);
  }

  succeeded(): void {
    this.wrong = 0;
    this.opensAt = 0;
  }
}
