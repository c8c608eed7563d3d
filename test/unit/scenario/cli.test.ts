import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CliIo } from '../../../firmware/cli/io';
import { lockerctl } from '../../helpers/lockerctl';
import { panelRig, type Rig } from '../../integration/panel-rig';

const folder = mkdtempSync(join(tmpdir(), 'scenario-cli-'));
let rig: Rig;
beforeAll(async () => {
  rig = await panelRig({ scenarios: join(__dirname, '../../../config/scenarios') });
});
afterAll(async () => {
  await rig.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ctl = (args: readonly string[], io?: Partial<CliIo>) =>
  lockerctl(['--socket', rig.socketFile, 'sim', ...args], { cwd: folder, ...io });

test('the list names what there is, and each can be had with its steps', async () => {
  const { code, out } = await ctl(['scenarios']);
  expect([code, out]).toEqual([0, expect.stringMatching(/^first-pickup +\d+ +The first pickup$/m)]);
  const one = (await rig.unix('GET', '/api/v1/sim/scenarios/first-pickup')).json();
  expect(one).toMatchObject({ name: 'first-pickup', problems: '', scenario: { title: 'The first pickup' } });
  expect((await rig.unix('GET', '/api/v1/sim/scenarios/..%2f..%2fsim')).status).toBe(404);
  const own = await rig.unix('POST', '/api/v1/sim/scenarios/check', { body: { text: 'title: x' } });
  expect(own.json()).toMatchObject({
    scenario: null,
    problems: expect.stringContaining('steps: is missing') as string,
  });
});

test('a file of one’s own is played, step by step; what it may not do ends with exit code 1', async () => {
  const steps = "\n  - say: Hello.\n    press: '1'\n  - expect: { screen: idle }\n";
  writeFileSync(join(folder, 'own.yaml'), `title: My own\nabout: x\nsteps:${steps}`);
  const { code, out } = await ctl(['run', 'own.yaml']);
  expect(code).toBe(0);
  expect(out).toContain('My own\n\n  Hello.\n   4  ok press: 1\n   6  ok expect: { screen: idle }\n');
  expect(rig.asked).toContainEqual(['keys', '1']);
  const report = JSON.parse((await ctl(['run', '--json', 'own.yaml'])).out) as { steps: unknown[] };
  expect(report.steps[0]).toEqual({ line: 4, say: 'Hello.', step: 'press: 1', outcome: 'ok', found: null });

  writeFileSync(join(folder, 'bad.yaml'), 'title: x\nabout: x\nsteps:\n  - close: A7\n  - waits: PT6S\n');
  const bad = await ctl(['run', 'bad.yaml']);
  expect(bad.code).toBe(1);
  expect(bad.err).toContain('bad.yaml:5:5: steps[1].waits: unknown field; did you mean "wait"?');
  const told: unknown = JSON.parse((await ctl(['run', '--json', 'bad.yaml'])).out);
  expect(told).toMatchObject({ ok: false, problems: [{ file: 'bad.yaml', line: 5, path: 'steps[1].waits' }] });
  writeFileSync(join(folder, 'hand.yaml'), 'title: x\nabout: x\nsteps:\n  - open: A7\n');
  const refused = await ctl(['run', 'hand.yaml']);
  expect([refused.code, refused.out]).toEqual([
    1,
    expect.stringContaining('NO open: A7\n         there is no compartment A7: there are A1, A2'),
  ]);
  expect((await ctl(['run', 'nothing-like-that'])).err).toContain('no such scenario');
});

const running = async (): Promise<boolean> =>
  ((await rig.unix('GET', '/api/v1/sim/recording')).json() as { recording: boolean }).recording;
const passes = (duration: string) => rig.unix('POST', '/api/v1/sim/clock', { body: { advance: duration } });

/** From when it is under way. */
function record(args: readonly string[], meanwhile: () => Promise<unknown>): ReturnType<typeof ctl> {
  const stop = new AbortController();
  const out = (text: string): void => {
    if (text.startsWith('recording')) void meanwhile().finally(() => stop.abort());
  };
  return ctl(['record', ...args], { signal: stop.signal, out });
}

test('a recording ends with Ctrl-C and is a file; one that is there is not written over', async () => {
  const stop = new AbortController();
  const recording = ctl(['record', 'mine.yaml', '--title', 'Mine'], { signal: stop.signal });
  while (!(await running())) await new Promise((next) => setImmediate(next));
  await passes('PT6S');
  stop.abort();
  expect((await recording).code).toBe(0);
  expect(readFileSync(join(folder, 'mine.yaml'), 'utf8')).toMatch(/^title: Mine\n.*- wait: PT6S\n/s);
  expect(await running()).toBe(false);
  expect(await ctl(['record', 'mine.yaml'])).toMatchObject({ code: 1, err: 'lockerctl: mine.yaml is there already\n' });
  expect((await rig.unix('POST', '/api/v1/sim/recording', { body: { action: 'stop' } })).status).toBe(409);
  // What can't be kept at the end is not begun.
  expect(await ctl(['record', 'coded.yaml', '--title', '123456'])).toMatchObject({ code: 1, out: '' });
  expect(existsSync(join(folder, 'coded.yaml'))).toBe(false);
  expect((await ctl(['record', 'nowhere/x.yaml'])).err).toMatch(/^lockerctl: nowhere\/x\.yaml can't be written: /);
  expect(await running()).toBe(false);
});

test('what somebody else is recording is thrown away only when that is asked for', async () => {
  await rig.unix('POST', '/api/v1/sim/recording', { body: { action: 'start' } });
  await passes('PT1H');
  const { code, err } = await ctl(['record', 'other.yaml']);
  expect([code, err]).toEqual([1, expect.stringContaining('is being recorded already')]);
  expect(existsSync(join(folder, 'other.yaml'))).toBe(false);

  expect((await record(['other.yaml', '--anew'], () => passes('PT2H'))).code).toBe(0);
  const text = readFileSync(join(folder, 'other.yaml'), 'utf8');
  expect(text).toContain('wait: PT2H');
  expect(text).not.toContain('PT1H');
});

test('a recording that cannot be had at the end leaves no empty file in its place', async () => {
  const stopElsewhere = () => rig.unix('POST', '/api/v1/sim/recording', { body: { action: 'stop' } });
  const { code, err } = await record(['lost.yaml'], stopElsewhere);
  expect([code, err]).toEqual([1, 'lockerctl: nothing is being recorded\n']);
  expect(existsSync(join(folder, 'lost.yaml'))).toBe(false);
});
