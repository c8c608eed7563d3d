import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simLocker } from './sim-locker';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockerd-world-'));
  file = join(folder, 'world.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('keeps doors, faults, releases and clocks across a restart', async () => {
  const before = await simLocker(file);
  await before.sim.hand('A2', 'open');
  await before.lock.release();
  await before.sim.fault('scanner', 'garbled');
  await before.sim.clock({ advance: 73 * 3_600_000 });
  await before.sim.clock({ step: -3_600_000, trusted: false });
  const wall = before.time.wall();
  before.world.stop();

  const after = await simLocker(file);
  const view = await after.world.inspect();
  expect(view.doors).toEqual({
    A1: { state: 'open', contact: 'open', releases: 1 },
    A2: { state: 'open', contact: 'open', releases: 0 },
  });
  expect(view.faults).toEqual({ scanner: 'garbled' });
  expect([after.time.wall(), after.time.synchronized()]).toEqual([wall, false]);
});

it('lets a door that was travelling go on', async () => {
  const before = await simLocker(file);
  await before.lock.release();
  await before.time.advance(100);
  before.world.stop();
  await before.time.advance(10_000);
  expect(before.log).toEqual([]);

  const after = await simLocker(file);
  const start = after.time.monotonic();
  await after.time.advance(199);
  expect(await after.contact.read()).toBe('closed');
  await after.time.advance(1);
  expect(after.log).toEqual([`A1 open @${start + 200}`]);
});

it('goes on in the same process, too', async () => {
  const { world, lock, time, log } = await simLocker();
  await lock.release();
  world.stop();
  world.stop();
  await time.advance(10_000);
  world.start();
  await time.advance(1_000);
  expect(log).toEqual(['A1 open @10300']);
});

it('saves by itself what changed, whole, once per turn', async () => {
  const { lock, sim } = await simLocker(file);
  await lock.release();
  await sim.fault('keypad', 'lost');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    doors: { A1: { state: 'travelling', remainingMs: 300, releases: 1 } },
    faults: { keypad: 'lost' },
  });
  expect(readdirSync(folder)).toEqual(['world.json']);
});

it('ignores what the file says of compartments that are no longer there', async () => {
  const { sim, world } = await simLocker(file);
  await sim.hand('A1', 'open');
  world.stop();
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replaceAll('"A2"', '"Z9"').replace('"faults": {}', '"faults": {"door:Z9": "jam"}'),
  );
  const after = await (await simLocker(file)).world.inspect();
  expect(after.doors).toMatchObject({ A1: { state: 'open' }, A2: { state: 'closed' } });
  expect(after.faults).toEqual({});
});

it('refuses a file that holds something else', async () => {
  writeFileSync(file, '{"v":1,"doors":[]}');
  await expect(simLocker(file)).rejects.toMatchObject({
    name: 'HalError',
    code: 'config',
    message: expect.stringContaining(file) as string,
  });
});

it('warns and goes on when it can not save', async () => {
  const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const { sim, contact } = await simLocker(join(folder, 'missing', 'world.json'));
  await sim.hand('A1', 'open');
  expect(await contact.read()).toBe('open');
  expect(warning).toHaveBeenCalledWith(expect.objectContaining({ code: 'lost' }));
  warning.mockRestore();
});

describe('clocks', () => {
  it('pass together for doors and firmware', async () => {
    const { sim, time, lock, log } = await simLocker();
    time.after(100, () => void lock.release());
    time.after(400, () => log.push('timer @400'));
    time.after(500, () => log.push('timer @500'));
    await sim.clock({ advance: 1_000 });
    expect(log.sort()).toEqual(['A1 open @400', 'timer @400', 'timer @500']);
  });

  it('do not take the clock chip along when the wall clock is set', async () => {
    const { sim, hal, time } = await simLocker();
    const wall = time.wall();
    await sim.clock({ step: 5_000, trusted: true });
    expect(time.wall()).toBe(wall + 5_000);
    expect((await hal.rtc?.read())?.time).toBe(wall);
    await sim.clock({ advance: 1_000 });
    expect((await hal.rtc?.read())?.time).toBe(wall + 1_000);
  });

  it('refuse to run backwards', async () => {
    const { sim } = await simLocker();
    await expect(sim.clock({ advance: -1 })).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('change one after the other, and tell who wants to know', async () => {
    const { sim, world, time } = await simLocker();
    const told: number[] = [];
    world.clocks.onChange(({ wall }) => told.push(wall));
    const wall = time.wall();
    await Promise.all([
      sim.clock({ advance: 1_000 }),
      sim.clock({ step: 10, trusted: true }),
      sim.clock({ advance: 100 }),
    ]);
    expect(told).toEqual([1_000, 1_010, 1_110]);
    expect(time.wall()).toBe(wall + 1_110);
  });
});

it('has dealt with a key when the call settles, and with what it set off', async () => {
  const { sim, hal, log } = await simLocker();
  hal.keypad?.onKey((key) => {
    void (async () => {
      await hal.display?.show([key]);
      await hal.beeper?.beep('key');
      await hal.locks.get('A1')?.release();
      log.push(`done ${key}`);
    })();
  });
  await sim.keys(['1', '2']);
  expect(log).toEqual(['key 1', 'done 1', 'key 2', 'done 2']);
});

it('stands alone: no back office, nobody to switch the power on', async () => {
  const { sim } = await simLocker();
  expect([sim.relay, sim.powerCut]).toEqual([null, null]);
});
