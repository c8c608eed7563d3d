import { buildApi } from '../../firmware/panel/api';
import type { ApiContext, ApiOptions } from '../../firmware/panel/api';
import { refuse } from '../../firmware/core/result';
import { Confirmations, type Confirmer } from '../../firmware/panel/confirmations';
import { GuidedAudit } from '../../firmware/panel/guided-audit';
import { Gate } from '../../firmware/panel/gate';
import { Sessions } from '../../firmware/panel/sessions';
import { StreamHub, realTimers } from '../../firmware/panel/stream';
import { loadPage } from '../../firmware/panel/page-files';
import { fakeSim, noAudits, PAGE, panelRig, type Rig, SITE } from './panel-rig';

const STATE = '/api/v1/state';
let rig: Rig;
beforeEach(async () => {
  rig = await panelRig();
});
afterEach(() => rig.stop());

const origin = () => `http://127.0.0.1:${rig.panel.port() ?? 0}`;

describe('the way in', () => {
  test('a fresh address works once, leaves the address line and becomes a cookie', async () => {
    const address = new URL(rig.panel.freshAddress() ?? '');
    expect(address.origin).toBe(origin());
    const first = await rig.tcp('GET', `/${address.search}`);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    const cookie = first.headers['set-cookie']?.[0] ?? '';
    expect(cookie).toMatch(
      new RegExp(`^lockerd-T-1-${rig.panel.port()}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    );
    const headers = { cookie: `theme=dark; ${cookie.split(';')[0]}` };
    expect((await rig.tcp('GET', STATE, { headers })).status).toBe(200);
    const page = await rig.tcp('GET', '/', { headers });
    expect(page.text).toContain('<script type="module" src="/page/main.js">');
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(page.headers['x-content-type-options']).toBe('nosniff');

    const again = await rig.tcp('GET', `/${address.search}`);
    expect(again.status).toBe(401);
    expect(again.headers['set-cookie']).toBeUndefined();
    // Who has a session already is only led away from the used token.
    const mine = await rig.tcp('GET', `/${address.search}`, { headers });
    expect([mine.status, mine.headers['set-cookie']]).toEqual([303, undefined]);
  });

  test('without a session: 401 for calls, and a page that says what to do', async () => {
    const call = await rig.tcp('GET', STATE);
    expect(call.json()).toMatchObject({ error: { code: 'unauthorized' } });
    expect(call.status).toBe(401);
    const page = await rig.tcp('GET', '/');
    expect([page.status, page.text]).toEqual([401, expect.stringContaining('lockerctl page')]);
  });

  test('lockerctl gets a fresh address through the socket, nobody gets one through TCP', async () => {
    const { page } = (await rig.unix('POST', '/api/v1/page')).json() as { page: string };
    expect((await rig.tcp('GET', `/${new URL(page).search}`)).status).toBe(303);
    const headers = { cookie: await rig.logIn() };
    expect((await rig.tcp('POST', '/api/v1/page', { headers, body: {} })).status).toBe(403);
    expect((await rig.tcp('POST', '/api/v1/backup', { headers, body: { file: '/tmp/x' } })).status).toBe(403);
  });

  test('a locker without a TCP door has no page', async () => {
    await rig.stop();
    rig = await panelRig({ listen: null });
    expect(rig.panel.port()).toBeNull();
    expect(rig.panel.freshAddress()).toBeNull();
    expect((await rig.unix('POST', '/api/v1/page')).status).toBe(409);
    expect((await rig.unix('GET', STATE)).status).toBe(200);
  });
});

describe('how long a session lasts', () => {
  const ask = async (cookie: string) => (await rig.tcp('GET', STATE, { headers: { cookie } })).status;
  const use = async (cookie: string) =>
    (await rig.tcp('POST', '/api/v1/session', { headers: { cookie }, body: {} })).status;

  test('ten minutes without use end it, use keeps it', async () => {
    const cookie = await rig.logIn();
    for (let n = 0; n < 3; n += 1) {
      rig.time += 9 * 60_000;
      expect(await use(cookie)).toBe(200);
    }
    rig.time += 10 * 60_000;
    expect(await ask(cookie)).toBe(401);
  });

  test('a page that reads by itself all the time, because the locker is in use, is left alone all the same', async () => {
    const cookie = await rig.logIn();
    const reads = ['/events?last=5', '/health', '/sync', '/log', '/doors/A1', '/audit/compartments', '/site', '/state'];
    for (let minute = 1; minute < 10; minute += 1) {
      rig.time += 60_000;
      for (const path of [...reads.map((read) => `/api/v1${read}`), '/page/main.js'])
        expect([path, (await rig.tcp('GET', path, { headers: { cookie } })).status]).toEqual([path, 200]);
    }
    rig.time += 60_000;
    expect(await ask(cookie)).toBe(401);
  });

  test('opening the page anew is use, and so is whatever somebody does there', async () => {
    const cookie = await rig.logIn();
    const acts = [
      () => rig.tcp('GET', '/', { headers: { cookie } }),
      () => rig.tcp('POST', '/api/v1/sim/keys', { headers: { cookie }, body: { keys: '1' } }),
      () => rig.tcp('POST', '/api/v1/session', { headers: { cookie }, body: {} }),
    ];
    for (const act of acts) {
      rig.time += 9 * 60_000;
      expect((await act()).status).toBe(200);
    }
    rig.time += 9 * 60_000;
    expect(await ask(cookie)).toBe(200);
  });

  test('eight hours end it in any case', async () => {
    const cookie = await rig.logIn();
    for (let n = 0; n < 53; n += 1) {
      rig.time += 9 * 60_000;
      expect(await use(cookie)).toBe(200);
    }
    rig.time += 3 * 60_000;
    expect(await ask(cookie)).toBe(401);
  });

  test('a clock that was set back ends it: its age is unknown', async () => {
    const cookie = await rig.logIn();
    rig.time -= 2 * 60_000;
    expect(await ask(cookie)).toBe(401);
  });

  test('it outlives a restart, and so does an address that was not used yet', async () => {
    const cookie = await rig.logIn();
    const { search } = new URL(rig.panel.freshAddress() ?? '');
    await rig.restart();
    expect(await ask(cookie)).toBe(200);
    expect((await rig.tcp('GET', `/${search}`)).status).toBe(303);
  });

  test('the store holds neither address nor cookie', async () => {
    const address = rig.panel.freshAddress() ?? '';
    const secret = (await rig.logIn()).split('=')[1] ?? '';
    const rows = JSON.stringify(rig.store.db.prepare('SELECT hex(hash) AS hash, * FROM panel_session').all());
    for (const text of [secret, new URL(address).searchParams.get('token') ?? '']) {
      expect(rows).not.toContain(text);
      expect(rows.toLowerCase()).not.toContain(Buffer.from(text, 'base64url').toString('hex'));
    }
    expect(rig.logged.join()).not.toContain(secret);
  });
});

describe('requests of other pages', () => {
  test.each([
    ['a foreign Host', { host: 'evil.example' }],
    ['another port', { host: '127.0.0.1:1' }],
    ['a foreign Origin', { origin: 'http://evil.example' }],
    ['another program on this machine', { origin: 'http://127.0.0.1:1' }],
    ['no origin of its own', { origin: 'null' }],
    ['another site, by fetch metadata', { 'sec-fetch-site': 'cross-site' }],
    ['another port, by fetch metadata', { 'sec-fetch-site': 'same-site' }],
  ])('%s: 403, with a session or without', async (_name, headers) => {
    const cookie = await rig.logIn();
    for (const path of [STATE, '/api/v1/stream', '/page/main.js', '/nowhere']) {
      expect((await rig.tcp('GET', path, { headers: { ...headers, cookie } })).status).toBe(403);
      expect((await rig.tcp('GET', path, { headers })).status).toBe(403);
    }
    const body = { keys: '1' };
    expect((await rig.tcp('POST', '/api/v1/sim/keys', { headers: { ...headers, cookie }, body })).status).toBe(403);
    expect(rig.asked).toEqual([]);
  });

  test('a form can not cause anything', async () => {
    const cookie = await rig.logIn();
    const form = { cookie, 'content-type': 'text/plain' };
    const reply = await rig.tcp('POST', '/api/v1/sim/keys', { headers: form, body: '{"keys":"1"}' });
    expect(reply.status).toBe(403);
    expect((await rig.tcp('POST', '/api/v1/compartments/A1/in-service', { headers: { cookie } })).status).toBe(403);
    expect(rig.asked).toEqual([]);
  });

  test('the page itself, and names of this machine, are served', async () => {
    const cookie = await rig.logIn();
    const port = rig.panel.port() ?? 0;
    for (const headers of [
      { origin: origin() },
      { 'sec-fetch-site': 'same-origin' },
      { host: `localhost:${port}`, origin: `http://localhost:${port}` },
      { host: `[::1]:${port}` },
    ]) {
      const reply = await rig.tcp('POST', '/api/v1/sim/keys', { headers: { ...headers, cookie }, body: { keys: '1' } });
      expect(reply.status).toBe(200);
    }
  });

  test('a click on the printed address elsewhere is a visit, not an attack', async () => {
    const { search } = new URL(rig.panel.freshAddress() ?? '');
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await rig.tcp('GET', `/${search}`, { headers })).status).toBe(303);
  });

  test('what a caller says of itself opens no door', async () => {
    for (const headers of [
      { 'x-forwarded-for': 'unix', 'x-door': 'unix' },
      { authorization: 'Bearer x' },
      { cookie: `lockerd-T-1-${rig.panel.port()}=${'A'.repeat(43)}` },
    ]) {
      expect((await rig.tcp('GET', STATE, { headers })).status).toBe(401);
    }
  });
});

