import { COURIER_PIN, HOUR, Rig, SERVICE_PIN } from '../helpers/rig';

/** A technician on the page confirms with the service PIN. It is a guess like one at the keypad. */

const LABEL = '00340434161094021501';
const PIN = '123456';
const WRONG = '111111';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

const check = (pin: string) => rig.locker.servicePin.check(pin);
const spent = () => rig.locker.store.guards.guesses().length;
const refusals = () => rig.events().flatMap((event) => (event.type === 'access.refused' ? event.reason : []));

test('the service PIN confirms who it is, and costs no guess', () => {
  expect(check(SERVICE_PIN)).toEqual({
    kind: 'confirmed',
    staff: { role: 'service', grant: 'service', person: 't1', method: 'pin' },
  });
  expect(spent()).toBe(0);
  expect(refusals()).toEqual([]);
});

test("a courier's and a customer's code are as wrong as one that nobody has, and stay good at the keypad", async () => {
  await rig.stored({ id: 'p1', label: LABEL }, PIN);
  for (const pin of [COURIER_PIN, PIN, WRONG]) expect(check(pin)).toEqual({ kind: 'refused' });
  expect(spent()).toBe(3);
  // The log does not tell which of them somebody has.
  expect(rig.events().filter(({ type }) => type === 'access.refused')).toEqual(
    Array.from({ length: 3 }, () => expect.not.objectContaining({ grant: expect.anything() as unknown }) as unknown),
  );
  await rig.keys(PIN);
  await rig.advance(1_500);
  expect(rig.screen()).toBe('open');
});

test('five wrong ones close PIN entry, at the keypad too, and the right one is not taken then', async () => {
  for (let n = 0; n < 4; n += 1) expect(check(WRONG)).toEqual({ kind: 'refused' });
  expect(check(WRONG)).toMatchObject({ kind: 'closed', until: '2026-11-21T10:01:02.500Z' });
  expect(check(SERVICE_PIN)).toMatchObject({ kind: 'closed' });
  expect(spent()).toBe(5);
  await rig.keys('1');
  expect(rig.screen()).toBe('locked-out');
  await rig.advance(61_000);
  expect(check(SERVICE_PIN)).toMatchObject({ kind: 'confirmed' });
});

test('wrong ones that were typing errors are given back, three per badge', () => {
  for (const pin of ['900003', '900004', '900005', '900006']) expect(check(pin)).toEqual({ kind: 'refused' });
  expect(check(SERVICE_PIN)).toMatchObject({ kind: 'confirmed' });
  expect(spent()).toBe(1);
  expect(rig.locker.store.grants.get('service')?.refunds).toBe(3);
});

test('a guess is on disk before it is compared: power cuts in between gain nothing', async () => {
  for (let n = 0; n < 3; n += 1) {
    let commits = 0;
    rig.atPoint = (point) => {
      if (point === 'after-commit' && (commits += 1) === 1) rig.die();
    };
    await rig.inTheDark(() => check(WRONG));
    rig.atPoint = () => undefined;
    expect(commits).toBe(1);
    await rig.cut();
    expect(spent()).toBe(n + 1);
  }
});

test('when the guesses at all codes are spent, none is taken: lockerctl on the locker needs none', async () => {
  await rig.end();
  rig = await Rig.running({ guessing: { lockerWidePerYear: 2, byCompartmentPerDay: 12 } });
  for (let n = 0; n < 2; n += 1) expect(check(WRONG)).toEqual({ kind: 'refused' });
  expect(check(SERVICE_PIN)).toEqual({ kind: 'closed', until: null });
  expect(spent()).toBe(2);
});

test('a PIN of another length is refused without a comparison', () => {
  expect(check('12345678')).toEqual({ kind: 'refused' });
  expect([spent(), refusals()]).toEqual([0, ['unknown']]);
});

test('a badge that is withdrawn confirms nothing any more', async () => {
  const known = check(SERVICE_PIN);
  if (known.kind !== 'confirmed') throw new Error('not confirmed');
  expect(rig.locker.servicePin.stillGood(known.staff)).toBe(true);
  rig.revoke('service');
  rig.publish();
  expect(rig.locker.servicePin.stillGood(known.staff)).toBe(false);
  await rig.advance(HOUR);
  expect(check(SERVICE_PIN)).toEqual({ kind: 'refused' });
});

test('no digit of it is in any event', async () => {
  check(SERVICE_PIN);
  check('424242');
  await rig.advance(1_000);
  expect(JSON.stringify(rig.events())).not.toMatch(/900002|424242/);
});
