import { applyEvent, type Books } from './effects';
import type { Db } from './database';
import { textOf, type Log } from './log';
import { eventSchema, type Envelope } from './wire';

export interface Ack {
  readonly outbox: string;
  readonly upTo: number;
}

/** Takes a locker's events exactly once: `(outbox, seq)` is the key, one transaction per batch. */
export class Intake {
  constructor(
    private readonly db: Db,
    private readonly books: Books,
    private readonly timestamp: () => string,
    private readonly log: Log,
  ) {}

  /**
   * Stores the batch and what it changes. Duplicates are skipped; behind a gap nothing is taken, the locker sends
   * it again from there.
   * @returns what to acknowledge, per outbox, once more for duplicates: the locker may have missed it
   * @throws when the disk refuses; then nothing was taken and nothing may be acknowledged
   */
  take(batch: readonly Envelope[]): Ack[] {
    const inOrder = [...batch].sort((a, b) => a.seq - b.seq);
    return this.db.transaction(() => {
      const acks = new Map<string, number>();
      for (const event of inOrder) {
        const last = acks.get(event.outbox) ?? this.last(event.outbox);
        acks.set(event.outbox, event.seq === last + 1 ? this.store(event) : last);
        if (event.seq > last + 1)
          this.log.info('events are missing: asked for', { outbox: event.outbox, have: last, got: event.seq });
      }
      // Behind a gap this repeats the mark, which asks the locker for what follows it.
      return [...acks].map(([outbox, upTo]) => ({ outbox, upTo }));
    })();
  }

  /** The last event taken; 0 of an outbox that is new to us. */
  last(outbox: string): number {
    const row = this.db
      .prepare<[string], { seq: number | null }>('SELECT max(seq) AS seq FROM events WHERE outbox = ?')
      .get(outbox);
    return row?.seq ?? 0;
  }

  private store(event: Envelope): number {
    this.db
      .prepare('INSERT INTO events VALUES (?, ?, ?, ?)')
      .run(event.outbox, event.seq, this.timestamp(), JSON.stringify(event));
    this.effects(event);
    return event.seq;
  }

  /** An event that makes no sense must not stop the ones after it: it is in the journal, and logged. */
  private effects(event: Envelope): void {
    try {
      this.db.transaction(() => {
        const body = eventSchema.parse(event);
        applyEvent(this.books, body, body.at ?? this.timestamp());
      })();
    } catch (error) {
      this.log.error('an event had no effect', { outbox: event.outbox, seq: event.seq, reason: textOf(error) });
    }
  }
}