/** The routing without a server, every route it has, and the cookie of a session. */
function routing(overrides: Partial<ApiOptions['context']> = {}) {
  const routes: { method: string; url: string }[] = [];
  const { store } = rig;
  const sessions = new Sessions(store, () => rig.time);
  const never = () => () => undefined;
  const context: ApiOptions['context'] = {
    lockerId: 'T-1',
    socketFile: '',
    listen: null,
    page: loadPage(PAGE),
    store,
    operations: {} as ApiContext['operations'],
    sim: fakeSim([]),
    state: () => rig.state,
    health: () => ({ ok: true, degraded: false, checks: {} }),
    doors: { ids: [], times: {} as ApiContext['doors']['times'] },
    selftest: { devices: () => Promise.resolve([]), door: () => Promise.reject(new Error('not asked')) },
    audit: { audits: noAudits, onDoor: never },
    confirmer: null,
    log: rig.ring,
    metrics: () => Promise.resolve(''),
    onChange: never,
    onSound: never,
    network: never,
    site: SITE,
    logger: { debug: never, info: never, warn: never, error: never },
    sessions,
    stream: new StreamHub({
      state: () => rig.state,
      onChange: never,
      onEvents: never,
      onSound: never,
      onLog: never,
      timers: realTimers,
    }),
    guidedAudit: new GuidedAudit({ audits: noAudits, onDoor: never, timers: realTimers, changed: never }),
    confirmations: new Confirmations(null, () => rig.time),
    doorOf: () => 'tcp',
    freshAddress: () => null,
    ...overrides,
  };
  const app = buildApi({
    context,
    gate: () => new Gate(sessions, 'T-1', 8480),
    onRoute: (route) => routes.push(route),
  });
  const session = sessions.redeem(sessions.newLink()) ?? '';
  const cookie = `lockerd-T-1-8480=${session}`;
  return { app, routes, cookie };
}

