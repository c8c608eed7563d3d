const FIRST_MS = 5_000;
const LONGEST_MS = 300_000;

/** Does something again while nobody says that it worked, less and less often. Real time: it is about a network. */
export class Retry {
  private timer: NodeJS.Timeout | null = null;
  private wait = FIRST_MS;

  constructor(private readonly run: () => void) {}

  /** Does nothing while it is armed already. */
  arm(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.wait = Math.min(this.wait * 2, LONGEST_MS);
      this.run();
    }, this.wait);
  }

  /** There is something new to say: patience starts again. */
  reset(): void {
    this.stop();
    this.wait = FIRST_MS;
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }
}
