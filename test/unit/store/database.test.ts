import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, StoreError } from '../../../firmware/store/database';
import { migrations, type Migration } from '../../../firmware/store/migrations';
import { PARCEL, putParcelInside, START } from '../../helpers/store';
import { dump, Shelf } from './stores';

let shelf: Shelf;
beforeEach(() => (shelf = new Shelf()));
afterEach(() => shelf.clear());

const weight: Migration = {
  name: 'weight of parcels',
  sql: "ALTER TABLE parcel ADD COLUMN weight INTEGER; UPDATE parcel SET weight = 1 WHERE state = 'stored';",
};
const broken: Migration = {
  name: 'stops half-way',
  sql: "ALTER TABLE parcel ADD COLUMN colour TEXT; UPDATE access_grant SET state = 'revoked'; INSERT INTO nowhere VALUES (1);",
};

function refusal(act: () => unknown): StoreError {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
    return error as StoreError;
  }
  throw new Error('it was not refused');
}

const beside = (): string[] => readdirSync(shelf.folder).filter((name) => !/-(wal|shm)$/.test(name));

describe('settings', () => {
  test('commits are on the disk when they return: WAL, synchronous FULL, and foreign keys count', () => {
    const db = openDatabase(shelf.file);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(() =>
      db
        .prepare("INSERT INTO opening (compartment, purpose, stage, created_at) VALUES ('Z9', 'pickup', 'intent', 1)")
        .run(),
    ).toThrow(/FOREIGN KEY/);
    db.close();
  });

  test('a database that does not take a setting is refused', () => {
    // In memory there is no WAL.
    const error = refusal(() => openDatabase(':memory:'));
    expect(error.code).toBe('pragma');
    expect(error.message).toContain('journal_mode is memory instead of wal');
  });

  test('what can not be opened at all says why and is left alone', () => {
    mkdirSync(shelf.file);
    expect(refusal(() => openDatabase(shelf.file)).code).toBe('unusable');
    expect(refusal(() => openDatabase(join(shelf.folder, 'no', 'such', 'folder.db'))).code).toBe('unusable');
    expect(statSync(shelf.file).isDirectory()).toBe(true);
  });

  test('nobody else may read it', () => {
    openDatabase(shelf.file).close();
    expect(statSync(shelf.file).mode & 0o777).toBe(0o600);
  });
});