const host = 'localhost:8480';
const pathOf = (url: string) => url.replace(/:\w+/g, 'A1').replace('*', 'people');

test('every route there is is denied without a session, for a foreign Host and for a foreign Origin', async () => {
  const { app, routes, cookie } = routing();
  expect(routes.length).toBeGreaterThan(20);
  const urls = routes.map(({ url }) => url);
  expect(urls).toEqual(expect.arrayContaining(['/', '/api/v1/stream', '/api/v1/log', '/api/v1/backup/download']));
  for (const { method, url } of routes) {
    const path = pathOf(url);
    const ask = async (headers: Record<string, string>) =>
      (
        await app.inject({
          method: method as 'GET',
          url: path,
          headers: { 'content-type': 'application/json', ...headers },
        })
      ).statusCode;
    expect([method, url, await ask({ host })]).toEqual([method, url, 401]);
    expect([method, url, await ask({ host: 'evil.example:8480', cookie })]).toEqual([method, url, 403]);
    expect([method, url, await ask({ host, cookie, origin: 'http://evil.example' })]).toEqual([method, url, 403]);
  }
  await app.close();
});

test('no route there is opens a door of a real locker, or hands out a copy, without a PIN', async () => {
  const moved: string[] = [];
  const outcome = (name: string) => () => {
    moved.push(name);
    return { ok: true } as const;
  };
  const refusing: Confirmer = { check: () => ({ kind: 'refused' }), stillGood: () => false };
  const audits = {
    ...noAudits,
    start: () => ({ ok: true, compartments: ['A1'] }) as const,
    begin: () => (moved.push('audit'), null),
  };
  const { app, routes, cookie } = routing({
    sim: null,
    operations: {
      open: outcome('open'),
      outOfService: () => ({ ok: true }),
      inService: () => ({ ok: true }),
      verifiedEmpty: () => ({ ok: true }),
      extend: outcome('extend'),
      recall: outcome('recall'),
    },
    selftest: {
      devices: () => Promise.resolve([]),
      door: () => Promise.resolve(outcome('door')() && refuse('conflict', '')),
    },
    guidedAudit: new GuidedAudit({
      audits,
      onDoor: () => () => undefined,
      timers: realTimers,
      changed: () => undefined,
    }),
    confirmations: new Confirmations(refusing, () => rig.time),
  });
  jest.spyOn(rig.store, 'backup').mockImplementation(async () => void outcome('backup')());
  const asked: string[] = [];
  for (const { method, url } of routes.filter(({ method }) => method !== 'GET')) {
    for (const pin of [undefined, '111111']) {
      for (const body of [{}, { reason: 'x' }, { scope: 'all' }, { inside: 'empty' }]) {
        const { statusCode, json } = await app.inject({
          method: method as 'POST',
          url: pathOf(url),
          headers: { 'content-type': 'application/json', host, cookie },
          payload: { ...body, ...(pin !== undefined && { pin }) },
        });
        const code = json<{ error?: { code?: string } }>().error?.code ?? '';
        if (statusCode === 403 && code.startsWith('pin-')) asked.push(url.slice('/api/v1'.length));
      }
    }
  }
  expect(moved).toEqual([]);
  expect([...new Set(asked)].sort()).toEqual([
    '/audit/compartments',
    '/audit/compartments/next',
    '/backup/download',
    '/compartments/:id/open',
    '/selftest/doors/:id',
  ]);
  await app.close();
});
