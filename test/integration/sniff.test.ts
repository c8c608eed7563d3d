import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../firmware/cli/run';
import { openSerialPort } from '../../hal/linux/serial-port';
import { Signal } from '../../hal/signal';
import { Pty } from '../helpers/pty';

/** A real port, the real command line: what goes over it is written by hand. */

const PATIENCE_MS = 15_000;
let folder: string;
let pty: Pty;
const toHost = new Signal<Buffer>();
const written: Buffer[] = [];
let port: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sniff-'));
  port = join(folder, 'tap');
  written.length = 0;
  pty = new Pty(port, { toHost, send: async (bytes) => void written.push(Buffer.from(bytes)) });
  await pty.plug();
});
afterEach(async () => {
  await pty.unplug();
  rmSync(folder, { recursive: true, force: true });
});

/** Listens until `enough` holds of what was printed. */
async function sniff(args: string[], talk: () => Promise<void>, enough: (out: string) => boolean, tty = false) {
  const end = new AbortController();
  let [out, err] = ['', ''];
  const done = run(['sniff', ...args], {
    out: (text) => {
      out += text;
      if (enough(out)) end.abort();
    },
    err: (text) => (err += text),
    tty,
    env: {},
    cwd: folder,
    user: 'kim',
    signal: end.signal,
  });
  const until = performance.now() + PATIENCE_MS;
  while (!/MEANING|{"listening/.test(out) && err === '' && performance.now() < until) await pause(10);
  await talk();
  return { code: await done, out, err };
}
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function say(...bursts: string[]): Promise<void> {
  for (const burst of bursts) {
    toHost.emit(Buffer.from(burst, 'latin1'));
    await pause(60);
  }
}
const bytes = (text: string): string => Buffer.from(text.replaceAll(' ', ''), 'hex').toString('latin1');

test(
  'a conversation is shown as it goes, the code in it is not, Ctrl-C sums up, and nothing was written',
  async () => {
    const talk = () =>
      say(
        bytes('02 00 30 03 35'),
        bytes('02 00 35 ff fb 00 00 03 34'),
        'LK1-SECRETSECRETSECRETSECRET77\r',
        bytes('ff fe 55'),
      );
    const { code, out } = await sniff(['tap', '--baud', '19200'], talk, (text) => text.includes('not understood'));
    expect(code).toBe(0);
    expect(out).toContain('listening at tap, 19200 baud');
    expect(out).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {10}> {2}02 00 30 03 35 +kerong-cu: board 0, state\?$/m);
    expect(out).toMatch(/< {2}02 00 35 ff fb 00 00 03 34 +kerong-cu: board 0: 1 at 1-10 12-16, 0 *\n +at 11$/m);
    expect(out).toMatch(/< {2}\(hidden\) +a pickup code, 30 characters$/m);
    expect(out).not.toContain('SECRET');
    expect(out).toMatch(/ff fe ·· +not understood$/m);
    expect(out).toMatch(/1 request, 1 answer of lock boards; 1 code or key,/);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(out).not.toContain('\u001b');
    expect(written).toEqual([]);
  },
  2 * PATIENCE_MS,
);

test(
  'for machines: one object a line; the summary last',
  async () => {
    const talk = () => say(bytes('8a 01 03 11 99'), '482913\r');
    const { code, out } = await sniff(['--json', 'tap'], talk, (text) => text.includes('"code"'));
    expect(code).toBe(0);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[1]).toMatchObject({
      kind: 'request',
      from: 'host',
      protocol: 'ybx',
      address: 1,
      bytes: '8a 01 03 11 99',
      gapMs: null,
    });
    expect(lines[2]).toMatchObject({ kind: 'code', from: 'device', bytes: null, meaning: 'digits, 6 characters' });
    expect(lines.at(-1)).toMatchObject({ summary: { requests: 1, codes: 1, unknownBytes: 0 } });
    expect(out).not.toContain('482913');
  },
  2 * PATIENCE_MS,
);

test(
  'a port that lockerd has is refused, and the message says what to do',
  async () => {
    const daemon = await openSerialPort('lockboards:b1', { port, baudRate: 19_200 });
    try {
      const { code, err } = await sniff(
        ['tap'],
        () => Promise.resolve(),
        () => false,
      );
      expect(code).toBe(1);
      expect(err).toContain('tap is in use, by lockerd if it runs');
      expect(err).toContain('systemctl stop lockerd');
      expect(err).toContain('second adapter');
    } finally {
      await daemon.close();
    }
  },
  2 * PATIENCE_MS,
);

test('no such port, no such protocol, no such speed', async () => {
  const none = () => Promise.resolve();
  expect(await sniff(['nowhere'], none, () => false)).toMatchObject({
    code: 1,
    err: expect.stringContaining('is not there') as string,
  });
  expect((await sniff(['tap', '--protocol', 'x'], none, () => false)).code).toBe(64);
  expect((await sniff(['tap', '--baud', 'fast'], none, () => false)).code).toBe(64);
  expect((await sniff([], none, () => false)).code).toBe(64);
});
