import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestOptions } from 'node:http';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectWorld, serveWorld } from '../../../hal/sim/remote';
import type { WorldHooks } from '../../../hal/sim/remote';
import { createSimHal } from '../../../hal/sim/sim-hal';
import { VirtualTime } from '../../../hal/sim/virtual-time';
import { World } from '../../../hal/sim/world';
import { forkTypeScript } from '../../contract/fork-typescript';

interface Message {
  readonly type: string;
  readonly minutes?: number;
  readonly log?: string[];
  readonly wall?: number;
  readonly monotonic?: number;
  readonly ports?: number[];
  readonly reply?: unknown;
  readonly code?: string;
}

const hour = 3_600_000;
let time: VirtualTime;
let world: World;
let running: ChildProcess[];

beforeEach(() => {
  time = new VirtualTime();
  world = new World({ compartments: ['A1'], travelMs: 300, time });
  world.start();
  running = [];
});

afterEach(async () => {
  for (const child of running) await end(child);
  world.stop();
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

function next(child: ChildProcess, type: string): Promise<Message> {
  return new Promise((resolve) => {
    const onMessage = (message: Message): void => {
      if (message.type !== type) return;
      child.off('message', onMessage);
      resolve(message);
    };
    child.on('message', onMessage);
  });
}

async function firmware(
  hooks: WorldHooks = {},
  addresses: string[] = [],
): Promise<{ child: ChildProcess; ports: number[] }> {
  const env = { ...process.env, LOCKERD_WORLD: 'ipc' };
  const child = await forkTypeScript('test/unit/hal-sim/processes/firmware.ts', addresses, { env });
  running.push(child);
  const ready = next(child, 'ready');
  serveWorld(child, world, hooks);
  return { child, ports: (await ready).ports ?? [] };
}

function ask(child: ChildProcess, message: object, answer: string): Promise<Message> {
  const reply = next(child, answer);
  child.send(message);
  return reply;
}

describe('time in two processes', () => {
  it('takes three days with a timer each minute in seconds, in order and in step', async () => {
    const { child } = await firmware();
    const started = performance.now();
    await world.clock({ advance: 73 * hour });
    expect(performance.now() - started).toBeLessThan(3_000);

    const report = await ask(child, { type: 'report' }, 'report');
    expect(report.minutes).toBe(73 * 60);
    const begin = 60_000;
    expect(report.log).toEqual([`released @${begin}`, `open @${begin + 300}`, `debounced open @${begin + 350}`]);
    expect((await world.inspect()).display[0]).toBe(`${73 * 60} minutes`);
    expect(Math.abs((report.monotonic ?? 0) - time.monotonic())).toBeLessThan(1_000);
    expect(Math.abs((report.wall ?? 0) - time.wall())).toBeLessThan(1_000);
    expect(time.offsets()).toEqual({ wall: 73 * hour, monotonic: 73 * hour, trusted: true });
  });

  it('gives a firmware that starts later the same time, and steps it', async () => {
    await world.clock({ advance: hour });
    const { child } = await firmware();
    await world.clock({ step: -10 * hour, trusted: false });
    const report = await ask(child, { type: 'report' }, 'report');
    expect(report.log).toEqual(['untrusted step']);
    expect(Math.abs((report.wall ?? 0) - (Date.now() - 9 * hour))).toBeLessThan(2_000);
    expect(Math.abs((report.monotonic ?? 0) - time.monotonic())).toBeLessThan(1_000);
  });

  it('changes for a firmware that is just connecting, after it has its offsets', async () => {
    await world.clock({ advance: hour });
    const join = world.clocks.join.bind(world.clocks);
    let passing = Promise.resolve();
    jest.spyOn(world.clocks, 'join').mockImplementation(async (follower) => {
      const offsets = await join(follower);
      passing = world.clock({ advance: hour });
      // The world asks the firmware to hold before it has answered the greeting.
      await new Promise((resolve) => setImmediate(resolve));
      return offsets;
    });
    const { child } = await firmware();
    await passing;
    const report = await ask(child, { type: 'report' }, 'report');
    expect(Math.abs((report.monotonic ?? 0) - time.monotonic())).toBeLessThan(1_000);
    expect(Math.abs((report.wall ?? 0) - (Date.now() + 2 * hour))).toBeLessThan(2_000);
  });

  it('passes without a firmware that is killed meanwhile', async () => {
    const { child } = await firmware();
    const passing = world.clock({ advance: 1_000 * hour });
    await end(child);
    await passing;
    expect(time.offsets().monotonic).toBe(1_000 * hour);
  });
});

describe('power cut', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lockerd-power-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function post(options: RequestOptions): Promise<string> {
    return new Promise((resolve, reject) => {
      const call = request({ ...options, method: 'POST', path: '/cut', agent: false }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        response.on('end', () => resolve(`${response.statusCode} ${body}`));
      });
      call.on('error', reject).end('{"action":"cut"}');
    });
  }

  it.each(['tcp', 'unix'])(
    "hands the caller's connection over (%s) and answers when the locker is back",
    async (kind) => {
      const path = join(folder, 'lockerd.sock');
      const killed: ChildProcess[] = [];
      const hooks: WorldHooks = {
        powerCut: (connection) => {
          void (async () => {
            await end(killed[0] as ChildProcess);
            await firmware();
            connection?.end(
              'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
            );
          })();
        },
      };
      const { child, ports } = await firmware(hooks, [kind === 'tcp' ? '0' : path]);
      killed.push(child);
      await expect(post(kind === 'tcp' ? { port: ports[0] ?? 0 } : { socketPath: path })).resolves.toBe('200 {}');
      expect(child.signalCode).toBe('SIGKILL');
      expect(running).toHaveLength(2);
    },
  );
});

describe('the channel', () => {
  it('carries requests for the back office', async () => {
    const { child } = await firmware({ relay: async ({ path, body }) => ({ status: 201, body: { path, body } }) });
    const answer = await ask(
      child,
      { type: 'relay', request: { method: 'POST', path: '/parcels', body: { size: 'S' } } },
      'reply',
    );
    expect(answer.reply).toEqual({ status: 201, body: { path: '/parcels', body: { size: 'S' } } });
  });

  it('does not keep a firmware alive that has stopped', async () => {
    const { child } = await firmware();
    const exit = once(child, 'exit');
    child.send({ type: 'stop' });
    expect(await exit).toEqual([0, null]);
  });

  it('tells an orphaned firmware, which ends by itself', async () => {
    const { child } = await firmware();
    const exit = once(child, 'exit');
    child.disconnect();
    expect(await exit).toEqual([0, null]);
  });

  it('ends calls under way with HalError when the world is gone', async () => {
    const child = await forkTypeScript('test/contract/processes/world.ts');
    running.push(child);
    const made = next(child, 'made');
    child.send({ type: 'new-world', compartments: ['A1'] });
    await made;
    const { link, time: own, onOrphaned } = await connectWorld(child);
    const { hal } = createSimHal({ columns: 20, rows: 4, compartments: ['A1'] }, link, own);
    await hal.start();
    let orphaned = 0;
    onOrphaned(() => (orphaned += 1));
    child.kill('SIGSTOP');
    const release = hal.locks
      .get('A1')
      ?.release()
      .catch((error: unknown) => error);
    await end(child);
    expect(await release).toMatchObject({ name: 'HalError', code: 'lost' });
    expect(orphaned).toBe(1);
    onOrphaned(() => (orphaned += 1));
    await expect(hal.display?.show(['x'])).rejects.toMatchObject({ name: 'HalError', code: 'lost', device: 'display' });
    expect(orphaned).toBe(2);
    await hal.stop();
  });
});
