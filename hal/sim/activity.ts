import { someTurns } from './virtual-time';

/** Counts calls under way, to know when everything that an event set off has been dealt with. */
export class Activity {
  private pending = 0;
  private waiting: (() => void)[] = [];

  async track<T>(call: Promise<T>): Promise<T> {
    this.pending += 1;
    try {
      return await call;
    } finally {
      this.pending -= 1;
      if (this.pending === 0) for (const resume of this.waiting.splice(0)) resume();
    }
  }

  /** Settles when nothing is under way any more and two turns of the event loop have begun nothing new. */
  settled = async (): Promise<void> => {
    do {
      while (this.pending > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
      await someTurns(2);
    } while (this.pending > 0);
  };
}
