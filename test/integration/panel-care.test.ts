import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pino from 'pino';
import type { PinCheck } from '../../firmware/access/service-pin';
import type { StoredEvent } from '../../firmware/core/events';
import { CONFIRMED_MS } from '../../firmware/panel/confirmations';
import { panelRig, type Rig } from './panel-rig';

const API = '/api/v1';
const PIN = '900002';
let rig: Rig;
afterEach(() => rig.stop());

describe('looking for events', () => {
  beforeEach(async () => {
    rig = await panelRig();
    for (let n = 0; n < 40; n += 1) {
      rig.store.record({
        type: 'door.opened',
        compartment: n % 2 ? 'A1' : 'A2',
        parcel: `p${n}`,
        reason: 'Hinge oiled',
      });
      rig.store.record({ type: 'locker.started', version: `v${n}` });
    }
  });
  const ask = async (query: string) =>
    (await rig.unix('GET', `${API}/events?${query}`)).json() as { events: StoredEvent[]; more: number | null };
  const seqs = async (query: string) => (await ask(query)).events.map(({ seq }) => seq);

  test('newest first, page by page', async () => {
    const first = await ask('order=newest&limit=3');
    expect([first.events.map(({ seq }) => seq), first.more]).toEqual([[80, 79, 78], 78]);
    expect(await seqs('before=78&limit=3')).toEqual([77, 76, 75]);
    expect(await ask('before=3')).toMatchObject({ events: [{ seq: 2 }, { seq: 1 }], more: null });
  });

  test('by type, beginning of a type, compartment, parcel and text; all of them hold', async () => {
    expect(await seqs('type=door.*&order=newest&limit=2')).toEqual([79, 77]);
    expect(await seqs('type=door.jammed,locker.started&order=newest&limit=2')).toEqual([80, 78]);
    expect(await seqs('compartment=A1&order=newest&limit=2')).toEqual([79, 75]);
    expect(await seqs('parcel=p7')).toEqual([15]);
    expect(await seqs('text=hinge%20OILED&limit=2')).toEqual([1, 3]);
    expect(await seqs('type=door.opened&parcel=p7&compartment=A2')).toEqual([]);
    expect(await seqs('type=door.open')).toEqual([]);
    // Ids of rows are nothing that people look for.
    expect(await seqs(`text=${(await ask('limit=1')).events[0]?.id ?? ''}`)).toEqual([]);
  });

  test('without a search it is as ever: oldest first, behind a number', async () => {
    expect(await seqs('after=3&limit=2')).toEqual([4, 5]);
    expect(await seqs('last=2')).toEqual([79, 80]);
  });

  test.each(['before=x', 'order=sideways', 'text=', 'before=5&order=oldest'])('%s is refused', async (query) => {
    expect((await rig.unix('GET', `${API}/events?${query}`)).status).toBe(422);
  });
});

