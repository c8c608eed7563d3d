import Database from 'better-sqlite3';
import { testStore } from '../../helpers/store';

/** Tables that hold years of service: a query that walks through one makes customers wait, more each year. */
const GROWING = ['event', 'door_time', 'access_grant', 'parcel', 'opening', 'command', 'handover_guess'];

/** They may walk: none of them is run while somebody stands at the terminal, or they stop at the first row. */
const MAY_WALK = [
  / LIMIT 1$/,
  // Audit: the whole chain.
  /^SELECT event\.\*, outbox\.id FROM event JOIN outbox/,
];

/** Every statement of the store, in one line, with what SQLite says of how it would run it. */
function plans(): { sql: string; plan: string[] }[] {
  const prepare = jest.spyOn(Database.prototype, 'prepare');
  const box = testStore();
  try {
    const statements = [...new Set(prepare.mock.calls.map(([sql]) => sql))];
    prepare.mockRestore();
    return statements
      .filter((sql) => /^\s*(SELECT|INSERT|UPDATE|DELETE)\b/.test(sql))
      .map((sql) => {
        const names = [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, null]);
        const values = Array.from(sql.matchAll(/\?/g), () => null);
        const explain = box.store.db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
        const rows = names.length > 0 ? explain.all(Object.fromEntries(names)) : explain.all(...values);
        return { sql: sql.trim().replace(/\s+/g, ' '), plan: rows.map(({ detail }) => detail) };
      });
  } finally {
    prepare.mockRestore();
    box.close();
  }
}

test('no query walks through a table that grows: a large store is as quick as a small one', () => {
  const all = plans();
  expect(all.length).toBeGreaterThan(50);
  const walks = new RegExp(`^SCAN (${GROWING.join('|')})( USING (COVERING )?INDEX sqlite_autoindex.*)?$`);
  const walking = all.filter(({ plan }) => plan.some((detail) => walks.test(detail))).map(({ sql }) => sql);
  expect(walking.filter((sql) => !MAY_WALK.some((pattern) => pattern.test(sql)))).toEqual([]);
  // The exceptions are real ones.
  for (const pattern of MAY_WALK) expect(walking.some((sql) => pattern.test(sql))).toBe(true);
});
