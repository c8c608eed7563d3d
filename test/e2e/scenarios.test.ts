import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatProblems, loadScenario, parseScenario } from '../../config/scenario/load';
import type { Scenario } from '../../config/scenario/schema';
import { runScenario, type ScenarioApi } from '../../firmware/panel/scenario/run';
import { Demo } from './demo';

const FOLDER = join(__dirname, '../../config/scenarios');
/** The machine may be busy. */
const PATIENCE_MS = 20_000;
jest.setTimeout(240_000);

const apiOf = (demo: Demo): ScenarioApi => ({
  get: (path) => demo.ok('GET', path),
  post: async <T>(path: string, body: object) => {
    const { status, body: answer } = await demo.call<T>('POST', path, body);
    if (status >= 300) throw new Error(`POST ${path}: ${status}`);
    return answer;
  },
});

/** What was not as it should be, one line each. */
async function faultsOf(scenario: Scenario, demo: Demo): Promise<string[]> {
  const { steps, left } = await runScenario(scenario, apiOf(demo), { patienceMs: PATIENCE_MS });
  const wrong = steps.filter(({ outcome }) => outcome === 'failed');
  return [...wrong.map(({ line, step, found }) => `line ${line}: ${step}: ${found}`), ...left];
}

let demo: Demo;
beforeAll(async () => {
  demo = new Demo();
  await demo.start();
});
afterAll(() => demo.remove());

test.each(readdirSync(FOLDER).filter((file) => file.endsWith('.yaml')))('%s', async (file) => {
  const result = loadScenario(join(FOLDER, file));
  if (!result.ok) throw new Error(formatProblems(result.problems));
  expect(await faultsOf(result.scenario, demo)).toEqual([]);
});

test('what somebody does is recorded without its codes, through a power cut, and runs green', async () => {
  const old = await demo.deposit({ to: 'old.friend@example.com', size: 'S' });
  await demo.ok('POST', '/sim/recording', { action: 'start' });
  const ann = await demo.deposit({ to: 'ann@example.com', size: 'M' });
  // Her finger slips: digits come back by *, and the PIN is typed key by key.
  for (const key of `9*${ann.message.pin}`) await demo.keys(key);
  await demo.untilScreen('open');
  await demo.ok('POST', '/sim/power', { action: 'cut' });
  await demo.hand(ann.compartment, 'close');
  await demo.until('doubt', async () => (await demo.compartment(ann.compartment)).state === 'unverified');
  const wrong = old.message.pin === '123123' ? '321321' : '123123';
  await demo.keys(wrong);
  await demo.untilScreen('refused');
  await demo.scan(old.message.qr ?? '');
  await demo.untilScreen('open');
  await demo.hand(old.compartment, 'close');
  await demo.untilScreen('closed');
  const { text } = await demo.ok<{ text: string }>('POST', '/sim/recording', { action: 'stop', title: 'Two pickups' });

  for (const { pin, qr } of await demo.messages()) {
    for (const code of [pin, qr?.slice(4)]) if (code !== undefined && code !== null) expect(text).not.toContain(code);
  }
  expect(text).not.toContain(wrong);
  for (const line of [
    'deposit: { as: old-friend, to: old.friend@example.com, size: S }',
    'announce: { as: ann, to: ann@example.com, size: M }',
    'badge: courier',
    'scan: ann.label',
    'type: ann.pin',
    'power: cut',
    'close: ann.door',
    'type: wrong',
    'scan: old-friend.qr',
    'expect: { event: parcel.collected, parcel: ann }',
  ]) {
    expect(text).toContain(`- ${line}\n`);
  }
  const result = parseScenario('recorded.yaml', text);
  if (!result.ok) throw new Error(formatProblems(result.problems));
  expect(await faultsOf(result.scenario, demo)).toEqual([]);
});

test('lockerctl writes down what is done until Ctrl-C, and plays it: a parcel that was announced before', async () => {
  const lockerctl = (...args: string[]) =>
    spawn(process.execPath, [join(__dirname, '../../dist/lockerctl.js'), '--socket', demo.socket, ...args], {
      cwd: demo.stateDir,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const { label } = await demo.ok<{ label: string }>('POST', '/demo/parcels', { to: 'ida@example.com', size: 'L' });
  const recording = lockerctl('sim', 'record', 'ida.yaml');
  const recorded = once(recording, 'exit');
  await once(recording.stdout, 'data');
  await demo.scan((await demo.courier()).qr);
  await demo.keys('1');
  await demo.scan(label);
  const { id } = await demo.until('an open door', async () =>
    (await demo.state()).compartments.find((one) => one.state === 'open'),
  );
  await demo.hand(id, 'close');
  await demo.untilScreen('deposit-confirm');
  await demo.keys('#**');
  await demo.until('the deposit', async () => (await demo.compartment(id)).state === 'occupied');
  recording.kill('SIGINT');
  expect(await recorded).toEqual([0, null]);

  const text = readFileSync(join(demo.stateDir, 'ida.yaml'), 'utf8');
  expect(text).toMatch(/- announce: \{ as: ida, to: ida@example\.com, size: L \}\n[^]*- scan: ida\.label\n/);
  const playing = lockerctl('sim', 'run', 'ida.yaml');
  let told = '';
  playing.stdout.on('data', (bytes: Buffer) => (told += bytes.toString()));
  const [code] = (await once(playing, 'exit')) as [number];
  expect([code, told]).toEqual([0, expect.stringContaining('all as expected')]);
});