describe('the log and the operator', () => {
  beforeEach(async () => {
    rig = await panelRig();
  });

  test('the newest lines, as pino wrote them', async () => {
    const logger = pino({ level: 'info', base: { locker: 'T-1' } }, rig.ring);
    logger.info({ socket: 'x' }, 'control API listens');
    logger.warn({ device: 'scanner' }, 'lost');
    const { lines } = (await rig.unix('GET', `${API}/log?lines=1`)).json() as { lines: { time: string }[] };
    expect(lines).toMatchObject([{ level: 'warn', message: 'lost', fields: { device: 'scanner' } }]);
    expect(Date.parse(lines[0]?.time ?? '')).toBeGreaterThan(Date.UTC(2020, 0, 1));
    expect((await rig.unix('GET', `${API}/log?lines=2000`)).status).toBe(422);
  });

  test('what operator and locker know of each other', async () => {
    rig.store.record({ type: 'locker.started', version: '1' });
    rig.store.write(() => rig.store.locker.setDocument(2, 9, [{ id: 'g1', code: 'shape' }]));
    expect((await rig.unix('GET', `${API}/sync`)).json()).toMatchObject({
      link: 'online',
      keyId: '630dcd29',
      error: null,
      rejected: [{ id: 'g1', code: 'shape' }],
      suspended: false,
      outbox: { acked: 0, lastSeq: 1 },
    });
  });

  test('a backup is downloaded; it is a good database, and no copy stays behind', async () => {
    rig.store.record({ type: 'locker.started', version: '1' });
    const headers = { cookie: await rig.logIn() };
    const before = readdirSync(rig.folder);
    const reply = await rig.bytes('POST', `${API}/backup/download`, { headers, body: {} });
    expect(reply.headers['content-disposition']).toBe('attachment; filename="T-1-2026-11-21.db"');
    expect(readdirSync(rig.folder)).toEqual(before);
    const file = join(rig.folder, 'copy.db');
    writeFileSync(file, reply.body);
    const db = new Database(file, { readonly: true });
    expect(db.prepare('SELECT count(*) AS n FROM event').get()).toEqual({ n: 1 });
    expect(db.prepare('SELECT backup FROM locker').get()).toEqual({ backup: 1 });
    db.close();
  });
});

describe('a door of a real locker', () => {
  let asked: string[];
  let good: boolean;
  const staff = { role: 'service', grant: 'g4', person: 't1', method: 'pin' } as const;
  const body = { reason: 'lock replaced' };

  beforeEach(async () => {
    [asked, good] = [[], true];
    const check = (pin: string): PinCheck => {
      asked.push(pin);
      if (asked.length > 3) return { kind: 'closed', until: '2026-11-21T10:01:00.000Z' };
      return pin === PIN ? { kind: 'confirmed', staff } : { kind: 'refused' };
    };
    rig = await panelRig({ sim: null, confirmer: { check, stillGood: () => good } });
  });

  const open = async (cookie: string, more: object = {}) =>
    rig.tcp('POST', `${API}/compartments/A1/open`, { headers: { cookie }, body: { ...body, ...more } });

  test('opens from the page only after the service PIN; the audit log then names the technician', async () => {
    const cookie = await rig.logIn();
    const refused = await open(cookie, { person: 'kim' });
    expect([refused.status, refused.json()]).toEqual([
      403,
      { error: { code: 'pin-needed', message: expect.stringContaining('service PIN') as string } },
    ]);
    expect((await open(cookie, { pin: '111111' })).json()).toMatchObject({ error: { code: 'pin-wrong' } });
    expect(rig.asked).toEqual([]);
    expect((await open(cookie, { person: 'kim', pin: PIN })).status).toBe(200);
    expect(rig.asked).toEqual([['open', 'A1', { reason: 'lock replaced', person: 't1', grant: 'g4' }]]);
    expect(asked).toEqual(['111111', PIN]);
    expect(rig.logged.join()).not.toContain(PIN);
  });

  test('for five minutes after each door it need not be given again, in this session only', async () => {
    const cookie = await rig.logIn();
    await open(cookie, { pin: PIN });
    for (let n = 0; n < 3; n += 1) {
      rig.time += CONFIRMED_MS - 1_000;
      expect((await open(cookie)).status).toBe(200);
    }
    expect((await open(await rig.logIn())).status).toBe(403);
    rig.time += CONFIRMED_MS;
    expect((await open(cookie)).status).toBe(403);
    expect(asked).toEqual([PIN]);
  });

  test('a wrong PIN, a badge that was withdrawn and a restart each end it', async () => {
    const cookie = await rig.logIn();
    await open(cookie, { pin: PIN });
    good = false;
    expect((await open(cookie)).status).toBe(403);
    good = true;
    expect((await open(cookie)).status).toBe(403);
    await open(cookie, { pin: PIN });
    expect((await open(cookie, { pin: '111111' })).status).toBe(403);
    expect((await open(cookie)).status).toBe(403);
  });

  test('when no PIN is taken, it says until when, and what to do', async () => {
    const cookie = await rig.logIn();
    for (let n = 0; n < 3; n += 1) await open(cookie, { pin: '111111' });
    expect((await open(cookie, { pin: PIN })).json()).toEqual({
      error: { code: 'pin-closed', message: expect.stringMatching(/until 2026-11-21T10:01.*lockerctl/) as string },
    });
  });

  test('self-test, audit and backup ask as well; whoever may open the Unix socket is not asked', async () => {
    const headers = { cookie: await rig.logIn() };
    for (const path of ['/selftest/doors/A1', '/audit/compartments', '/audit/compartments/next', '/backup/download']) {
      expect([path, (await rig.tcp('POST', API + path, { headers, body: {} })).status]).toEqual([path, 403]);
    }
    expect((await rig.unix('POST', `${API}/compartments/A1/open`, { body })).status).toBe(200);
    expect((await rig.unix('POST', `${API}/selftest/doors/A1`)).status).toBe(200);
    expect(asked).toEqual([]);
  });

  test('what is no PIN is no guess, and is not repeated in the answer', async () => {
    const reply = await open(await rig.logIn(), { pin: '12345x' });
    expect([reply.status, asked]).toEqual([422, []]);
    expect(reply.text).not.toContain('12345');
  });
});

