export interface Timer {
  /** Monotonic ms. */
  readonly due: number;
  readonly run: () => void;
}

/** Timers in the order in which they are due; of those due at the same time the oldest comes first. */
export class TimerQueue {
  private readonly queue: Timer[] = [];

  add(timer: Timer): void {
    const before = this.queue.findLastIndex((other) => other.due <= timer.due);
    this.queue.splice(before + 1, 0, timer);
  }

  remove(timer: Timer): void {
    const at = this.queue.indexOf(timer);
    if (at >= 0) this.queue.splice(at, 1);
  }

  nextDue(): number | null {
    return this.queue[0]?.due ?? null;
  }

  /** Takes the first timer that is due at `now`. */
  take(now: number): Timer | null {
    const first = this.queue[0];
    if (first === undefined || first.due > now) return null;
    this.queue.shift();
    return first;
  }
}
