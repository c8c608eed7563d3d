import type { Hal, Listen, TimeSource, Unsubscribe } from '../../hal/ports';
import type { WorldLink } from '../../hal/sim/link';
import type { VirtualTime } from '../../hal/sim/virtual-time';

export class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

/** Did the power go, and nothing else? */
export function isPowerCut(error: unknown): boolean {
  return error instanceof AggregateError ? error.errors.every(isPowerCut) : error instanceof PowerCut;
}

/** Where the power may go: around every commit and every pulse. */
export type CutPoint = 'before-commit' | 'after-commit' | 'before-pulse' | 'after-pulse';

/**
 * One life of the firmware: at {@link Life.end} its timers die, its calls to the world never answer and no
 * event reaches it any more, as after SIGKILL.
 */
export class Life {
  alive = true;
  private readonly timers = new Set<Unsubscribe>();

  constructor(
    private readonly time: VirtualTime,
    private readonly atPoint: (point: CutPoint, compartment: string) => void,
  ) {}

  source(): TimeSource {
    const { time } = this;
    return {
      wall: () => time.wall(),
      monotonic: () => time.monotonic(),
      synchronized: () => time.synchronized(),
      onStep: (listener) => this.heard(time.onStep)(() => this.alive && listener()),
      after: (ms, run) => {
        if (!this.alive) return () => undefined;
        const cancel = time.after(ms, () => {
          this.timers.delete(cancel);
          run();
        });
        this.timers.add(cancel);
        return () => {
          this.timers.delete(cancel);
          cancel();
        };
      },
    };
  }

  link(link: WorldLink): WorldLink {
    const mortal = async <T>(call: () => Promise<T>): Promise<T> => {
      if (!this.alive) return new Promise<T>(() => undefined);
      try {
        const result = await call();
        return this.alive ? result : await new Promise<T>(() => undefined);
      } catch (error) {
        if (this.alive) throw error;
        return new Promise<T>(() => undefined);
      }
    };
    return {
      ...link,
      contact: (id) => mortal(() => link.contact(id)),
      show: (lines) => mortal(() => link.show(lines)),
      beep: (sound) => mortal(() => link.beep(sound)),
      release: (id) =>
        mortal(async () => {
          this.atPoint('before-pulse', id);
          if (!this.alive) return { tookMs: 0 };
          const result = await link.release(id);
          this.atPoint('after-pulse', id);
          return result;
        }),
      attach: (listener) => link.attach((event) => this.alive && listener(event)),
    };
  }

  private readonly survive = (error: unknown): void => {
    if (this.alive || !isPowerCut(error)) throw error;
  };

  private readonly heard =
    <T>(listen: Listen<T>): Listen<T> =>
    (listener) =>
      listen((value) => {
        try {
          listener(value);
        } catch (error) {
          this.survive(error);
        }
      });

  /**
   * The devices as the firmware sees them. A commit that the power cut short throws out of a listener or a
   * promise's continuation; a dead process has nobody who could hear of it.
   */
  hal(hal: Hal): Hal {
    const { heard, survive } = this;
    const awaited = <T>(promise: Promise<T>): Promise<T> =>
      Object.assign(promise, {
        then: (...on: Parameters<Promise<T>['then']>) => Promise.prototype.then.apply(promise, on).catch(survive),
      });
    const each = <T, U>(map: ReadonlyMap<string, T>, wrap: (one: T) => U) =>
      new Map([...map].map(([id, one]) => [id, wrap(one)]));
    return {
      ...hal,
      onDevice: heard(hal.onDevice),
      locks: each(hal.locks, (lock) => ({ release: () => awaited(lock.release()) })),
      contacts: each(hal.contacts, (contact) => ({
        read: () => awaited(contact.read()),
        onChange: heard(contact.onChange),
      })),
    };
  }

  end(): void {
    this.alive = false;
    for (const cancel of this.timers) cancel();
    this.timers.clear();
  }
}
