import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Demo } from './demo';

jest.setTimeout(60_000);

const ROOT = resolve(__dirname, '../..');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm start` to its end. */
function npmStart(...args: string[]): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn('npm', ['start', '--silent', '--', ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

/** Ids of one of the demo's programs: `lockerd`, `broker`, `backoffice`. */
function pidsOf(program: string, stateDir: string): number[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return line.includes(`dist/${program}.js`) && line.includes(stateDir) ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}

const folder = mkdtempSync(join(tmpdir(), 'lockerd-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a running demo', () => {
  const demo = new Demo();
  beforeAll(() => demo.start());
  afterAll(() => demo.remove());

  test('says that it is ready in one line on stdout', () => {
    expect(demo.output.match(/^lockerd ready /gm)).toHaveLength(1);
  });

  test('a second one on its state folder is told, and does the first no harm', async () => {
    const second = await npmStart('--port', '0', '--state-dir', demo.stateDir);
    expect(second).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(demo.stateDir) as string });
    expect((await demo.state()).sync.link).toBe('online');
  });

  test('another one on its port is told', async () => {
    const { port } = new URL(demo.page);
    const second = await npmStart('--port', port, '--state-dir', join(folder, 'port'));
    expect(second).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(`port ${port} is in use`) as string,
    });
  });

  test.each(['broker', 'backoffice', 'lockerd'])('%s dies and is started again', async (program) => {
    const [pid] = pidsOf(program, demo.stateDir);
    process.kill(pid!, 'SIGKILL');
    await demo.until('another one', async () => pidsOf(program, demo.stateDir).some((other) => other !== pid));
    // And all is well again: who announces a parcel hears that the locker knows of it.
    await demo.until('an announcement that arrives', async () => {
      const call = demo.call('POST', '/demo/parcels', { to: 'ada@example.org' });
      return call.then(({ status }) => status === 200).catch(() => false);
    });
  });

  test('killed with all its group: nothing is left, and the next one takes over', async () => {
    // What npm answers then is its own business.
    await demo.stop('SIGKILL', 'group');
    await demo.until('an end', async () => demo.leftRunning().length === 0);
    await demo.start();
    expect((await demo.state()).sync.link).toBe('online');
  });
});

test.each([
  ['hal.travelMz', 'travelMz', (site: string) => site.replace('\n  travelMs:', '\n  travelMz:')],
  // The demo's broker could not serve it: it would wait for ever.
  ['sync.protocol', 'protocol: 5', (site: string) => site.replace('  protocol: 4', '  protocol: 5')],
])('a wrong site file, %s: exit 78, with file, line and field', async (field, wrong, change) => {
  const file = join(folder, 'site.yaml');
  const site = change(readFileSync(join(ROOT, 'config/sim.yaml'), 'utf8'));
  writeFileSync(file, site);
  const line = site.split('\n').findIndex((text) => text.includes(wrong)) + 1;
  const { code, stdout, stderr } = await npmStart(
    '--port',
    '0',
    '--state-dir',
    join(folder, 'wrong'),
    '--config',
    file,
  );
  expect([code, stdout]).toEqual([78, '']);
  expect(stderr).toContain(`${file}:${line}:`);
  expect(stderr).toContain(field);
});

test('wrong usage: exit 64; --help: exit 0', async () => {
  expect(await npmStart('--prot', '1')).toMatchObject({ code: 64, stdout: '' });
  expect(await npmStart('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--state-dir') as string });
});
