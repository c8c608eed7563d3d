import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { Store, type StoreOptions } from '../../../firmware/store/store';
import { KEY_ID, LOCKER, START } from '../../helpers/store';

/** A folder with one database file that is opened, closed and opened again. */
export class Shelf {
  readonly folder = mkdtempSync(join(tmpdir(), 'lockerd-store-'));
  readonly file = join(this.folder, 'lockerd.db');
  private readonly opened: { close(): void }[] = [];

  store(options: Partial<StoreOptions> = {}): Store {
    const store = new Store({
      file: this.file,
      locker: LOCKER,
      keyId: KEY_ID,
      compartments: ['A1', 'A2', 'A3'],
      newCompartments: 'empty',
      stamp: () => ({ at: START, clock: 'synchronized' }),
      ...options,
    });
    this.opened.push(store);
    return store;
  }

  /** As somebody with a database tool sees it. */
  raw(file = this.file): Database.Database {
    const db = new Database(file);
    this.opened.push(db);
    return db;
  }

  /** Somebody with a database tool and too many rights. */
  tamper(sql: string): void {
    const db = this.raw();
    db.exec('DROP TRIGGER event_append_only_update; DROP TRIGGER event_append_only_delete;');
    db.exec(sql);
    db.close();
  }

  /** What a locker in the field has: schema 1, with parcels, grants and events. */
  putSchema1(): void {
    writeFileSync(this.file, gunzipSync(readFileSync(join(__dirname, 'fixtures', 'schema-1.db.gz'))));
  }

  clear(): void {
    for (const one of this.opened) one.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Everything that is in a database. */
export function dump(db: Database.Database): Record<string, unknown[]> {
  const tables = db
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .all();
  return Object.fromEntries(tables.map(({ name }) => [name, db.prepare(`SELECT * FROM ${name}`).all()]));
}
