import { HalError } from '../errors';
import type { TimeSource } from '../ports';

/** A power supply of coils: one is driven at a time. */
export class Supply {
  private busy = false;
  private readonly queue: { readonly go: () => void }[] = [];

  constructor(
    readonly name: string,
    private readonly time: TimeSource,
  ) {}

  /**
   * Runs it when nobody else does, in order of arrival.
   * @throws HalError `busy` when its turn has not come within `patienceMs`: a door must not open when nobody
   *   waits for it any more
   */
  async turn<T>(device: string, patienceMs: number, run: () => Promise<T>): Promise<T> {
    await this.enter(device, patienceMs);
    try {
      return await run();
    } finally {
      this.leave();
    }
  }

  private enter(device: string, patienceMs: number): Promise<void> {
    if (!this.busy) {
      this.busy = true;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const entry = {
        go: () => {
          cancel();
          resolve();
        },
      };
      const cancel = this.time.after(patienceMs, () => {
        this.queue.splice(this.queue.indexOf(entry), 1);
        reject(new HalError('busy', device, `supply ${this.name} drives another coil; nothing was sent`));
      });
      this.queue.push(entry);
    });
  }

  private leave(): void {
    const next = this.queue.shift();
    if (next === undefined) this.busy = false;
    else next.go();
  }
}
