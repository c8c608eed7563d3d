import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GuardProcess } from '../../../hal/linux/guard/client';
import { Guard } from '../../../hal/linux/guard/guard';
import type { GuardReply } from '../../../hal/linux/guard/messages';
import { readySwitch, switchOff } from '../../../hal/linux/guard/off-switch';
import { SystemTime } from '../../../hal/linux/system-time';
import { silent } from '../../../hal/log';
import { forkTypeScript } from '../../contract/fork-typescript';

const folder = mkdtempSync(join(tmpdir(), 'lockerd-guard-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A value file as sysfs has one, on. */
function output(name: string): { path: string; off: { kind: 'file'; path: string; text: string }; on: () => boolean } {
  const path = join(folder, name);
  writeFileSync(path, '1\n');
  return { path, off: { kind: 'file', path, text: '0' }, on: () => readFileSync(path, 'utf8').startsWith('1') };
}

describe('off switches', () => {
  test('a file', () => {
    const { off, on } = output('plain');
    switchOff(off);
    expect(on()).toBe(false);
    expect(() => switchOff({ ...off, path: join(folder, 'nothing') })).toThrow(/ENOENT/);
  });

  test('bits of a register; the others stay', () => {
    const registers = new Map([[0x14, 0b1010_0101]]);
    let open = 0;
    let stuck = false;
    const i2c = () => ({
      openSync: () => {
        open += 1;
        return {
          readByteSync: (_: number, register: number) => registers.get(register) ?? 0,
          writeByteSync: (_: number, register: number, byte: number) => void (stuck || registers.set(register, byte)),
          closeSync: () => void (open -= 1),
        };
      },
    });
    const off = { kind: 'register', bus: 1, address: 0x20, register: 0x14, mask: 0b0000_0110, value: 0b10 } as const;
    switchOff(off, i2c);
    expect(registers.get(0x14)).toBe(0b1010_0011);
    stuck = true;
    expect(() => switchOff({ ...off, value: 0b100 }, i2c)).toThrow(/stays/);
    expect(open).toBe(0);
  });
});

describe('what the guard does', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function make() {
    const replies: GuardReply[] = [];
    const guard = new Guard(readySwitch, (reply) => replies.push(reply));
    return { replies, guard };
  }

  test('nothing when it is disarmed in time', () => {
    const { guard, replies } = make();
    const { off, on } = output('in-time');
    guard.take({ type: 'arm', id: 1, off, ms: 500 });
    jest.advanceTimersByTime(499);
    guard.take({ type: 'disarm', id: 1 });
    jest.advanceTimersByTime(5_000);
    expect(on()).toBe(true);
    expect(replies).toEqual([
      { type: 'armed', id: 1 },
      { type: 'disarmed', id: 1, cut: false },
    ]);
  });

  test('switches off when it is not', () => {
    const { guard, replies } = make();
    const { off, on } = output('late');
    guard.take({ type: 'arm', id: 2, off, ms: 500 });
    jest.advanceTimersByTime(500);
    expect(on()).toBe(false);
    guard.take({ type: 'disarm', id: 2 });
    expect(replies.at(-1)).toEqual({ type: 'disarmed', id: 2, cut: true });
  });

  test('refuses what it could not switch off', () => {
    const { guard, replies } = make();
    guard.take({ type: 'arm', id: 3, off: { kind: 'file', path: join(folder, 'no'), text: '0' }, ms: 500 });
    expect(replies).toEqual([{ type: 'refused', id: 3, error: expect.stringMatching(/ENOENT/) as string }]);
  });

  test('tries again until it is off', () => {
    let broken = true;
    let offs = 0;
    const ready = {
      off: () => {
        if (broken) throw new Error('no');
        offs += 1;
      },
      close: () => undefined,
    };
    const guard = new Guard(
      () => ready,
      () => undefined,
    );
    guard.take({ type: 'arm', id: 4, off: { kind: 'file', path: '', text: '' }, ms: 10 });
    jest.advanceTimersByTime(100);
    expect([offs, guard.cutAll()]).toEqual([0, false]);
    broken = false;
    jest.advanceTimersByTime(100);
    expect(offs).toBe(1);
    expect(guard.cutAll()).toBe(true);
    guard.take({ type: 'disarm', id: 4 });
  });
});

describe('the guard as a process', () => {
  const program = join(folder, 'pulse-guard.js');
  const root = join(__dirname, '../../..');

  beforeAll(async () => {
    const options = ['--bundle', '--platform=node', '--format=cjs', '--target=node20', `--outfile=${program}`];
    await promisify(execFile)(join(root, 'node_modules/.bin/esbuild'), [
      join(root, 'hal/linux/guard/main.ts'),
      ...options,
    ]);
  });

  async function until(what: () => boolean): Promise<void> {
    for (let left = 400; !what(); left -= 1) {
      if (left === 0) throw new Error('it did not come');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  test('a guard that takes its time to start is waited for: the first release is not refused', async () => {
    const slow = join(folder, 'slow-guard.js');
    writeFileSync(slow, `setTimeout(() => require(${JSON.stringify(program)}), 1_200);`);
    const guard = new GuardProcess(new SystemTime(), silent, slow);
    await guard.start();
    const { off } = output('slow');
    expect(await (await guard.arm(off, 5_000)).disarm()).toBe(false);
    await guard.stop();
  });

  test('is armed, disarmed, and cuts what is late', async () => {
    const guard = new GuardProcess(new SystemTime(), silent, program);
    await guard.start();
    await guard.start();
    const { off, on } = output('process');
    const armed = await guard.arm(off, 5_000);
    expect(await armed.disarm()).toBe(false);
    expect(on()).toBe(true);
    const late = await guard.arm(off, 30);
    await until(() => !on());
    expect(await late.disarm()).toBe(true);
    await expect(guard.arm({ ...off, path: `${off.path}.no` }, 100)).rejects.toMatchObject({ code: 'lost' });
    await guard.stop();
    await guard.stop();
    await expect(guard.arm(off, 100)).rejects.toMatchObject({ code: 'lost' });
  });

  test.each(['SIGKILL', 'SIGTERM', 'block'] as const)('ends the pulse of a daemon that gets %s', async (how) => {
    const { path, on } = output(how);
    const daemon = await forkTypeScript('test/unit/hal-linux/processes/pulser.ts', [program, path, '400'], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [message] = (await once(daemon, 'message')) as [unknown];
    expect(message).toBe('armed');
    const from = Date.now();
    if (how === 'block') daemon.send('block');
    else daemon.kill(how);
    await until(() => !on());
    // Killed: at once; blocked: when the guard's time is over.
    const ms = Date.now() - from;
    if (how === 'block') expect(ms).toBeGreaterThan(250);
    expect(ms).toBeLessThan(2_000);
    daemon.kill('SIGKILL');
  });
});