describe('migrations', () => {
  test('a stored database of schema 1 opens and has everything that was in it', () => {
    shelf.putSchema1();
    const before = dump(shelf.raw());
    const store = shelf.store();
    expect(store.parcels.get('p1')).toMatchObject({
      state: 'stored',
      compartment: 'A1',
      label: '00340434161094021501',
    });
    expect(store.grants.get('g3')).toMatchObject({ state: 'used' });
    expect(store.compartments.get('A2')?.out_of_service).toBe('door jammed (did-not-open)');
    expect(store.guards.guessing()).toEqual({ wrong: 2, level: 1, penalty_ms: 0, powered_ms: 0 });
    expect(store.guards.commandAnswer('k1')).toBeNull();
    expect(store.locker.get()).toMatchObject({ epoch: 1, rev: 7, suspended_epoch: null });
    expect(store.events.outbox()).toMatchObject({ acked: 4, lastSeq: 10 });
    expect(store.events.verify()).toEqual({ ok: true, events: 10 });
    if (migrations.length === 1) expect(dump(store.db)).toEqual(before);
  });

  test('a door that was given up long before the update is in no doubt for it; one of a moment ago may still come', () => {
    const jammed = (id: number, compartment: string, ago: number): string =>
      `INSERT INTO opening (id, compartment, purpose, stage, outcome, created_at)
       VALUES (${id}, '${compartment}', 'service', 'done', 'jammed', ${START - ago});`;
    shelf.store({ compartments: ['A1', 'A2'] }).record({ type: 'locker.stopped' });
    const db = shelf.raw();
    db.exec(jammed(1, 'A1', 3 * 24 * 3_600_000) + jammed(2, 'A2', 30_000));
    const last = migrations.findIndex(({ name }) => name === 'given up');
    db.exec(migrations[last]?.sql ?? '');
    expect(db.prepare('SELECT id, outcome FROM opening ORDER BY id').all()).toEqual([
      { id: 1, outcome: null },
      { id: 2, outcome: 'jammed' },
    ]);
  });

  test('the next step of the schema keeps the data and writes a marked copy first', () => {
    shelf.putSchema1();
    const before = dump(shelf.raw());
    const db = openDatabase(shelf.file, [migrations[0]!, weight]);
    expect(db.pragma('user_version', { simple: true })).toBe(2);
    expect(db.prepare("SELECT weight FROM parcel WHERE id = 'p1'").pluck().get()).toBe(1);
    const after = dump(db);
    expect({ ...after, parcel: null }).toEqual({ ...before, parcel: null });
    expect(after['parcel']).toEqual(
      before['parcel']?.map((row) => ({ ...(row as object), weight: (row as { id: string }).id === 'p1' ? 1 : null })),
    );
    db.close();

    expect(beside().sort()).toEqual(['lockerd.db', 'lockerd.db.before-schema-2']);
    const copy = shelf.raw(`${shelf.file}.before-schema-2`);
    expect(copy.pragma('user_version', { simple: true })).toBe(1);
    expect(copy.prepare('SELECT backup FROM locker').pluck().get()).toBe(1);
    const kept = dump(copy);
    expect({ ...kept, locker: null }).toEqual({ ...before, locker: null });
    expect(statSync(`${shelf.file}.before-schema-2`).mode & 0o777).toBe(0o600);
  });

  test('a step is taken once', () => {
    shelf.putSchema1();
    openDatabase(shelf.file, [migrations[0]!, weight]).close();
    openDatabase(shelf.file, [migrations[0]!, weight]).close();
    expect(beside()).toHaveLength(2);
  });

  test('an older copy beside it is never written over', () => {
    shelf.putSchema1();
    writeFileSync(`${shelf.file}.before-schema-2`, 'of the last attempt');
    openDatabase(shelf.file, [migrations[0]!, weight]).close();
    expect(readFileSync(`${shelf.file}.before-schema-2`, 'utf8')).toBe('of the last attempt');
    expect(beside()).toContain('lockerd.db.before-schema-2-2');
  });

  test('a step that fails half-way leaves the old database as it was, however often it is tried', () => {
    shelf.putSchema1();
    const before = dump(shelf.raw());
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const error = refusal(() => openDatabase(shelf.file, [migrations[0]!, broken]));
      expect(error.code).toBe('unusable');
      expect(error.message).toContain('nowhere');
    }
    const db = shelf.raw();
    expect(db.pragma('user_version', { simple: true })).toBe(1);
    expect(dump(db)).toEqual(before);
    // No pile of copies: the file itself is what a copy would hold.
    expect(beside()).toEqual(['lockerd.db']);
    expect(shelf.store().events.verify().ok).toBe(true);
  });

  test('a new database needs no copy of nothing', () => {
    openDatabase(shelf.file, [migrations[0]!, weight]).close();
    expect(beside()).toEqual(['lockerd.db']);
  });

  test('a database of a newer program is refused, says what to do, and is left alone', () => {
    shelf.putSchema1();
    openDatabase(shelf.file, [...migrations, weight]).close();
    const before = dump(shelf.raw());
    const error = refusal(() => shelf.store());
    expect(error.code).toBe('newer-schema');
    expect(error.message).toContain(shelf.file);
    expect(error.message).toContain(`has schema ${migrations.length + 1}, this program knows ${migrations.length}`);
    expect(error.message).toContain('newer lockerd');
    expect(dump(shelf.raw())).toEqual(before);
  });
});

