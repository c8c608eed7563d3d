import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../firmware/cli/run';
import { buildApi, type ApiOptions } from '../../../firmware/panel/api';
import { CALLS } from '../../../scripts/backoffice/api';
import { fakeSim, panelRig, type Rig } from '../../integration/panel-rig';

/** Whatever the page can, lockerctl can: each route there is, and what somebody types for it. */

const BY_COMMAND: Readonly<Record<string, readonly string[]>> = {
  'GET /state': ['status'],
  'GET /health': ['status'],
  'GET /sync': ['sync'],
  'GET /metrics': ['metrics'],
  'GET /events': ['events'],
  'GET /log': ['log'],
  'GET /stream': ['events', '--follow'],
  'GET /doors': ['doors'],
  'GET /doors/:id': ['doors', 'A1'],
  'POST /doors/:id/new-lock': ['doors', 'A1', '--new-lock'],
  'POST /compartments/:id/open': ['open', 'A1', '--reason', 'a look'],
  'POST /compartments/:id/out-of-service': ['out-of-service', 'A1', '--reason', 'hinge'],
  'POST /compartments/:id/in-service': ['in-service', 'A1'],
  'POST /compartments/:id/verified-empty': ['verified-empty', 'A1'],
  'POST /page': ['page'],
  'POST /backup': ['backup', 'copy.db'],
  'GET /audit': ['audit', 'verify'],
  'POST /audit/compartments': ['audit', 'compartments'],
  'POST /selftest': ['selftest'],
  'POST /selftest/doors/:id': ['selftest', '--open-doors'],
  'POST /sim/keys': ['sim', 'keys', '1#'],
  'POST /sim/scan': ['sim', 'scan', 'LABEL'],
  'POST /sim/doors/:id': ['sim', 'door', 'A1', 'close'],
  'POST /sim/faults': ['sim', 'fault', 'scanner', 'lost'],
  'GET /sim/faults': ['sim', 'faults'],
  'POST /sim/network': ['sim', 'network', 'off'],
  'POST /sim/clock': ['sim', 'clock', '--advance', 'PT1H'],
  'POST /sim/power': ['sim', 'power', 'cut'],
  'POST /sim/recording': ['sim', 'record', 'story.yaml'],
  'GET /sim/scenarios': ['sim', 'scenarios'],
  'GET /sim/scenarios/:name': ['sim', 'run', 'first-pickup'],
  'GET /demo/info': ['demo', 'info'],
  'GET /demo/messages': ['demo', 'messages'],
  'GET /demo/people': ['demo', 'people'],
  'GET /demo/parcels': ['demo', 'parcels'],
  'POST /demo/parcels': ['demo', 'announce', 'ann@example.com'],
  'POST /demo/parcels/:name/attempt': ['demo', 'attempt', 'p1'],
  'POST /demo/parcels/:name/extend': ['demo', 'extend', 'p1'],
  'POST /demo/parcels/:name/offline-pin': ['demo', 'offline-pin', 'p1'],
  'POST /demo/parcels/:name/recall': ['demo', 'recall', 'p1'],
  'POST /demo/parcels/:name/ticket': ['demo', 'ticket', 'p1'],
  'POST /demo/offline-codes/:name/revoke': ['demo', 'revoke', 'ticket:1'],
};
const WITHOUT: Readonly<Record<string, string>> = {
  'GET /site': 'how the wall is drawn; what is in it is told by status and compartments',
  'POST /backup/download': 'a browser has no file to name; backup FILE writes it',
  'GET /audit/compartments': 'audit compartments asks while it waits for a hand, which none of these tests has',
  'POST /audit/compartments/next': 'audit compartments calls it for each door',
  'POST /audit/compartments/answer': 'audit compartments calls it for each answer',
  'POST /audit/compartments/end': 'audit compartments calls it when it is broken off',
  'GET /sim/recording': 'sim record stays until its recording ends, so it knows',
  'POST /session': 'keeps the session of a page that somebody uses; lockerctl has none',
  'POST /sim/scenarios/check': 'sim run checks a file itself, and names its lines',
};

const PREFIX = '/api/v1';

/** As the API itself says, and what the demo's back office adds. */
function routes(): string[] {
  const found: string[] = [];
  const context: Partial<ApiOptions['context']> = {
    page: [],
    socketFile: '/nowhere/lockerd.sock',
    sim: fakeSim([]),
    doorOf: () => 'unix',
  };
  buildApi({
    context: context as ApiOptions['context'],
    gate: () => null,
    onRoute: ({ method, url }) => {
      if (url.startsWith(PREFIX) && !url.includes('*')) found.push(`${method} ${url.slice(PREFIX.length)}`);
    },
  });
  return [...found, ...CALLS.map(({ method, path }) => `${method} ${path}`)];
}

test('every route has a command, or a reason why it has none', () => {
  const all = routes();
  expect(all.length).toBeGreaterThan(40);
  expect(all.filter((route) => (route in BY_COMMAND ? 1 : 0) + (route in WITHOUT ? 1 : 0) !== 1)).toEqual([]);
  // Nothing is listed that is gone.
  expect([...Object.keys(BY_COMMAND), ...Object.keys(WITHOUT)].filter((route) => !all.includes(route))).toEqual([]);
});

describe('the command', () => {
  let rig: Rig;
  let between: Server;
  let folder: string;
  const called: string[] = [];
  let heard: (call: string) => void = () => undefined;

  beforeAll(async () => {
    rig = await panelRig({
      sim: {
        ...fakeSim([]),
        relay: ({ method, path }) =>
          Promise.resolve({
            status: 200,
            body: /messages|people|parcels$/.test(path) && method === 'GET' ? [] : { id: 'p1', grant: 'ticket:1' },
          }),
      },
    });
    folder = mkdtempSync(join(tmpdir(), 'lockerctl-'));
    between = createServer((asked, answer) => {
      const call = `${asked.method ?? ''} ${(asked.url ?? '').replace(PREFIX, '').replace(/\?.*/, '')}`;
      called.push(call);
      heard(call);
      const { method, url: path, headers } = asked;
      const passed = request({ socketPath: rig.socketFile, method, path, headers }, (reply) => {
        answer.writeHead(reply.statusCode ?? 500, reply.headers);
        reply.pipe(answer);
      });
      // Whoever follows goes, and so does the way behind it.
      answer.on('close', () => passed.destroy());
      passed.on('error', () => answer.destroy());
      asked.pipe(passed);
    });
    await new Promise<void>((done) => between.listen(join(folder, 'between.sock'), done));
  });
  afterAll(async () => {
    between.closeAllConnections();
    await new Promise((done) => between.close(done));
    await rig.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(Object.entries(BY_COMMAND))('calls %s', async (route, args) => {
    called.length = 0;
    const stop = new AbortController();
    const pattern = new RegExp(`^${route.replace(/:\w+/g, '[^/]+')}$`);
    // What goes on for ever is ended as soon as it has called.
    heard = (call) => pattern.test(call) && stop.abort();
    await run(['--socket', join(folder, 'between.sock'), ...args], {
      out: () => undefined,
      err: () => undefined,
      tty: false,
      env: {},
      cwd: folder,
      user: 'kim',
      signal: stop.signal,
    });
    expect([called, called.some((call) => pattern.test(call))]).toEqual([called, true]);
  });
});
