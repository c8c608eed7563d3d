import { statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { HalError } from '../../hal/errors';
import { fakeSim, panelRig, type Rig } from './panel-rig';

const API = '/api/v1';
let rig: Rig;
beforeEach(async () => {
  rig = await panelRig();
});
afterEach(() => rig.stop());

const post = (path: string, body: object | string = {}) => rig.unix('POST', API + path, { body });

describe('what the locker tells', () => {
  test('state, as the rest of the firmware sees it', async () => {
    const reply = await rig.unix('GET', `${API}/state`);
    expect(reply.status).toBe(200);
    expect(reply.json()).toEqual(rig.state);
    expect(reply.headers['cache-control']).toBe('no-store');
  });

  test('events behind a sequence number, at most so many, or the newest', async () => {
    for (const version of ['1', '2', '3', '4']) rig.store.record({ type: 'locker.started', version });
    const seqs = async (query: string) => {
      const { events } = (await rig.unix('GET', `${API}/events${query}`)).json() as { events: { seq: number }[] };
      return events.map(({ seq }) => seq);
    };
    expect(await seqs('')).toEqual([1, 2, 3, 4]);
    expect(await seqs('?after=2')).toEqual([3, 4]);
    expect(await seqs('?after=1&limit=2')).toEqual([2, 3]);
    expect(await seqs('?last=3')).toEqual([2, 3, 4]);
    expect(await seqs('?after=99')).toEqual([]);
    expect(await seqs('?limit=0')).toEqual([]);
  });

  test.each(['after=-1', 'after=x', 'after=1&after=2', 'limit=10001', 'after=99999999999999999'])(
    'events?%s is refused by name',
    async (query) => {
      const reply = await rig.unix('GET', `${API}/events?${query}`);
      expect(reply.status).toBe(422);
      expect(reply.json()).toMatchObject({
        error: { code: 'invalid', message: expect.stringContaining(query.split('=')[0] ?? '') as string },
      });
    },
  );

  test('health is 200, and 503 when nobody can be served', async () => {
    expect((await rig.unix('GET', `${API}/health`)).status).toBe(200);
    rig.healthy = false;
    const reply = await rig.unix('GET', `${API}/health`);
    expect(reply.status).toBe(503);
    expect(reply.json()).toMatchObject({ ok: false, checks: { store: { ok: false } } });
  });

  test('metrics are text', async () => {
    const reply = await rig.unix('GET', `${API}/metrics`);
    expect(reply.headers['content-type']).toMatch(/^text\/plain/);
    expect(reply.text).toContain('lockerd_x 1');
  });

  test('the audit chain is checked', async () => {
    for (let n = 0; n < 1_200; n += 1) rig.store.record({ type: 'locker.stopped' });
    expect((await rig.unix('GET', `${API}/audit`)).json()).toEqual({ ok: true, events: 1_200 });
  });
});

describe('what people do at compartments', () => {
  test('open wants a reason, passes it on and answers with the compartment', async () => {
    const reply = await post('/compartments/A1/open', { reason: ' lock replaced ', person: 'kim' });
    expect(reply.status).toBe(200);
    expect(reply.json()).toMatchObject({ id: 'A1', state: 'free' });
    expect(rig.asked).toEqual([['open', 'A1', { reason: 'lock replaced', person: 'kim' }]]);
  });

  test('without a name it was the panel; in-service and verified-empty need no reason, not even a body', async () => {
    await post('/compartments/A1/out-of-service', { reason: 'hinge' });
    await rig.unix('POST', `${API}/compartments/A1/in-service`);
    await post('/compartments/A1/verified-empty');
    expect(rig.asked).toEqual([
      ['out-of-service', 'A1', { reason: 'hinge', person: 'panel' }],
      ['in-service', 'A1', { person: 'panel' }],
      ['verified-empty', 'A1', { person: 'panel' }],
    ]);
  });

  test.each([
    ['/compartments/Z9/open', { reason: 'x' }, 404, 'not-found', /there is no compartment Z9: there are A1, A2/],
    ['/compartments/A2/open', { reason: 'x' }, 409, 'conflict', /under way/],
    ['/compartments/A1/open', {}, 422, 'invalid', /^reason:/],
    ['/compartments/A1/open', { reason: '  ' }, 422, 'invalid', /^reason:/],
    ['/compartments/A1/open', { reason: 'a\u001b[2J' }, 422, 'invalid', /^reason:/],
    ['/compartments/A1/open', { reason: 7 }, 422, 'invalid', /^reason:/],
    ['/compartments/A1/open', { reason: 'x', force: true }, 422, 'invalid', /force/],
    ['/compartments/A1/open', [], 422, 'invalid', /^body:/],
    ['/compartments/A1/burn', { reason: 'x' }, 404, 'not-found', /no such call/],
  ])('%s %j is refused', async (path, body, status, code, message) => {
    const reply = await post(path, body);
    expect(reply.status).toBe(status);
    expect(reply.json()).toEqual({ error: { code, message: expect.stringMatching(message) as string } });
    expect(rig.asked).toEqual([]);
  });
});

describe('the simulated world', () => {
  test('keys, scans, hands, faults and time reach it', async () => {
    const calls: [string, object][] = [
      ['/sim/keys', { keys: '123*#A' }],
      ['/sim/scan', { data: 'x'.repeat(10_000) }],
      ['/sim/doors/A1', { action: 'close' }],
      ['/sim/faults', { target: 'door:A1', fault: 'jam' }],
      ['/sim/faults', { target: 'scanner', fault: 'garbled' }],
      ['/sim/clock', { advance: 'PT73H' }],
      ['/sim/clock', { advance: 'P1W1DT1M0.5S' }],
      ['/sim/clock', { step: '-PT1H', trusted: false }],
      ['/sim/clock', { step: 'PT0S' }],
    ];
    for (const [path, body] of calls) expect(await post(path, body)).toMatchObject({ status: 200, text: '{}' });
    expect(rig.asked).toEqual([
      ['keys', '123*#A'],
      ['scan', 'x'.repeat(10_000)],
      ['hand', 'A1', 'close'],
      ['fault', 'door:A1', 'jam'],
      ['fault', 'scanner', 'garbled'],
      ['clock', { advance: 73 * 3_600_000 }],
      ['clock', { advance: 8 * 86_400_000 + 60_500 }],
      ['clock', { step: -3_600_000, trusted: false }],
      ['clock', { step: 0, trusted: true }],
    ]);
  });

  test.each([
    ['/sim/keys', { keys: '12x' }, 422, /^keys: only/],
    ['/sim/keys', { keys: '' }, 422, /^keys:/],
    ['/sim/keys', { keys: '1'.repeat(257) }, 422, /^keys:/],
    ['/sim/keys', { keys: 123456 }, 422, /^keys:/],
    ['/sim/keys', {}, 422, /^keys:/],
    ['/sim/scan', { data: 'x'.repeat(16_385) }, 422, /^data:/],
    ['/sim/doors/Z9', { action: 'close' }, 404, /there is no compartment Z9: there are A1, A2/],
    ['/sim/doors/A1', { action: 'kick' }, 422, /^action:/],
    ['/sim/faults', { target: 'door:Z9', fault: 'jam' }, 404, /there is no compartment Z9: there are A1, A2/],
    [
      '/sim/faults',
      { target: 'toaster', fault: 'jam' },
      404,
      /^target: there is no device toaster: there are door:ID, .*scanner/,
    ],
    ['/sim/faults', { target: 'scanner', fault: 'burn' }, 422, /^fault:/],
    ['/sim/clock', {}, 422, /either advance or step/],
    ['/sim/clock', { advance: 'PT1H', step: 'PT1H' }, 422, /either advance or step/],
    ['/sim/clock', { advance: 'PT1H', trusted: true }, 422, /trusted/],
    ['/sim/clock', { advance: '73 hours' }, 422, /^advance: an ISO 8601/],
    ['/sim/clock', { advance: 'P1M' }, 422, /^advance: months/],
    ['/sim/clock', { advance: '-PT1S' }, 422, /^advance:/],
    ['/sim/clock', { advance: 'P367D' }, 422, /^advance: at most 366 days/],
    ['/sim/clock', { advance: `P${'9'.repeat(400)}D` }, 422, /^advance:/],
    ['/sim/power', { action: 'dim' }, 422, /^action:/],
    ['/sim/power', { action: 'cut' }, 409, /npm start/],
  ])('%s %j is refused by name', async (path, body, status, message) => {
    const reply = await post(path, body);
    expect(reply.status).toBe(status);
    expect((reply.json() as { error: { message: string } }).error.message).toMatch(message);
    expect(rig.asked).toEqual([]);
  });

  test('demo calls go to the world behind, with its answer', async () => {
    const reply = await post('/demo/parcels', { to: 'ann@example.org', size: 'M' });
    expect([reply.status, reply.json()]).toEqual([202, { id: 'p1' }]);
    await rig.unix('GET', `${API}/demo/messages?x=1`);
    expect(rig.asked).toEqual([
      ['relay', { method: 'POST', path: '/demo/parcels', body: { to: 'ann@example.org', size: 'M' } }],
      ['relay', { method: 'GET', path: '/demo/messages?x=1', body: undefined }],
    ]);
  });
});

describe('bad requests', () => {
  test.each([
    ['no JSON', '{"keys": "12', { 'content-type': 'application/json' }],
    ['another type', 'keys=12', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['no type', '{}', {}],
    ['too much', `{"keys":"${'1'.repeat(70_000)}"}`, { 'content-type': 'application/json' }],
  ])('%s: 400, and the body is not quoted', async (_name, body, headers) => {
    const reply = await rig.unix('POST', `${API}/sim/keys`, { body, headers });
    expect(reply.status).toBe(400);
    expect(reply.json()).toMatchObject({ error: { code: 'bad-request' } });
    expect(reply.text).not.toContain('12');
  });

  test.each([
    ['GET', `${API}/nothing`],
    ['GET', `${API}/sim/keys`],
    ['DELETE', `${API}/state`],
    ['PROPFIND', `${API}/state`],
    ['HEAD', `${API}/state`],
    ['OPTIONS', '*'],
  ])('%s %s: 404', async (method, path) => {
    expect((await rig.unix(method, path)).status).toBe(404);
  });

  test('an address that can not be decoded: 400', async () => {
    const reply = await rig.unix('POST', `${API}/compartments/%zz/open`, { body: {} });
    expect([reply.status, reply.json()]).toMatchObject([400, { error: { code: 'bad-request' } }]);
  });

  test('what is not HTTP: 400 and the end', async () => {
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(rig.socketFile, () => socket.write('LK1-HELLO\r\n\r\n'));
      socket.on('data', (chunk) => (text += String(chunk)));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ error: { code: 'bad-request' } });
  });
});

