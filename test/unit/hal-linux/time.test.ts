import { RtcKeeper } from '../../../hal/linux/rtc-keeper';
import { SystemTime } from '../../../hal/linux/system-time';
import { silent } from '../../../hal/log';
import { VirtualTime } from '../../../hal/sim/virtual-time';

describe('the system’s time', () => {
  test('is vouched for by the network, or by a clock chip until then', async () => {
    let ntp = false;
    const time = new SystemTime(async () => ntp);
    const steps: boolean[] = [];
    time.onStep(() => steps.push(time.synchronized()));
    await time.start();
    await time.start();
    expect(time.synchronized()).toBe(false);
    expect(Math.abs(time.wall() - Date.now())).toBeLessThan(100);

    const chip = Date.now() - 90 * 24 * 3_600_000;
    time.trust(chip);
    expect(steps).toEqual([true]);
    expect([time.synchronized(), time.byNetwork()]).toEqual([true, false]);
    expect(time.wall() - chip).toBeLessThan(1_000);
    time.stop();

    ntp = true;
    await time.start();
    expect([time.synchronized(), time.byNetwork()]).toEqual([true, true]);
    expect(Math.abs(time.wall() - Date.now())).toBeLessThan(100);
    expect(steps).toEqual([true, true]);
    time.stop();
    time.stop();
  });

  test('timers: once, not early, cancelled, far ahead', async () => {
    const time = new SystemTime(async () => false);
    const from = time.monotonic();
    await new Promise<void>((resolve) => void time.after(20, resolve));
    expect(time.monotonic() - from).toBeGreaterThanOrEqual(20);
    const run = jest.fn();
    time.after(1, run)();
    const cancel = time.after(3_000_000_000, run);
    await new Promise<void>((resolve) => void time.after(5, resolve));
    cancel();
    expect(run).not.toHaveBeenCalled();
  });
});

describe('the clock chip', () => {
  function rig(chip: { time: number; valid: boolean }) {
    const time = new VirtualTime({ frozen: true });
    const written: number[] = [];
    const trusted: number[] = [];
    const clock = { network: false, byNetwork: () => clock.network, trust: (at: number) => void trusted.push(at) };
    const rtc = { read: async () => chip, write: async (at: number) => void written.push(at) };
    return { time, written, trusted, clock, keeper: new RtcKeeper(rtc, clock, time, silent) };
  }

  test('is believed at start when it never stopped', async () => {
    const good = rig({ time: 42, valid: true });
    await good.keeper.start();
    expect([good.trusted, good.written]).toEqual([[42], []]);
    const bad = rig({ time: 42, valid: false });
    await bad.keeper.start();
    expect([bad.trusted, bad.written]).toEqual([[], []]);
    good.keeper.stop();
    bad.keeper.stop();
  });

  test('is set by the network’s time when it differs, now and every day', async () => {
    const { time, written, clock, keeper } = rig({ time: 42, valid: true });
    await keeper.start();
    clock.network = true;
    time.step(0, true);
    await time.advance(0);
    expect(written).toEqual([time.wall()]);
    await time.advance(24 * 3_600_000);
    expect(written).toHaveLength(2);
    keeper.stop();
    await time.advance(48 * 3_600_000);
    expect(written).toHaveLength(2);
  });

  test('that can’t be read keeps nothing from starting', async () => {
    const { time, clock } = rig({ time: 0, valid: true });
    const broken = { read: () => Promise.reject(new Error('gone')), write: () => Promise.reject(new Error('gone')) };
    const keeper = new RtcKeeper(broken, clock, time, silent);
    clock.network = true;
    await keeper.start();
    keeper.stop();
  });
});
