import { execFileSync, fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mqtt from 'mqtt';
import { keyId } from '../../config/site-key';
import { verifier } from '../../scripts/backoffice/codes';
import { ModelLocker, type Desired } from '../unit/backoffice/model-locker';

const ROOT = path.resolve(__dirname, '../..');
const SITE_KEY = Buffer.alloc(32, 7);
/** aedes exists as an ES module only, and is a program of its own anyway. */
const BROKER = `
  import net from 'node:net';
  import { Aedes } from 'aedes';
  const broker = await Aedes.createBroker();
  const server = net.createServer((socket) => broker.handle(socket));
  server.listen(Number(process.argv[1] ?? 0), '127.0.0.1', () => console.log(server.address().port));
`;

const folder = mkdtempSync(path.join(tmpdir(), 'backoffice-'));
const running: ChildProcess[] = [];
let port = 0;

async function startBroker(): Promise<ChildProcess> {
  const broker = spawn(process.execPath, ['--input-type=module', '-e', BROKER, String(port)], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(broker);
  const [line] = (await once(broker.stdout, 'data')) as [Buffer];
  port = Number(line.toString());
  return broker;
}

/** As the product is built, but into the test's folder, with the one package that is machine code left where it is. */
function buildOffice(): string {
  const outfile = path.join(folder, 'backoffice.js');
  const options = ['--bundle', '--platform=node', '--format=cjs', '--external:better-sqlite3', '--log-level=warning'];
  const entry = path.join(ROOT, 'scripts/backoffice/main.ts');
  execFileSync(path.join(ROOT, 'node_modules/.bin/esbuild'), [entry, ...options, `--outfile=${outfile}`]);
  return outfile;
}

let log = '';

function startOffice(): ChildProcess {
  const args = ['--broker', `mqtt://127.0.0.1:${port}`, '--locker', 'L1', '--site-key', path.join(folder, 'site.key')];
  const office = fork(path.join(folder, 'backoffice.js'), [...args, '--state-dir', folder], {
    env: { ...process.env, NODE_PATH: path.join(ROOT, 'node_modules') },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    execArgv: [],
  });
  office.stderr!.on('data', (chunk: Buffer) => (log += chunk.toString()));
  running.push(office);
  return office;
}

/** The model on a real wire. */
class WiredLocker {
  readonly model = new ModelLocker(keyId(SITE_KEY));
  private client: mqtt.MqttClient | null = null;
  private watchers: (() => void)[] = [];

  async connect(): Promise<void> {
    const will = { topic: 'lk/v1/L1/online', payload: Buffer.from('0'), qos: 1, retain: true } as const;
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { clean: true, reconnectPeriod: 0, will });
    this.client = client;
    client.on('message', (topic, payload) => this.receive(topic, JSON.parse(payload.toString())));
    await client.subscribeAsync(['lk/v1/L1/desired', 'lk/v1/L1/ack'], { qos: 1 });
    this.publish('online', '1');
    this.report();
    for (const event of this.model.unacknowledged()) this.publish('events', JSON.stringify(event));
  }

  async disconnect(): Promise<void> {
    this.publish('online', '0');
    await this.client?.endAsync();
  }

  report(): void {
    this.publish('reported', JSON.stringify(this.model.report()));
  }

  event(type: string, fields: object): void {
    this.publish('events', JSON.stringify(this.model.event(type, fields)));
  }

  publish(topic: string, payload: string): void {
    this.client?.publish(`lk/v1/L1/${topic}`, payload, { qos: 1, retain: topic !== 'events' });
  }

  /** Settles as soon as it holds; looked at with each message that arrives. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.watchers.push(resolve));
  }

  private receive(topic: string, body: unknown): void {
    if (topic.endsWith('/ack')) this.model.takeAck(body as { outbox: string; upTo: number });
    else if (this.model.takeDesired(body as Desired)) this.report();
    for (const watcher of this.watchers.splice(0)) watcher();
  }
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

function call(method: string, target: string, body?: object): Promise<Reply> {
  const socketPath = path.join(folder, 'backoffice', 'api.sock');
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath, method, path: target, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
    request.on('error', reject);
    request.end(body === undefined ? '' : JSON.stringify(body));
  });
}

interface Sent {
  readonly to: string;
  readonly parcel: string;
  readonly pin: string;
  readonly qr: string;
}

const messages = async (): Promise<Sent[]> => (await call('GET', '/demo/messages')).body as Sent[];
const locker = new WiredLocker();
let broker: ChildProcess;
let office: ChildProcess;

beforeAll(async () => {
  writeFileSync(path.join(folder, 'site.key'), SITE_KEY.toString('base64url'), { mode: 0o600 });
  buildOffice();
  broker = await startBroker();
  office = startOffice();
  const synced = once(office, 'message');
  await locker.connect();
  expect(await synced).toEqual([{ type: 'synced' }, undefined]);
});

afterAll(async () => {
  await locker.disconnect();
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

test('tells who and where it is, and its people', async () => {
  expect(await call('GET', '/demo/info')).toEqual({
    status: 200,
    body: { broker: `mqtt://127.0.0.1:${port}`, locker: 'L1', siteKey: SITE_KEY.toString('base64url') },
  });
  const { body } = await call('GET', '/api/v1/demo/people');
  expect(body).toMatchObject([
    { id: 'c1', kind: 'courier', pin: expect.stringMatching(/^\d{6}$/) as string },
    { id: 't1', kind: 'service', qr: expect.stringMatching(/^LK1-/) as string },
  ]);
});

test('from the announcement to the code and back', async () => {
  const announced = await call('POST', '/demo/parcels', { to: 'ada@example.org' });
  expect(announced.status).toBe(200);
  const { id, label } = announced.body as { id: string; label: string };
  expect(locker.model.desired!.parcels).toMatchObject([{ id, label, size: 'M', accessible: false, handover: false }]);

  locker.event('parcel.deposited', {
    parcel: id,
    label,
    size: 'M',
    compartment: 'A1',
    announced: true,
    inDoubt: false,
  });
  await locker.until(() => locker.model.desired!.grants.some(({ parcel }) => parcel === id));
  expect((await call('POST', '/demo/parcels', { to: 'next' })).status).toBe(200);
  const [message] = await messages();
  expect(message).toMatchObject({ to: 'ada@example.org', parcel: id });
  const grant = locker.model.desired!.grants.find(({ parcel }) => parcel === id)!;
  expect(grant.pin).toBe(verifier(SITE_KEY, 'pin', message!.pin));
  expect(grant.qr).toBe(verifier(SITE_KEY, 'qr', message!.qr.slice('LK1-'.length)));

  locker.event('parcel.collected', { parcel: id, compartment: 'A1' });
  await locker.until(() => locker.model.desired!.parcels.every((parcel) => parcel['id'] !== id));
  await locker.until(() => locker.model.acked === 2);
});

test('handover and its attempts', async () => {
  const announced = await call('POST', '/demo/parcels', { to: 'eve@example.org', handover: true });
  const { id } = announced.body as { id: string };
  expect((await call('POST', `/demo/parcels/${id}/attempt`)).status).toBe(200);
  const codes = (await messages()).filter(({ parcel }) => parcel === id).map(({ pin }) => pin);
  expect(codes).toHaveLength(2);
  const grants = locker.model.desired!.grants.filter(({ kind }) => kind === 'handover');
  expect(grants.map(({ pin }) => pin)).toEqual([verifier(SITE_KEY, 'pin', codes[1]!)]);
});

test.each([
  ['POST', '/demo/parcels', {}, 422, 'to: '],
  ['POST', '/demo/parcels', { to: 'x', size: 'Q' }, 422, 'size: '],
  ['POST', '/demo/parcels', { to: 'x', handover: 'yes' }, 422, 'handover: '],
  ['POST', '/demo/parcels', { to: 'x', colour: 'red' }, 422, 'colour'],
  ['POST', '/demo/parcels', [], 422, 'JSON object'],
  ['POST', '/demo/parcels/nix/attempt', {}, 404, 'nix'],
  ['GET', '/demo/nix', undefined, 404, '/demo/nix'],
  ['DELETE', '/demo/info', undefined, 404, 'GET'],
])('%s %s %j: %d', async (method, target, body, status, part) => {
  const reply = await call(method, target, body);
  expect(reply.status).toBe(status);
  expect((reply.body as { error: { message: string } }).error.message).toContain(part);
});

test('an attempt for a parcel that goes into a compartment is refused', async () => {
  const { id } = (await call('POST', '/demo/parcels', { to: 'x' })).body as { id: string };
  expect((await call('POST', `/demo/parcels/${id}/attempt`)).status).toBe(409);
});

test('what comes up malformed does no harm', async () => {
  for (const text of ['', '{', '[1]', '{"outbox":1}', '\u0000', '"x"']) {
    locker.publish('events', text);
    locker.publish('reported', text);
  }
  locker.report();
  expect((await call('POST', '/demo/parcels', { to: 'x' })).status).toBe(200);
});

test('a locker that is offline: announced all the same, 202', async () => {
  await locker.disconnect();
  const reply = await call('POST', '/demo/parcels', { to: 'late@example.org' });
  expect(reply.status).toBe(202);
  await locker.connect();
  const { id } = reply.body as { id: string };
  await locker.until(() => locker.model.desired!.parcels.some((parcel) => parcel['id'] === id));
});

test('killed with events on their way, and a broker that forgets everything: each event counts once', async () => {
  const before = (await messages()).length;
  office.kill('SIGKILL');
  await once(office, 'exit');
  broker.kill('SIGKILL');
  await once(broker, 'exit');
  for (const n of [1, 2, 3]) {
    locker.model.event('parcel.deposited', { parcel: `x-${n}`, label: null, size: 'S', compartment: `A${n}` });
  }
  broker = await startBroker();
  const acked = locker.model.acked;
  // Before anybody listens: these are lost, a broker's acknowledgement is not a delivery.
  await locker.connect();
  expect(locker.model.acked).toBe(acked);
  office = startOffice();
  await once(office, 'message');
  for (let twice = 0; twice < 2; twice += 1) {
    for (const event of locker.model.unacknowledged()) locker.publish('events', JSON.stringify(event));
  }
  await locker.until(() => locker.model.acked === acked + 3);
  expect((await call('POST', '/demo/parcels', { to: 'x' })).status).toBe(200);
  expect(await messages()).toHaveLength(before + 3);
});

test('codes are nowhere but in its own folder, which is closed; SIGTERM ends it', async () => {
  const sent = (await messages()).filter(({ qr }) => qr !== null);
  expect(sent).not.toEqual([]);
  office.kill('SIGTERM');
  expect(await once(office, 'exit')).toEqual([0, null]);
  for (const { pin, qr } of sent) {
    expect(log).not.toContain(pin);
    expect(log).not.toContain(qr.slice('LK1-'.length));
  }
  const own = path.join(folder, 'backoffice');
  expect(statSync(own).mode & 0o777).toBe(0o700);
  const files = readdirSync(path.join(own, 'messages'));
  expect(files).toContain('0001-pickup.txt');
  expect(files).toContain('0001-pickup.png');
  for (const name of files) expect(statSync(path.join(own, 'messages', name)).mode & 0o777).toBe(0o600);
  expect(readFileSync(path.join(own, 'messages', '0001-pickup.txt'), 'utf8')).toContain('To: ada@example.org');
});