describe('damage', () => {
  const recovered = (store: ReturnType<Shelf['store']>) =>
    store.events.after(0, 100).filter((event) => event.type === 'storage.recovered');

  function expectSetAside(content: Buffer): void {
    const store = shelf.store();
    expect(recovered(store)).toEqual([
      expect.objectContaining({ detail: `damaged database set aside: ${shelf.file}.damaged`, seq: 1 }),
    ]);
    // Nothing of it is lost, and nothing is known: not even in the simulator.
    expect(readFileSync(`${shelf.file}.damaged`).equals(content)).toBe(true);
    expect(store.compartments.all().map(({ occupancy }) => occupancy)).toEqual([
      'unverified',
      'unverified',
      'unverified',
    ]);
  }

  /** The first page of a table is overwritten. Returns what the file is then. */
  function spoil(table: string): Buffer {
    const db = shelf.raw();
    const page = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table) as number;
    db.close();
    const content = readFileSync(shelf.file);
    content.fill('rubbish!', (page - 1) * 4096, page * 4096);
    writeFileSync(shelf.file, content);
    return content;
  }

  test('a file that is no database is set aside', () => {
    const content = Buffer.from('This was a shopping list.\n'.repeat(500));
    writeFileSync(shelf.file, content);
    expectSetAside(content);
  });

  test('a database of which half is gone is set aside', () => {
    shelf.putSchema1();
    truncateSync(shelf.file, 60_000);
    expectSetAside(readFileSync(shelf.file));
  });

  test.each(['compartment', 'parcel', 'opening', 'access_grant', 'event'])(
    'a database whose table %s is rubbish is set aside',
    (table) => {
      shelf.putSchema1();
      expectSetAside(spoil(table));
    },
  );

  test('what has left the compartments is still known afterwards, as far as it can be read, and nothing else', () => {
    const before = shelf.store();
    before.parcels.putGone('p1', 'collected');
    before.parcels.putGone('p2', 'missing');
    putParcelInside(before, 'A1', { id: 'p3' });
    before.parcels.put({ ...PARCEL, id: 'p4' });
    before.close();
    spoil('opening');
    const { parcels } = shelf.store();
    expect(['p1', 'p2', 'p3', 'p4'].map((id) => parcels.get(id)?.state)).toEqual([
      'collected',
      'missing',
      undefined,
      undefined,
    ]);
  });

  test('one that was damaged before keeps its name', () => {
    writeFileSync(`${shelf.file}.damaged`, 'the first one');
    writeFileSync(shelf.file, 'the second one '.repeat(100));
    shelf.store();
    expect(readFileSync(`${shelf.file}.damaged`, 'utf8')).toBe('the first one');
    expect(existsSync(`${shelf.file}.damaged-2`)).toBe(true);
  });

  test('real hardware does not know what is behind the doors of a new database', () => {
    const store = shelf.store({ newCompartments: 'unverified' });
    expect(store.compartments.get('A1')?.occupancy).toBe('unverified');
    expect(recovered(store)).toEqual([]);
  });
});

describe('whose it is', () => {
  test("another locker's database is refused and left alone", () => {
    shelf.putSchema1();
    const before = dump(shelf.raw());
    const error = refusal(() => shelf.store({ locker: 'SIM-0002' }));
    expect(error.code).toBe('other-locker');
    expect(error.message).toContain('belongs to locker SIM-0001, the site file says SIM-0002');
    expect(dump(shelf.raw())).toEqual(before);
  });

  test('a compartment that the wall has got since is known, and what was known stays', () => {
    shelf.putSchema1();
    const store = shelf.store({ compartments: ['A1', 'A2', 'A3', 'A4'] });
    expect(store.compartments.all().map(({ id, occupancy }) => `${id} ${occupancy}`)).toEqual([
      'A1 occupied',
      'A2 empty',
      'A3 unverified',
      'A4 empty',
    ]);
  });
});

describe('wrong rows', () => {
  test.each([
    ["INSERT INTO compartment VALUES ('A9', 'empty', NULL, 'soon', NULL, 0, NULL)", /datatype|cannot store TEXT/i],
    ["INSERT INTO compartment VALUES ('A9', 'perhaps', NULL, NULL, NULL, 0, NULL)", /CHECK/],
    // Only what counts as empty can be in doubt.
    ["INSERT INTO compartment VALUES ('A9', 'occupied', NULL, NULL, 1, 0, NULL)", /CHECK/],
    // Where something else is inside, nobody knows for sure what is.
    ["INSERT INTO compartment VALUES ('A9', 'occupied', NULL, NULL, NULL, 1, NULL)", /CHECK/],
    ["INSERT INTO compartment VALUES ('A9', 'unverified', NULL, NULL, NULL, 0, 'p1')", /CHECK/],
    ["UPDATE parcel SET compartment = NULL WHERE id = 'p1'", /CHECK/],
    [
      "UPDATE parcel SET state = 'stored', compartment = 'A1', label = '00340434161094021501' WHERE id = 'p2'",
      /UNIQUE/,
    ],
    ["INSERT INTO locker (one, id, key_id) VALUES (2, 'B', 'k')", /CHECK/],
    ["UPDATE guessing SET wrong = 'two'", /cannot store TEXT/],
  ])('%s', (sql, problem) => {
    shelf.putSchema1();
    expect(() => shelf.store().db.prepare(sql).run()).toThrow(problem);
  });

  test('a compartment has one opening under way at most', () => {
    const store = shelf.store();
    const first = store.openings.begin({ compartment: 'A1', purpose: 'service', created_at: 1 });
    expect(() => store.openings.begin({ compartment: 'A1', purpose: 'service', created_at: 2 })).toThrow(/UNIQUE/);
    store.openings.move(first.id, 'opened', 'opened');
    expect(() => store.openings.begin({ compartment: 'A1', purpose: 'service', created_at: 3 })).toThrow(/UNIQUE/);
    store.openings.move(first.id, 'done', 'opened');
    expect(store.openings.begin({ compartment: 'A1', purpose: 'service', created_at: 4 }).stage).toBe('intent');
  });
});
