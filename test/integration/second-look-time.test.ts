import { someTurns } from '../../hal/sim/virtual-time';
import { pinVerifier } from '../../firmware/access/codes';
import { HOUR, Rig, SITE_KEY, START } from '../helpers/rig';

const LABEL = '00340434161094021501';
const PIN = '123456';
const TEMP_PIN = '777777';
const MINUTE = 60_000;

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

const iso = (ms: number) => new Date(ms).toISOString();

/** The wall clock jumps. */
async function step(ms: number, trusted: boolean): Promise<void> {
  rig.time.step(ms, trusted);
  await someTurns();
}

/** A courier for one hour. */
function hireForAnHour(end: number): void {
  rig.grant('temp', { kind: 'courier', person: 'c9', pin: TEMP_PIN, notAfter: iso(end) });
  rig.publish();
}

async function tryCode(pin: string): Promise<string> {
  await rig.keys(pin);
  const screen = rig.screen();
  await rig.advance(5_000);
  return screen;
}

const refusedAsExpired = () =>
  expect(rig.events().findLast(({ type }) => type !== 'session.ended')).toMatchObject({
    type: 'access.refused',
    reason: 'expired',
  });

/** Half a minute before the sweep comes round again: only the question itself can know that this has ended. */
const BETWEEN_SWEEPS = START + HOUR + 30_000;

async function until(at: number): Promise<void> {
  await rig.advance(at - rig.time.wall());
}

describe('nobody vouches for the time any more', () => {
  test('a badge that had ended seconds before stays ended, and nobody has tried it', async () => {
    hireForAnHour(BETWEEN_SWEEPS);
    await until(BETWEEN_SWEEPS + 1_000);
    await step(-5 * HOUR, false);
    expect(rig.locker.clock.status()).toBe('untrusted');
    expect(await tryCode(TEMP_PIN)).toBe('refused');
    refusedAsExpired();
  });

  test("so does a parcel's code whose own end has come", async () => {
    const place = await rig.deposit({ id: 'p1', label: LABEL });
    rig.grant('g1', { kind: 'pickup', parcel: 'p1', pin: PIN, notAfter: iso(BETWEEN_SWEEPS) });
    rig.publish();
    await until(BETWEEN_SWEEPS + 1_000);
    await step(-5 * HOUR, false);
    expect(await tryCode(PIN)).toBe('refused');
    refusedAsExpired();
    expect(await rig.pulses(place)).toBe(1);
  });

  test('a power cut on top, and still no time from the network: ended', async () => {
    hireForAnHour(BETWEEN_SWEEPS);
    await until(BETWEEN_SWEEPS + 1_000);
    await step(-5 * HOUR, false);
    await rig.cut();
    expect(rig.locker.clock.status()).toBe('untrusted');
    expect(await tryCode(TEMP_PIN)).toBe('refused');
    refusedAsExpired();
  });

  test('what the sweep has seen ended survives the power cut in which the time is lost', async () => {
    hireForAnHour(BETWEEN_SWEEPS);
    // Less than the ten minutes after which the last good time is written down.
    await until(BETWEEN_SWEEPS + MINUTE);
    rig.bury();
    rig.time.step(-5 * HOUR, false);
    await rig.boot();
    expect(rig.locker.clock.status()).toBe('untrusted');
    expect(await tryCode(TEMP_PIN)).toBe('refused');
    refusedAsExpired();
  });

  test.each([
    ['a badge', true],
    ['a window', false],
  ])('%s of which somebody was told that it has ended does not come back with the power', async (_name, badge) => {
    if (badge) hireForAnHour(BETWEEN_SWEEPS);
    else await rig.stored({ id: 'p1', label: LABEL, windowHours: 1 }, PIN);
    await until(badge ? BETWEEN_SWEEPS + 1_000 : (rig.locker.store.parcels.get('p1')?.expires_at ?? 0) + 1_000);
    expect(await tryCode(badge ? TEMP_PIN : PIN)).toBe('refused');
    rig.bury();
    rig.time.step(-5 * HOUR, false);
    await rig.boot();
    expect(rig.locker.clock.status()).toBe('untrusted');
    expect(await tryCode(badge ? TEMP_PIN : PIN)).toBe('refused');
    refusedAsExpired();
  });

  test('nor does a badge that ended while its courier was at the terminal', async () => {
    hireForAnHour(BETWEEN_SWEEPS);
    await until(BETWEEN_SWEEPS - 5_000);
    await rig.keys(TEMP_PIN);
    expect(rig.screen()).toBe('courier-menu');
    await rig.advance(6_000);
    await rig.keys('1');
    expect(rig.screen()).toBe('refused');
    refusedAsExpired();
    rig.bury();
    rig.time.step(-5 * HOUR, false);
    await rig.boot();
    expect(await tryCode(TEMP_PIN)).toBe('refused');
    refusedAsExpired();
  });

  test('what has not ended goes on', async () => {
    hireForAnHour(BETWEEN_SWEEPS);
    await until(START + HOUR / 2);
    await step(-5 * HOUR, false);
    expect(await tryCode(TEMP_PIN)).toBe('courier-menu');
    await rig.keys('0');
    await rig.cut();
    expect(await tryCode(TEMP_PIN)).toBe('courier-menu');
  });
});