test('a device that is away or refuses says so; an unexpected fault is logged and tells nothing', async () => {
  await rig.stop();
  const faults: Error[] = [
    new HalError('unsupported', 'scanner', 'can not jam'),
    new HalError('busy', 'scanner', 'is reading'),
    new HalError('lost', 'world', 'the demo is gone'),
    new Error('secret inner workings'),
  ];
  const sim = { ...fakeSim([]), scan: () => Promise.reject(faults.shift() ?? new Error('no more')) };
  rig = await panelRig({ sim });
  const statuses = [];
  for (let n = 0; n < 4; n += 1) statuses.push((await post('/sim/scan', { data: 'x' })).status);
  expect(statuses).toEqual([422, 409, 503, 500]);
  expect(rig.logged.join('\n')).toContain('secret inner workings');
  sim.scan = () => Promise.reject(new Error('secret'));
  expect((await post('/sim/scan', { data: 'x' })).text).not.toContain('secret');
});

test('real hardware has neither /sim nor /demo', async () => {
  await rig.stop();
  rig = await panelRig({ sim: null });
  expect((await post('/sim/keys', { keys: '1' })).status).toBe(404);
  expect((await rig.unix('GET', `${API}/demo/messages`)).status).toBe(404);
});

test('a simulated locker alone has /sim but no /demo', async () => {
  await rig.stop();
  rig = await panelRig({ sim: { ...fakeSim([]), relay: null } });
  expect((await post('/sim/keys', { keys: '1' })).status).toBe(200);
  expect((await rig.unix('GET', `${API}/demo/messages`)).status).toBe(404);
});

