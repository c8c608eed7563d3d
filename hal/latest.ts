/**
 * Runs one call at a time and keeps no queue: of those that come meanwhile only the latest is made, and all
 * of them settle with it.
 */
export function latestWins<T>(run: (value: T) => Promise<void>): (value: T) => Promise<void> {
  let busy = false;
  let next: { value: T; done: Promise<void>; start: () => void } | null = null;

  async function go(value: T): Promise<void> {
    busy = true;
    try {
      await run(value);
    } finally {
      const waiting = next;
      next = null;
      busy = waiting !== null;
      waiting?.start();
    }
  }

  return (value) => {
    if (!busy) return go(value);
    if (next !== null) {
      next.value = value;
      return next.done;
    }
    let start = (): void => undefined;
    const turn = new Promise<void>((resolve) => (start = resolve));
    const waiting = { value, start, done: Promise.resolve() };
    waiting.done = turn.then(() => go(waiting.value));
    next = waiting;
    return waiting.done;
  };
}
