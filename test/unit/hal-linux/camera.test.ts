import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findingText } from '../../../hal/findings';
import { CommandCamera, type CameraSettings } from '../../../hal/linux/camera';
import type { DeviceChange } from '../../../hal/ports';
import { VirtualTime } from '../../../hal/sim/virtual-time';

/** Real processes: node plays the camera's program. */
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'still-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const FILE = 'process.argv[1]';
const WRITE = `require('fs').writeFileSync(${FILE}, 'JPEG')`;

function camera(script: string, more: Partial<CameraSettings> = {}) {
  const changes: DeviceChange[] = [];
  let program = script;
  const settings: CameraSettings = {
    // Taken anew for each still: a camera that is mended is another script.
    get command() {
      return [process.execPath, '-e', program, '{file}'];
    },
    timeoutSeconds: 20,
    maxBytes: 1_000,
    ...more,
  };
  const device = new CommandCamera(settings, { time: new VirtualTime(), onDevice: (change) => changes.push(change) });
  return {
    device,
    changes,
    told: () => changes.map(({ status }) => status),
    mend: (other: string) => (program = other),
    still: () => device.still(join(folder, 'a still.jpg')),
  };
}

const files = (): string[] => readdirSync(folder);

test('takes a still: the file is whole, for the service alone, and nothing else is left', async () => {
  const { device, still, told } = camera(WRITE);
  await device.start();
  await still();
  expect(files()).toEqual(['a still.jpg']);
  expect(readFileSync(join(folder, 'a still.jpg'), 'utf8')).toBe('JPEG');
  expect(statSync(join(folder, 'a still.jpg')).mode & 0o777).toBe(0o600);
  expect(told()).toEqual([]);
  expect(findingText(device.describe())).toBe('node, run for each still');
  await device.stop();
});

test('the program gets its arguments as they are, no shell, nothing of our environment, no input', async () => {
  process.env['SITE_SECRET'] = 'do not tell';
  const { device } = camera('', {
    command: [
      process.execPath,
      '-e',
      `require('fs').writeFileSync(process.argv[2], JSON.stringify({
         argument: process.argv[1], environment: process.env, input: require('fs').readFileSync(0, 'utf8'), cwd: process.cwd() }))`,
      '$HOME; `id` "x"',
      '{file}',
    ],
  });
  await device.start();
  await device.still(join(folder, 'told.jpg'));
  delete process.env['SITE_SECRET'];
  const told = JSON.parse(readFileSync(join(folder, 'told.jpg'), 'utf8')) as Record<string, unknown>;
  expect(told).toMatchObject({ argument: '$HOME; `id` "x"', input: '', cwd: '/' });
  expect(Object.keys(told['environment'] as object).filter((name) => !name.startsWith('__'))).toEqual(
    expect.arrayContaining(['PATH', 'LANG', 'HOME']),
  );
  expect(JSON.stringify(told)).not.toContain('do not tell');
  await device.stop();
});

test('it fails with a complaint: told once with the end of it, and back with the next still', async () => {
  const fails = `console.error('x'.repeat(2000) + '\\nERROR: *** no cameras\\u0007 available ***'); process.exit(255)`;
  const { device, still, changes, told, mend } = camera(fails);
  await device.start();
  await expect(still()).rejects.toMatchObject({ code: 'lost', device: 'camera' });
  await expect(still()).rejects.toMatchObject({ code: 'lost' });
  expect(told()).toEqual(['lost']);
  expect(changes[0]!.device).toBe('camera');
  expect(changes[0]!.detail).toMatch(/^\S*node ended with 255: x+ ERROR: \*\*\* no cameras available \*\*\*$/);
  expect(changes[0]!.detail.length).toBeLessThan(500);
  expect(device.held.presence()).toMatchObject({ state: 'lost' });
  expect(files()).toEqual([]);
  mend(WRITE);
  await still();
  expect(told()).toEqual(['lost', 'back']);
  expect(device.held.presence()).toEqual({ state: 'open' });
  await device.stop();
});

