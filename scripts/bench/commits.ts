import type { Database } from 'better-sqlite3';
import { openDatabase } from '../../firmware/store/database';
import { grantFor, somebodysParcel } from './fill';
import { site } from './site';

/** What {@link CommitRig.commit} makes: the wrong attempt, then the intent. */
export const COMMITS = 2;

/** The durable commits of a pickup with nothing around them: same schema, same settings, rows of the same size. */
export class CommitRig {
  private readonly db: Database;
  private readonly run;

  constructor(file: string) {
    this.db = openDatabase(file);
    const { db } = this;
    db.prepare('INSERT INTO guessing (one) VALUES (1) ON CONFLICT DO NOTHING').run();
    for (const { id } of site.compartments) {
      db.prepare("INSERT INTO compartment (id, occupancy) VALUES (?, 'empty') ON CONFLICT DO NOTHING").run(id);
    }
    this.run = {
      begin: db.prepare('BEGIN IMMEDIATE'),
      commit: db.prepare('COMMIT'),
      parcel: db.prepare(
        `INSERT INTO parcel (id, size, accessible, handover, state, known, compartment, deposited_at, expires_at)
         VALUES (@id, @size, 0, 0, 'stored', 1, @compartment, @deposited_at, @expires_at)`,
      ),
      grant: db.prepare(
        `INSERT INTO access_grant (id, rev, kind, parcel, pin, qr, content, state, accepted)
         VALUES (@id, @rev, @kind, @parcel, @pin, @qr, @content, 'live', 1)`,
      ),
      count: db.prepare('UPDATE guessing SET wrong = wrong + 1, powered_ms = powered_ms + 1'),
      spend: db.prepare("INSERT INTO guess VALUES (1, 'locker', 1, 0)"),
      forgive: db.prepare('UPDATE guessing SET wrong = 0'),
      giveBack: db.prepare('DELETE FROM guess WHERE n = 1'),
      claim: db.prepare("UPDATE access_grant SET state = 'claimed' WHERE id = ?"),
      intend: db.prepare(
        `INSERT INTO opening (compartment, purpose, stage, grant_id, parcel, method, created_at)
         VALUES (?, 'pickup', 'intent', ?, ?, 'pin', ?)`,
      ),
      settle: db.prepare("UPDATE opening SET stage = 'done', outcome = 'opened' WHERE id = ?"),
      use: db.prepare("UPDATE access_grant SET state = 'used' WHERE id = ?"),
      collect: db.prepare("UPDATE parcel SET state = 'collected', compartment = NULL WHERE id = ?"),
    };
  }

  /** µs for {@link COMMITS} commits. */
  commit(turn: number): number {
    const { run } = this;
    const compartment = site.compartments[turn % site.compartments.length]?.id ?? '';
    const parcel = somebodysParcel();
    const grant = grantFor(parcel.id, {});
    run.begin.run();
    run.parcel.run({ ...parcel, compartment });
    run.grant.run(grant);
    run.commit.run();

    const from = performance.now();
    run.begin.run();
    run.count.run();
    run.spend.run();
    run.commit.run();
    run.begin.run();
    run.forgive.run();
    run.giveBack.run();
    run.claim.run(grant.id);
    const { lastInsertRowid } = run.intend.run(compartment, grant.id, parcel.id, Date.now());
    run.commit.run();
    const us = (performance.now() - from) * 1_000;

    run.begin.run();
    run.settle.run(lastInsertRowid);
    run.use.run(grant.id);
    run.collect.run(parcel.id);
    run.commit.run();
    return us;
  }

  close(): void {
    this.db.close();
  }
}
