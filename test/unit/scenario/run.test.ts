import { formatProblems, parseScenario } from '../../../config/scenario/load';
import type { Scenario } from '../../../config/scenario/schema';
import { runScenario, type RunOptions, type ScenarioApi } from '../../../firmware/panel/scenario/run';

const PIN = '471100';

function scenario(...steps: string[]): Scenario {
  const text = ['title: T', 'about: A', 'steps:', ...steps.map((step) => `  - ${step}`)].join('\n');
  const result = parseScenario('t.yaml', text);
  if (!result.ok) throw new Error(formatProblems(result.problems));
  return result.scenario;
}

/** A locker of one compartment that is played: what it was told, in order, and answers that a test sets. */
function playedLocker() {
  const told: string[] = [];
  const compartment = { id: 'A1', number: 1, size: 'S', state: 'free', door: 'closed', parcels: [] as string[] };
  const locker = {
    told,
    compartment,
    screen: 'idle',
    lockedUntil: null as string | null,
    status: 'synchronized',
    faults: {} as Record<string, string>,
    events: [] as object[],
    /** Called at each post, after it was noted. */
    then: (_path: string, _body: Record<string, unknown>): void => undefined,
    refuse: null as string | null,
  };
  const answers = (path: string): unknown => {
    switch (path.split('?')[0]) {
      case '/sim/faults':
        return { faults: locker.faults, network: true };
      case '/state':
        return {
          time: { now: '2026-11-21T10:00:00.000Z', status: locker.status },
          terminal: { screen: locker.screen, lines: ['Welcome', '', '', ''], lockedUntil: locker.lockedUntil },
          compartments: [{ ...compartment }],
          sync: { link: 'online', pendingEvents: 0 },
        };
      case '/events':
        return { events: path.includes('last=') ? [] : locker.events };
      case '/demo/people':
        return [{ kind: 'courier', pin: '900001', qr: null }];
      case '/demo/messages':
        return [{ to: 'ann@example.com', parcel: 'p1', text: `PIN: ${PIN}`, pin: PIN, qr: 'LK1-X' }];
      default:
        throw new Error(`no answer for ${path}`);
    }
  };
  const api: ScenarioApi = {
    get: <T>(path: string) => Promise.resolve(answers(path) as T),
    post: <T>(path: string, body: object) => {
      told.push(`${path} ${JSON.stringify(body)}`);
      if (locker.refuse === path) return Promise.reject(new Error('the locker would not'));
      locker.then(path, body as Record<string, unknown>);
      return Promise.resolve((path === '/demo/parcels' ? { id: 'p1', label: 'L1' } : { ...compartment }) as T);
    },
  };
  return { locker, api };
}

/** Real time, without waiting. */
function options(more: Partial<RunOptions> = {}): RunOptions {
  let time = 0;
  return {
    patienceMs: 1_000,
    now: () => time,
    pause: (ms) => {
      time += ms;
      return Promise.resolve();
    },
    ...more,
  };
}

test('codes are typed by name; what is told of a step never holds one', async () => {
  const { locker, api } = playedLocker();
  const { ok, steps } = await runScenario(scenario('announce: { as: ann }', 'type: ann.pin'), api, options());
  expect(ok).toBe(true);
  expect(locker.told).toEqual([
    '/demo/parcels {"to":"ann@example.com","size":"M","accessible":false,"handover":false,"depositAllowed":false}',
    `/sim/keys {"keys":"${PIN.slice(0, 1)}"}`,
    `/sim/keys {"keys":"${PIN.slice(1)}"}`,
  ]);
  expect(steps.map(({ step, line, outcome }) => [line, step, outcome])).toEqual([
    [4, 'announce: { as: ann, size: M }', 'ok'],
    [5, 'type: ann.pin', 'ok'],
  ]);
});

test('where the display asks for the number of the door, it is typed first', async () => {
  const { locker, api } = playedLocker();
  locker.events = [{ seq: 1, type: 'door.opened', compartment: 'A1', parcel: 'p1' }];
  locker.then = (path) => {
    if (path === '/sim/keys') locker.screen = 'compartment-first';
  };
  await runScenario(scenario('announce: { as: ann }', 'type: ann.pin'), api, options());
  expect(locker.told.slice(1, 4)).toEqual([
    `/sim/keys {"keys":"${PIN.slice(0, 1)}"}`,
    '/sim/keys {"keys":"*1#"}',
    `/sim/keys {"keys":"${PIN}"}`,
  ]);
});