describe('somebody corrects the clock by two minutes, back', () => {
  test('a window that had ended, and whose recipient was told so, stays ended', async () => {
    await rig.stored({ id: 'p1', label: LABEL }, PIN);
    const end = rig.locker.store.parcels.get('p1')?.expires_at ?? 0;
    await until(end + 1);
    expect(await tryCode(PIN)).toBe('refused');
    expect(rig.types()).toContain('parcel.expired');
    await step(-2 * MINUTE, true);
    expect(rig.locker.clock.status()).toBe('synchronized');
    expect(await tryCode(PIN)).toBe('refused');
    refusedAsExpired();
  });

  test('also when nobody had tried', async () => {
    const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
    const end = rig.locker.store.parcels.get('p1')?.expires_at ?? 0;
    await until(end + 1);
    await step(-2 * MINUTE, true);
    expect(rig.compartment(place).state).toBe('expired');
    expect(await tryCode(PIN)).toBe('refused');
    refusedAsExpired();
    await rig.advance(5 * MINUTE);
    expect(rig.types().filter((type) => type === 'parcel.expired')).toHaveLength(1);
  });

  test.each([
    ['was tried', true],
    ['was not tried', false],
  ])('a badge that had ended and %s stays ended', async (_name, tried) => {
    hireForAnHour(BETWEEN_SWEEPS);
    await until(BETWEEN_SWEEPS + 1_000);
    if (tried) expect(await tryCode(TEMP_PIN)).toBe('refused');
    await step(-2 * MINUTE, true);
    expect(await tryCode(TEMP_PIN)).toBe('refused');
    refusedAsExpired();
  });

  test('also while the machine is off, after a clean stop right behind the end', async () => {
    const place = await rig.stored({ id: 'p1', label: LABEL, windowHours: 1 }, PIN);
    const end = rig.locker.store.parcels.get('p1')?.expires_at ?? 0;
    hireForAnHour(end);
    await until(end + 1);
    await rig.locker.halt();
    rig.bury();
    await step(-10 * MINUTE, true);
    await rig.boot();
    expect(rig.locker.clock.status()).toBe('synchronized');
    expect(rig.compartment(place).state).toBe('expired');
    expect(await tryCode(TEMP_PIN)).toBe('refused');
    expect(await tryCode(PIN)).toBe('refused');
    refusedAsExpired();
  });

  test('what had not ended is not hurried', async () => {
    const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
    const end = rig.locker.store.parcels.get('p1')?.expires_at ?? 0;
    await until(end - MINUTE);
    await step(-2 * MINUTE, true);
    expect(rig.compartment(place).state).toBe('occupied');
    expect(await tryCode(PIN)).toBe('opening');
  });
});

test('deposited while the time was unknown, switched off and on with the right time: the window starts then', async () => {
  rig.announce({ id: 'p1', label: LABEL });
  rig.grant('g1', { kind: 'pickup', parcel: 'p1', pin: PIN });
  await step(-5 * HOUR, false);
  const place = await rig.deposit({ id: 'p1', label: LABEL });
  expect(rig.locker.clock.status()).toBe('untrusted');
  expect(rig.compartment(place)).toMatchObject({ state: 'occupied', expiresAt: null });
  rig.bury();
  rig.time.step(5 * HOUR, true);
  const back = rig.time.wall();
  await rig.boot();
  expect(rig.locker.clock.status()).toBe('synchronized');
  const expiresAt = Date.parse(rig.compartment(place).expiresAt ?? '');
  expect(expiresAt).toBeGreaterThanOrEqual(back + 72 * HOUR);
  expect(expiresAt).toBeLessThan(back + 72 * HOUR + MINUTE);
  await rig.advance(73 * HOUR);
  expect(rig.compartment(place).state).toBe('expired');
});

describe('two grants with one PIN, both good', () => {
  /** No document brings that about; should it ever be in the table, nobody may find somebody else's parcel. */
  async function clash(recipient?: string): Promise<[string, string]> {
    const shared = recipient === undefined ? {} : { recipient };
    const first = await rig.stored({ id: 'p1', label: LABEL, ...shared }, PIN);
    if (recipient !== undefined)
      for (const id of ['A2', 'B1', 'C1', 'C2']) rig.locker.operations.outOfService(id, { reason: 'paint' });
    const second = await rig.stored({ id: 'p2', label: '00340434161094021502', ...shared }, '654321');
    const row = rig.locker.store.grants.get('g-p2');
    if (!row) throw new Error('no second grant');
    rig.locker.store.write(() => rig.locker.store.grants.put({ ...row, pin: pinVerifier(SITE_KEY, PIN) }));
    return [first, second];
  }

  test('and different doors: neither opens', async () => {
    const places = await clash();
    expect(places[0]).not.toBe(places[1]);
    expect(await tryCode(PIN)).toBe('refused');
    for (const place of places) expect(await rig.pulses(place)).toBe(1);
    expect(rig.types()).not.toContain('parcel.collected');
  });

  test('and one door: it opens', async () => {
    const places = await clash('r1');
    expect(places[0]).toBe(places[1]);
    expect(await tryCode(PIN)).toBe('opening');
  });
});

test('the window of a withdrawn parcel ends too: named again after the clock was set back, it stays ended', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  rig.withdraw('p1');
  rig.revoke('g-p1');
  rig.publish();
  await rig.advance(80 * HOUR);
  await step(-40 * HOUR, true);
  rig.announce({ id: 'p1', label: LABEL });
  rig.grant('g-p1', { kind: 'pickup', parcel: 'p1', pin: PIN });
  rig.publish();
  expect(await tryCode(PIN)).toBe('refused');
  refusedAsExpired();
  expect(rig.compartment(place).state).toBe('expired');
  // It was told of once, as withdrawn.
  expect(rig.types().filter((type) => type === 'parcel.expired')).toHaveLength(1);
});
