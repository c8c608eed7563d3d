/** Who waits for the locker, each for a time of their own. */
export class Waiters {
  private readonly waiting = new Set<(outcome: boolean) => void>();

  /** Answers what `wake` is called with, or false after `ms` of real time. */
  wait(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => end(false), ms);
      const end = (outcome: boolean): void => {
        clearTimeout(timer);
        this.waiting.delete(end);
        resolve(outcome);
      };
      this.waiting.add(end);
    });
  }

  wake(outcome: boolean): void {
    for (const end of [...this.waiting]) end(outcome);
  }
}