test('a wrong code is nobody’s, a slip is one digit beside', async () => {
  const { locker, api } = playedLocker();
  await runScenario(scenario('announce: { as: ann }', 'type: wrong', 'type: ann.mistyped'), api, options());
  const typed = locker.told.flatMap((call) => /keys":"(\d+)"/.exec(call)?.[1] ?? []).join('');
  const [wrong, slip] = [typed.slice(0, 6), typed.slice(6)];
  expect(wrong).toMatch(/^\d{6}$/);
  expect([PIN, '900001']).not.toContain(wrong);
  expect([slip.slice(0, 5), slip === PIN]).toEqual([PIN.slice(0, 5), false]);
});

test('an expectation waits; when it fails, what was found is told and the rest is skipped', async () => {
  const { locker, api } = playedLocker();
  let polls = 0;
  const patient = options({
    pause: () => {
      polls += 1;
      if (polls === 3) locker.screen = 'open';
      return Promise.resolve();
    },
  });
  expect((await runScenario(scenario('expect: { screen: open }'), api, patient)).ok).toBe(true);
  expect(polls).toBe(3);

  locker.screen = 'idle';
  const story = scenario("press: '1'", 'expect: { screen: open }', "press: '2'");
  const report = await runScenario(story, api, options());
  expect(report.steps.map(({ outcome }) => outcome)).toEqual(['ok', 'failed', 'skipped']);
  expect(report.steps[1]?.found).toBe('the screen is idle: Welcome');
  const going = await runScenario(story, api, options({ keepGoing: true }));
  expect(going.steps.map(({ outcome }) => outcome)).toEqual(['ok', 'failed', 'ok']);
  expect(going.ok).toBe(false);
});

test('each event is found once; times asks for exactly so many', async () => {
  const { locker, api } = playedLocker();
  const jam = (seq: number) => ({ seq, type: 'door.jammed', compartment: 'A1', parcel: 'p1' });
  locker.events = [jam(1), jam(2)];
  const jammed = 'expect: { event: door.jammed, compartment: A1 }';
  const twice = scenario(jammed, jammed, jammed, 'expect: { event: door.jammed, times: 2 }');
  const { steps } = await runScenario(twice, api, options({ keepGoing: true }));
  expect(steps.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'failed', 'ok']);
  expect(steps[2]?.found).toBe('the last events: door.jammed (A1), door.jammed (A1)');
});

test('a refusal of the locker fails the step with its words', async () => {
  const { locker, api } = playedLocker();
  locker.refuse = '/sim/power';
  const { steps, ok } = await runScenario(scenario('power: cut'), api, options());
  expect([ok, steps[0]?.found]).toEqual([false, 'the locker would not']);
});

test('a jump of the clock that was refused is not taken back', async () => {
  const { locker, api } = playedLocker();
  locker.refuse = '/sim/clock';
  const { ok } = await runScenario(scenario('clock: { step: -PT1H }'), api, options());
  expect([ok, locker.told]).toEqual([false, ['/sim/clock {"step":"-PT1H","trusted":true}']]);
});

test('the locker is put in order before and after, and compartments that were free are free again', async () => {
  const { locker, api } = playedLocker();
  locker.faults = { scanner: 'lost' };
  locker.status = 'untrusted';
  locker.lockedUntil = '2026-11-21T10:01:00.000Z';
  locker.then = (path, body) => {
    if (path === '/sim/faults') locker.faults = body['fault'] === 'none' ? {} : { [String(body['target'])]: 'jam' };
    if (path === '/sim/clock') [locker.status, locker.lockedUntil] = ['synchronized', null];
    if (path.endsWith('/verified-empty')) locker.compartment.state = 'free';
    if (path === '/sim/doors/A1') locker.compartment.state = 'unverified';
  };
  const story = scenario('fault: { door: A1, is: jam }', 'clock: { step: -PT1H }', 'open: A1');
  const { before, after, left } = await runScenario(story, api, options());
  expect(before).toEqual(['scanner: lost ended', 'clock vouched for again']);
  expect(after).toEqual(['door:A1: jam ended', 'A1: unverified, free again']);
  expect(left).toEqual([]);
  expect(locker.told).toContain('/sim/clock {"step":"PT1H","trusted":true}');

  const kept = await runScenario(scenario('open: A1'), api, options({ leave: true }));
  expect(kept.left).toEqual(['A1: free, now unverified']);
});

test('stopped half-way, the rest is skipped and order is made', async () => {
  const { locker, api } = playedLocker();
  const stop = new AbortController();
  locker.then = (path) => {
    if (path === '/sim/keys') stop.abort();
  };
  const { steps } = await runScenario(scenario("press: '1'", "press: '2'"), api, options({ signal: stop.signal }));
  expect(steps.map(({ outcome }) => outcome)).toEqual(['ok', 'skipped']);
});

test('whoever stops while a door springs open leaves no open door behind', async () => {
  const { locker, api } = playedLocker();
  const stop = new AbortController();
  locker.then = (path, { action }) => {
    if (path === '/sim/keys') {
      locker.compartment.state = 'opening';
      stop.abort();
    }
    if (path === '/sim/doors/A1' && action === 'close')
      Object.assign(locker.compartment, { state: 'free', door: 'closed' });
  };
  let looks = 0;
  const slow: ScenarioApi = {
    ...api,
    get: async <T>(path: string) => {
      // It takes its time to move.
      if (path === '/state' && locker.compartment.state === 'opening' && (looks += 1) > 3) {
        Object.assign(locker.compartment, { state: 'open', door: 'open' });
      }
      return api.get<T>(path);
    },
  };
  const { after } = await runScenario(scenario("press: '1'"), slow, options({ signal: stop.signal }));
  expect(looks).toBeGreaterThan(3);
  expect(after).toEqual(['A1 closed']);
  expect(locker.compartment.door).toBe('closed');
});

test('an expectation that somebody did not wait for has not failed', async () => {
  const { api } = playedLocker();
  const stop = new AbortController();
  const pause = (): Promise<void> => {
    stop.abort();
    return Promise.resolve();
  };
  const { ok, steps } = await runScenario(
    scenario("press: '1'", 'expect: { screen: open }'),
    api,
    options({ signal: stop.signal, pause }),
  );
  expect(steps.map(({ outcome, found }) => [outcome, found])).toEqual([
    ['ok', null],
    ['skipped', null],
  ]);
  expect([ok, stop.signal.aborted]).toEqual([false, true]);
});