test.each([
  ['writes nothing', '0', /wrote no still/],
  ['writes an empty file', `require('fs').writeFileSync(${FILE}, '')`, /wrote no still/],
  ['makes a link to something else', `require('fs').symlinkSync('/etc/hostname', ${FILE})`, /no file/],
  ['writes a folder', `require('fs').mkdirSync(${FILE})`, /no file/],
  ['writes more than it may', `require('fs').writeFileSync(${FILE}, Buffer.alloc(1001))`, /1001 bytes, more than 1000/],
  [
    'never stops writing',
    `setInterval(() => require('fs').appendFileSync(${FILE}, Buffer.alloc(600)), 10)`,
    /larger than 1000 bytes/,
  ],
])('a program that %s: no still, nothing left behind', async (_, script, message) => {
  const { device, still, told } = camera(script);
  await device.start();
  await expect(still()).rejects.toThrow(message);
  expect(told()).toEqual(['lost']);
  expect(files()).toEqual([]);
  await device.stop();
});

test('a program that is not there, and one that may not be run', async () => {
  const script = join(folder, 'take-still');
  writeFileSync(script, '', { mode: 0o600 });
  for (const [program, message] of [
    ['/nonexistent/rpicam-still', /rpicam-still is not there: is it installed/],
    [script, /take-still may not be run/],
  ] as const) {
    const { device, still } = camera('', { command: [program, '-o', '{file}'] });
    await device.start();
    await expect(still()).rejects.toThrow(message);
    await device.stop();
  }
});

describe('children', () => {
  let server: Server;
  let sockets: Socket[];
  let arrivals: (() => void)[];
  /** Each child holds a line to us for as long as it lives. */
  const CHILD = (path: string): string =>
    `process.on('SIGTERM', () => {}); require('net').connect(${JSON.stringify(path)}); setInterval(() => {}, 1000)`;
  const path = (): string => join(folder, 's');
  /** The program and two more that it started. */
  const family = (last: string): string =>
    `const { spawn } = require('child_process');
     for (let i = 0; i < 2; i += 1) spawn(process.execPath, ['-e', ${JSON.stringify(CHILD(path()))}], { stdio: 'inherit' });
     ${last}`;

  beforeEach(async () => {
    sockets = [];
    arrivals = [];
    server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined).resume());
      if (sockets.length === 2) arrivals.forEach((tell) => tell());
    });
    await new Promise<void>((resolve) => server.listen(path(), resolve));
  });
  afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  const bothThere = (): Promise<void> => new Promise((resolve) => arrivals.push(resolve));
  const gone = async (socket: Socket): Promise<void> => {
    if (!socket.closed) await new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  };
  const bothGone = (): Promise<unknown> => Promise.all(sockets.map(gone));

  test('a program that hangs with its children is ended with them, although they ignore a request', async () => {
    const { device, still, changes } = camera(family(CHILD(path())), { timeoutSeconds: 1.5 });
    await device.start();
    const there = bothThere();
    const taken = expect(still()).rejects.toMatchObject({ code: 'timeout' });
    await there;
    await taken;
    await bothGone();
    expect(changes.map(({ detail }) => detail)).toEqual([expect.stringMatching(/took longer than 1.5 s/)]);
    await device.stop();
  });

  test('what a program leaves behind when it ends well is ended too', async () => {
    const waits = `setInterval(() => { if (require('fs').existsSync(${FILE} + '.go')) process.exit(0) }, 5);`;
    const { device, still } = camera(family(`${WRITE}; ${waits}`));
    await device.start();
    const there = bothThere();
    const taken = still();
    await there;
    writeFileSync(join(folder, '.a still.jpg.go'), '');
    await taken;
    await bothGone();
    expect(existsSync(join(folder, 'a still.jpg'))).toBe(true);
    await device.stop();
  });

  test('one at a time; a stop ends what is running, and that is no fault', async () => {
    const { device, still, told } = camera(family(CHILD(path())));
    await device.start();
    const there = bothThere();
    const taken = expect(still()).rejects.toMatchObject({ code: 'lost' });
    await there;
    await expect(still()).rejects.toMatchObject({ code: 'busy' });
    await device.stop();
    // Stopped means that they are gone; that our ends of the lines know it takes a turn.
    await bothGone();
    await taken;
    expect(told()).toEqual([]);
    await expect(still()).rejects.toMatchObject({ code: 'lost', message: 'camera: the driver is not started' });
  });
});
