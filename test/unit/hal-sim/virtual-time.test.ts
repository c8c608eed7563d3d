import { VirtualTime } from '../../../hal/sim/virtual-time';

const noon = Date.UTC(2026, 10, 21, 12);
const hour = 3_600_000;

describe('frozen time', () => {
  let time: VirtualTime;
  let log: string[];
  const note = (text: string) => () => void log.push(`${text}@${time.monotonic()}`);

  beforeEach(() => {
    time = new VirtualTime({ frozen: true, wall: noon });
    log = [];
  });

  it('stands still', async () => {
    time.after(0, note('due'));
    await new Promise((resolve) => setImmediate(resolve));
    expect([time.wall(), time.monotonic(), log]).toEqual([noon, 0, []]);
  });

  it('runs timers in the order they are due, of the same time the oldest first', async () => {
    time.after(30, note('c'));
    time.after(10, note('a'));
    time.after(30, note('d'));
    time.after(20, note('b'));
    await time.advance(30);
    expect(log).toEqual(['a@10', 'b@20', 'c@30', 'd@30']);
    expect(time.wall()).toBe(noon + 30);
  });

  it('runs timers that are made meanwhile, each at its own time', async () => {
    const tick = () => {
      note('tick')();
      time.after(10, tick);
    };
    time.after(10, tick);
    await time.advance(35);
    expect(log).toEqual(['tick@10', 'tick@20', 'tick@30']);
    expect(time.monotonic()).toBe(35);
    expect(time.nextDue()).toBe(40);
  });

  it('never runs a timer that was taken away, even by one due at the same time', async () => {
    time.after(10, () => cancel());
    const cancel = time.after(10, note('gone'));
    await time.advance(10);
    cancel();
    expect(log).toEqual([]);
  });

  it('waits after each timer until what it started has settled', async () => {
    time.settle = async () => {
      await Promise.resolve();
      log.push('settled');
    };
    time.after(10, note('a'));
    time.after(20, note('b'));
    await time.advanceTo(20);
    expect(log).toEqual(['a@10', 'settled', 'b@20', 'settled']);
  });

  it('goes on after a timer that threw and throws at the end', async () => {
    time.after(10, () => {
      throw new Error('broken');
    });
    time.after(20, note('b'));
    await expect(time.advance(30)).rejects.toThrow('broken');
    expect(log).toEqual(['b@20']);
    expect(time.monotonic()).toBe(30);
  });

  it('runs an overdue timer without going back', async () => {
    time.after(10, note('a'));
    await time.advance(50);
    time.after(-5, note('b'));
    await time.advanceTo(20);
    expect(log).toEqual(['a@10']);
    await time.advanceTo(60);
    expect(log).toEqual(['a@10', 'b@50']);
  });

  it('does not run backwards', async () => {
    await expect(time.advance(-1)).rejects.toThrow(RangeError);
  });

  it('steps the wall clock alone and says so', () => {
    const steps: number[] = [];
    time.onStep(() => steps.push(time.wall()));
    time.step(-hour, false);
    expect([time.wall(), time.monotonic(), time.synchronized()]).toEqual([noon - hour, 0, false]);
    time.step(0, true);
    expect(time.synchronized()).toBe(true);
    expect(steps).toEqual([noon - hour, noon - hour]);
  });

  it('takes up saved offsets', async () => {
    await time.advance(72 * hour);
    time.step(-hour, false);
    const later = new VirtualTime({ frozen: true, wall: noon });
    later.setOffsets(time.offsets());
    expect([later.wall(), later.monotonic(), later.synchronized()]).toEqual([noon + 71 * hour, 72 * hour, false]);
  });
});

describe('time driven by the machine', () => {
  it('runs, and fires timers by itself', async () => {
    const time = new VirtualTime();
    const start = time.monotonic();
    await new Promise<void>((resolve) => void time.after(5, resolve));
    expect(time.monotonic() - start).toBeGreaterThanOrEqual(5);
    expect(Math.abs(time.wall() - Date.now())).toBeLessThan(100);
    expect(time.nextDue()).toBeNull();
  });

  it('fires nothing while it is held and goes on afterwards, exactly as far ahead as told', async () => {
    const time = new VirtualTime();
    const fired: number[] = [];
    const start = time.hold();
    time.after(0, () => fired.push(time.monotonic()));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([fired, time.monotonic()]).toEqual([[], start]);
    await time.advanceTo(start + 0.5);
    expect(fired).toEqual([start]);
    time.resume(hour);
    expect(time.offsets()).toEqual({ wall: hour, monotonic: hour, trusted: true });
    expect(time.monotonic()).toBeGreaterThanOrEqual(start + hour);
  });

  it('takes days in no time and never finds a timer too early', async () => {
    const time = new VirtualTime();
    const begin = time.monotonic();
    let last = begin;
    let early = 0;
    let ticks = 0;
    const tick = () => {
      ticks += 1;
      if (time.monotonic() - last < 60_000) early += 1;
      last = time.monotonic();
      time.after(60_000, tick);
    };
    const cancelLast = time.after(60_000, tick);
    await time.advance(73 * hour);
    expect([ticks, early]).toEqual([73 * 60, 0]);
    cancelLast();
    expect(time.offsets().wall).toBe(73 * hour);
    // The timer that is left would keep Jest waiting.
    time.hold();
  });

  it('does not fire a delay longer than setTimeout takes at once', async () => {
    const time = new VirtualTime();
    let fired = false;
    const cancel = time.after(90 * 24 * hour, () => (fired = true));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(fired).toBe(false);
    cancel();
  });

  it('must be held to be advanced to a moment', async () => {
    await expect(new VirtualTime().advanceTo(1)).rejects.toThrow('held');
  });
});
