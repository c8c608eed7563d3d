import type { Database } from 'better-sqlite3';
import { createHash, randomUUID } from 'node:crypto';
import type { ClockStatus, LockerEvent, StoredEvent } from '../core/events';
import type { OnRollback } from './database';

export interface Stamp {
  /** ms since 1970 */
  readonly at: number;
  readonly clock: ClockStatus;
}

export type ChainReport =
  | { readonly ok: true; readonly events: number }
  | { readonly ok: false; readonly outbox: string; readonly seq: number; readonly problem: string };

const GENESIS: Buffer = Buffer.alloc(32);

interface EventRow {
  outbox: number;
  seq: number;
  body: string;
  hash: Buffer;
}

function chainHash(before: Buffer, body: string): Buffer {
  return createHash('sha256').update(before).update(body).digest();
}

/** The whole table, for {@link ChainCheck}. */
export const CHAIN =
  'SELECT event.*, outbox.id FROM event JOIN outbox ON outbox.n = event.outbox ORDER BY event.outbox, event.seq';

export type ChainRow = EventRow & { readonly id: string };

/** Looks at sequence and hashes, row after row of {@link CHAIN}. */
export class ChainCheck {
  private before = GENESIS;
  private previous = { outbox: 0, seq: 0 };
  private events = 0;

  /** What is wrong with the next row, or null. */
  take(row: ChainRow): ChainReport | null {
    const expected = row.outbox === this.previous.outbox ? this.previous.seq + 1 : 1;
    const broken = (problem: string): ChainReport => ({ ok: false, outbox: row.id, seq: row.seq, problem });
    if (row.seq !== expected) return broken(`sequence: expected ${expected}`);
    const hash = chainHash(this.before, row.body);
    if (!hash.equals(row.hash)) return broken('hash: this event or the one before it was changed');
    this.before = hash;
    this.previous = row;
    this.events += 1;
    return null;
  }

  /** After the last row. */
  whole(): ChainReport {
    return { ok: true, events: this.events };
  }
}

/** The append-only event table: audit log and outbox in one, sequence without gaps, hash-chained. */
export function eventQueries(db: Database, stamp: () => Stamp, onRollback: OnRollback) {
  const insert = db.prepare<[number, number, string, Buffer]>('INSERT INTO event VALUES (?, ?, ?, ?)');
  const last = db.prepare<[], EventRow>('SELECT * FROM event ORDER BY outbox DESC, seq DESC LIMIT 1');
  const current = db.prepare<[], { n: number; id: string; acked: number }>(
    'SELECT * FROM outbox ORDER BY n DESC LIMIT 1',
  );
  const lastSeq = db.prepare<[number], { seq: number | null }>('SELECT max(seq) AS seq FROM event WHERE outbox = ?');
  const after = db.prepare<[number, number, number], { body: string }>(
    'SELECT body FROM event WHERE outbox = ? AND seq > ? ORDER BY seq LIMIT ?',
  );
  const before = db.prepare<[number, number, number], { body: string }>(
    'SELECT body FROM event WHERE outbox = ? AND seq < ? ORDER BY seq DESC LIMIT ?',
  );
  const acknowledge = db.prepare<[number, number, number]>('UPDATE outbox SET acked = ? WHERE n = ? AND acked < ?');
  const newOutbox = db.prepare<[string]>('INSERT INTO outbox (id) VALUES (?)');
  const chain = db.prepare<[], ChainRow>(CHAIN);

  // The tip is kept so that appending costs no look-up.
  let tip: { n: number; id: string; seq: number; hash: Buffer } | null = null;
  function readTip() {
    const outbox = current.get();
    if (!outbox) throw new Error('the store has no outbox');
    return { n: outbox.n, id: outbox.id, seq: lastSeq.get(outbox.n)?.seq ?? 0, hash: last.get()?.hash ?? GENESIS };
  }
  const parse = (row: { body: string }): StoredEvent => JSON.parse(row.body) as StoredEvent;

  return {
    append(event: LockerEvent): StoredEvent {
      const end = (tip ??= readTip());
      const { at, clock } = stamp();
      const seq = end.seq + 1;
      const id = 'command' in event ? event.command : randomUUID();
      const stored = { outbox: end.id, seq, id, at: new Date(at).toISOString(), clock, ...event } as StoredEvent;
      const body = JSON.stringify(stored);
      const hash = chainHash(end.hash, body);
      insert.run(end.n, seq, body, hash);
      tip = { n: end.n, id: end.id, seq, hash };
      onRollback(() => (tip = end));
      return stored;
    },
    outbox(): { id: string; acked: number; lastSeq: number } {
      const row = current.get();
      if (!row) throw new Error('the store has no outbox');
      return { id: row.id, acked: row.acked, lastSeq: (tip ??= readTip()).seq };
    },
    startOutbox(): void {
      newOutbox.run(randomUUID());
      const before = tip;
      tip = null;
      onRollback(() => (tip = before));
    },
    /** Events of the present outbox behind `seq`, oldest first. */
    after(seq: number, limit: number): StoredEvent[] {
      return after.all((tip ??= readTip()).n, seq, limit).map(parse);
    },
    /** Events of the present outbox before `seq`, newest first. */
    before(seq: number, limit: number): StoredEvent[] {
      return before.all((tip ??= readTip()).n, seq, limit).map(parse);
    },
    /** Moves the mark of acknowledged events. Another outbox, or beyond what was written: changes nothing. */
    acknowledge(outbox: string, upTo: number): boolean {
      const now = (tip ??= readTip());
      if (outbox !== now.id || upTo > now.seq) return false;
      return acknowledge.run(upTo, now.n, upTo).changes > 0;
    },
    /** Reads the whole table and tells the first place where sequence or chain is broken. */
    verify(): ChainReport {
      const check = new ChainCheck();
      for (const row of chain.iterate()) {
        const broken = check.take(row);
        if (broken) return broken;
      }
      return check.whole();
    },
  };
}
