import type { Database } from 'better-sqlite3';

export interface Guessing {
  /** Wrong PINs since the last success or lockout. */
  readonly wrong: number;
  /** Lockouts since the last success: each doubles the penalty. */
  readonly level: number;
  /** What was left of the penalty at `powered_ms`, ms. */
  readonly penalty_ms: number;
  /** How long the machine had been on, in all its lives, when this was written, ms. */
  readonly powered_ms: number;
}

/** A guess that was not right; `at` in ms of powered time. */
interface GuessRow {
  readonly n: number;
  readonly scope: 'locker' | 'compartment';
  readonly cost: number;
  readonly at: number;
}

export interface PanelSession {
  readonly hash: Buffer;
  readonly kind: 'link' | 'session';
  readonly created_at: number;
  readonly seen_at: number;
}

/** Counters and memories that keep people and machines from doing a thing once too often. */
export function guardQueries(db: Database) {
  db.prepare('INSERT INTO guessing (one) VALUES (1) ON CONFLICT DO NOTHING').run();
  const guessing = db.prepare<[], Guessing>('SELECT wrong, level, penalty_ms, powered_ms FROM guessing');
  // By position, as all that a customer waits for: names take twice as long.
  const setGuessing = db.prepare<[number, number, number, number]>(
    'UPDATE guessing SET wrong = ?, level = ?, penalty_ms = ?, powered_ms = ?',
  );
  const guesses = db.prepare<[], GuessRow>('SELECT n, scope, cost, at FROM guess ORDER BY n');
  const addGuess = db.prepare<[number, string, number, number]>('INSERT INTO guess VALUES (?, ?, ?, ?)');
  const dropGuess = db.prepare<[number]>('DELETE FROM guess WHERE n = ?');
  const handover = db.prepare<[string], { wrong: number }>('SELECT wrong FROM handover_guess WHERE grant_id = ?');
  const setHandover = db.prepare<[string, number]>(
    'INSERT INTO handover_guess VALUES (?, ?) ON CONFLICT DO UPDATE SET wrong = excluded.wrong',
  );
  const command = db.prepare<[string], { refused: string | null }>('SELECT refused FROM command WHERE id = ?');
  const putCommand = db.prepare<[string, string | null, number]>('INSERT INTO command VALUES (?, ?, ?)');
  const session = db.prepare<[Buffer], PanelSession>('SELECT * FROM panel_session WHERE hash = ?');
  const putSession = db.prepare<PanelSession>(
    `INSERT INTO panel_session VALUES (@hash, @kind, @created_at, @seen_at)
     ON CONFLICT DO UPDATE SET seen_at = @seen_at`,
  );
  const dropSession = db.prepare<[Buffer]>('DELETE FROM panel_session WHERE hash = ?');
  const dropSessions = db.prepare<[number, number]>('DELETE FROM panel_session WHERE seen_at < ? OR created_at < ?');

  return {
    guessing(): Guessing {
      const row = guessing.get();
      if (!row) throw new Error('the store has no guessing row');
      return row;
    },
    setGuessing: ({ wrong, level, penalty_ms, powered_ms }: Guessing): void =>
      void setGuessing.run(wrong, level, penalty_ms, powered_ms),
    /** Those that still count, oldest first. */
    guesses: (): GuessRow[] => guesses.all(),
    addGuess: ({ n, scope, cost, at }: GuessRow): void => void addGuess.run(n, scope, cost, at),
    dropGuess: (n: number): void => void dropGuess.run(n),
    /** Wrong ones typed so far against a one-time code. */
    wrongHandovers: (grant: string): number => handover.get(grant)?.wrong ?? 0,
    setWrongHandovers: (grant: string, wrong: number): void => void setHandover.run(grant, wrong),
    /** The first answer to a command: undefined if it is new, null if it was done, else the reason. */
    commandAnswer: (id: string): string | null | undefined => command.get(id)?.refused,
    rememberCommand: (id: string, refused: string | null, at: number): void => void putCommand.run(id, refused, at),
    session: (hash: Buffer): PanelSession | undefined => session.get(hash),
    putSession: (row: PanelSession): void => void putSession.run(row),
    dropSession: (hash: Buffer): boolean => dropSession.run(hash).changes > 0,
    /** Drops those not seen since `seen` or made before `created`, ms since 1970. */
    dropSessions: (seen: number, created: number): void => void dropSessions.run(seen, created),
  };
}
