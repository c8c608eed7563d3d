import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { worthSaying } from '../../../scripts/demo/child-log';
import { lockStateDir } from '../../../scripts/demo/lock';
import { LogFile } from '../../../scripts/demo/log-file';
import { parseDemoOptions } from '../../../scripts/demo/options.mjs';
import { portTaken, splitAddress } from '../../../scripts/demo/ports';
import { answerPowerCut } from '../../../scripts/demo/power';
import { readState } from '../../../scripts/demo/settle';
import { ensureSiteKey } from '../../../scripts/demo/site-key';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'demo-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('options', () => {
  test('the defaults', () => {
    expect(parseDemoOptions([])).toEqual({ options: { port: null, stateDir: 'var', config: 'config/sim.yaml' } });
  });
  test('all of them', () => {
    const args = ['--port', '0', '--state-dir', 'x', '--config=y'];
    expect(parseDemoOptions(args)).toEqual({ options: { port: 0, stateDir: 'x', config: 'y' } });
  });
  test.each([
    [['--port', '65536']],
    [['--port', '-1']],
    [['--port']],
    [['--state-dir', '']],
    [['--prot', '1']],
    [['x']],
  ])('%j is wrong usage', (args) => {
    expect(parseDemoOptions(args)).toEqual({ usage: expect.any(String) as string });
  });
  test('help', () => {
    expect(parseDemoOptions(['-h'])).toEqual({ help: true });
  });
});

describe('the lock of a state folder', () => {
  test('a second demo is told, until the first has ended', async () => {
    const first = await lockStateDir(folder);
    expect(await lockStateDir(folder)).toMatchObject({ ok: false, message: expect.stringContaining(folder) as string });
    if (first.ok) await first.release();
    const next = await lockStateDir(folder);
    expect(next.ok).toBe(true);
    if (next.ok) await next.release();
  });

  test('one that was left behind is taken over', async () => {
    // Nobody listens on a plain file, as on the socket of a process that was killed.
    writeFileSync(path.join(folder, 'demo.sock'), '');
    const lock = await lockStateDir(folder);
    expect(lock.ok).toBe(true);
    if (lock.ok) await lock.release();
  });

  test('a folder whose name is too long for sockets', async () => {
    expect(await lockStateDir(path.join(folder, 'x'.repeat(100)))).toMatchObject({ ok: false });
  });
});

test('a log begins anew at each start and keeps the one before', () => {
  const file = path.join(folder, 'log', 'x.log');
  for (const life of ['first', 'second', 'third']) {
    const log = new LogFile(file);
    log.write(`${life}\n`);
    log.close();
  }
  expect(readdirSync(path.join(folder, 'log'))).toEqual(['x.log', 'x.log.1']);
  expect(readFileSync(file, 'utf8')).toBe('third\n');
});

test('a log that is full begins anew', () => {
  const file = path.join(folder, 'x.log');
  const log = new LogFile(file);
  for (let megabytes = 0; megabytes < 20; megabytes += 1) log.write('x'.repeat(1024 * 1024));
  log.close();
  expect(statSync(file).size + statSync(`${file}.1`).size).toBeLessThan(11 * 1024 * 1024);
});

test.each([
  ['config/sim.yaml:3:1: unknown field', 'config/sim.yaml:3:1: unknown field'],
  ['{"level":30,"msg":"ready"}', null],
  ['{"level":40,"msg":"broker","reason":"ECONNREFUSED"}', 'x: broker: ECONNREFUSED'],
  ['{"level":50,"msg":"fault","err":{"message":"boom"}}', 'x: fault: boom'],
  ['{"level":', '{"level":'],
  ['', null],
])('of %j a person sees %j', (line, shown) => {
  expect(worthSaying('x', line)).toBe(shown);
});

test.each([
  ['127.0.0.1:8480', { host: '127.0.0.1', port: 8480 }],
  ['[::1]:0', { host: '::1', port: 0 }],
])('%s', (address, parts) => {
  expect(splitAddress(address)).toEqual(parts);
});

test('a port in use is found', async () => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  expect(await portTaken('127.0.0.1', port)).toBe(true);
  await new Promise((resolve) => server.close(resolve));
  expect(await portTaken('127.0.0.1', port)).toBe(false);
});

test('a site key is made once, for its owner only', () => {
  const file = path.join(folder, 'keys', 'site.key');
  ensureSiteKey(file);
  const first = readFileSync(file, 'utf8');
  ensureSiteKey(file);
  expect(readFileSync(file, 'utf8')).toBe(first);
  expect(first).toMatch(/^[A-Za-z0-9_-]{43}\n$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(path.dirname(file))).toEqual(['site.key']);
});

test.each([
  [true, 'HTTP/1.1 200 OK', '{}'],
  [false, 'HTTP/1.1 503 Service Unavailable', '"unavailable"'],
])('the answer to a power cut (back: %s)', async (back, status, body) => {
  const server = net.createServer((socket) => answerPowerCut(socket, back));
  await new Promise<void>((resolve) => server.listen(path.join(folder, 's'), resolve));
  const text = await new Promise<string>((resolve) => {
    let received = '';
    const client = net.connect(path.join(folder, 's'));
    client.on('data', (chunk) => (received += chunk.toString()));
    client.on('end', () => resolve(received));
  });
  server.close();
  expect(text.startsWith(status)).toBe(true);
  expect(text).toContain('\r\nConnection: close\r\n');
  expect(text.split('\r\n\r\n')[1]).toContain(body);
  answerPowerCut(null, back);
});

test('a locker that does not answer has no state', async () => {
  expect(await readState(path.join(folder, 'nobody.sock'))).toBeNull();
});
