import type { Listen } from './ports';

/** Listeners of one event. A listener that throws neither stops the others nor reaches the sender. */
export class Signal<T> {
  private readonly listeners = new Set<{ readonly call: (value: T) => void }>();

  readonly listen: Listen<T> = (call) => {
    const entry = { call };
    this.listeners.add(entry);
    return () => void this.listeners.delete(entry);
  };

  emit(value: T): void {
    for (const { call } of [...this.listeners]) {
      try {
        call(value);
      } catch (error) {
        // As from any event source: the process hears of it as an uncaught exception.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