test('a power cut hands the connection over, and the world answers on it', async () => {
  await rig.stop();
  const powerCut = (connection: unknown): Promise<void> => {
    const socket = connection as Socket;
    socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}');
    return Promise.resolve();
  };
  rig = await panelRig({ sim: { ...fakeSim([]), powerCut } });
  expect(await post('/sim/power', { action: 'cut' })).toMatchObject({ status: 200, text: '{}' });
});

test('a power cut that fails is answered like any refusal', async () => {
  await rig.stop();
  const powerCut = () => Promise.reject(new HalError('lost', 'world', 'nobody is there'));
  rig = await panelRig({ sim: { ...fakeSim([]), powerCut } });
  expect(await post('/sim/power', { action: 'cut' })).toMatchObject({ status: 503 });
});

describe('backup', () => {
  test('writes a copy, and never over a file', async () => {
    const file = join(rig.folder, 'copy.db');
    expect(await post('/backup', { file })).toMatchObject({ status: 200 });
    expect(statSync(file).size).toBeGreaterThan(0);
    expect(await post('/backup', { file })).toMatchObject({ status: 409 });
    expect(await post('/backup', { file: 'copy.db' })).toMatchObject({ status: 422 });
    expect(await post('/backup', { file: join(rig.folder, 'no', 'such', 'folder') })).toMatchObject({ status: 409 });
  });
});

describe('the socket file', () => {
  test('has mode 0660 and is gone after the end; stopping twice does no harm', async () => {
    expect(statSync(rig.socketFile).mode & 0o777).toBe(0o660);
    await rig.panel.stop();
    await rig.panel.stop();
    expect(() => statSync(rig.socketFile)).toThrow('ENOENT');
  });

  test('a second locker on the same folder is refused, and the first goes on', async () => {
    const second = panelRig({ socketFile: rig.socketFile });
    await expect(second).rejects.toThrow(/another lockerd runs on this state folder/);
    expect((await rig.unix('GET', `${API}/state`)).status).toBe(200);
  });

  test('another file in its place is left alone', async () => {
    const socketFile = join(rig.folder, 'notes.txt');
    writeFileSync(socketFile, 'mine');
    await expect(panelRig({ socketFile })).rejects.toThrow(/is not a socket/);
    expect(statSync(socketFile).size).toBe(4);
  });

  test('a path that is too long is told, not cut off', async () => {
    await expect(panelRig({ socketFile: `/tmp/${'x'.repeat(120)}` })).rejects.toThrow(/shorter state folder/);
  });
});

test('a port that is taken is named', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  await expect(panelRig({ listen: { host: '127.0.0.1', port } })).rejects.toThrow(/another program uses this port/);
  await new Promise((resolve) => other.close(resolve));
});