test('an access code is no label: what is told of an audit goes into events', async () => {
  rig = await panelRig();
  const path = `${API}/audit/compartments/answer`;
  for (const label of ['LK1-0123456789ABCDEFGHJKMNPQRS', ']Q1lk1 0123456789abcdefghjkmnpqrs']) {
    const reply = await rig.unix('POST', path, { body: { inside: { label } } });
    expect(reply.status).toBe(422);
    expect(reply.text).not.toMatch(/0123/);
  }
  expect((await rig.unix('POST', path, { body: { inside: { label: 'LK1234' } } })).status).toBe(422);
  expect((await rig.unix('POST', path, { body: { inside: { label: '00340434161094021501' } } })).status).toBe(409);
});

test('a simulated locker asks for no PIN', async () => {
  rig = await panelRig();
  const headers = { cookie: await rig.logIn() };
  const reply = await rig.tcp('POST', `${API}/compartments/A1/open`, { headers, body: { reason: 'x' } });
  expect(reply.status).toBe(200);
});

describe('wrong addresses', () => {
  beforeEach(async () => {
    rig = await panelRig();
  });
  const wrong = () => rig.tcp('GET', `/?token=${'A'.repeat(43)}`);

  test('beyond five, each costs a wait, twice as long each time; a right one keeps its worth', async () => {
    const { search } = new URL(rig.panel.freshAddress() ?? '');
    for (let n = 0; n < 5; n += 1) expect((await wrong()).text).toContain('lockerctl page');
    const early = await rig.tcp('GET', `/${search}`);
    expect([early.status, early.text]).toEqual([401, expect.stringContaining('again in 1 s')]);
    rig.time += 1_000;
    await wrong();
    rig.time += 1_000;
    expect((await rig.tcp('GET', `/${search}`)).text).toContain('again in 1 s');
    rig.time += 1_000;
    expect((await rig.tcp('GET', `/${search}`)).status).toBe(303);
  });

  test('never longer than a minute, forgiven by a right one, and a session that is there is not held up', async () => {
    for (let n = 0; n < 20; n += 1) {
      await wrong();
      rig.time += 60_000;
    }
    const { search } = new URL(rig.panel.freshAddress() ?? '');
    const cookie = (await rig.tcp('GET', `/${search}`)).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    for (let n = 0; n < 5; n += 1) await wrong();
    expect((await wrong()).text).toContain('again in 1 s');
    expect((await rig.tcp('GET', `${API}/state`, { headers: { cookie } })).status).toBe(200);
    // A clock that was set back makes no wait longer.
    rig.time -= 3_600_000;
    expect((await wrong()).text).not.toContain('again in');
  });
});
