import { COURIER_PIN, Rig } from '../helpers/rig';

/** Doors that do not do what they should. */

const LABEL = '00340434161094021501';
const PIN = '123456';
const MINUTE = 60_000;

let rig: Rig;
let place: string;
beforeEach(async () => {
  rig = await Rig.running();
  place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
});
afterEach(() => rig.end());

const told = (type: string) => rig.events().filter((event) => event.type === type);
const beeps = async () =>
  (await rig.world.inspect()).beeps.filter((sound) => sound === 'attention' || sound === 'close-door').length;
const fired = (fault: string) => rig.world.firedFaults()[fault] ?? 0;

async function pickup(): Promise<void> {
  await rig.keys(PIN);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
}

describe('a door left open', () => {
  test('first the display and the beeper ask, then the operator is told, less and less often, until it is closed', async () => {
    await pickup();
    await rig.advance(28_000);
    expect(await beeps()).toBe(0);
    expect(rig.lines()[0]).toBe('Door 1 is open');
    await rig.advance(2_000);
    expect(rig.lines()[0]).toBe('Door 1 stands open');
    expect(await beeps()).toBe(1);
    await rig.advance(25_000);
    expect(await beeps()).toBe(3);
    expect(told('door.left-open')).toEqual([]);
    await rig.advance(5_000);
    expect(told('door.left-open')).toMatchObject([
      { compartment: place, parcel: 'p1', grant: 'g-p1', escalation: 1, minutes: 1 },
    ]);
    await rig.advance(70 * MINUTE);
    expect(told('door.left-open')).toMatchObject([1, 5, 15, 60].map((minutes, n) => ({ escalation: n + 1, minutes })));
    expect(await beeps()).toBe(7);
    await rig.hand(place, 'close');
    await rig.advance(24 * 60 * MINUTE);
    expect(told('door.left-open')).toHaveLength(4);
    expect(rig.compartment(place).state).toBe('unverified');
  });

  test('meanwhile the terminal serves others', async () => {
    const other = await rig.stored({ id: 'p2', label: '00340434161094021502' }, '654321');
    await pickup();
    await rig.advance(MINUTE);
    expect(rig.screen()).toBe('idle');
    await rig.keys('654321');
    await rig.advance(1_000);
    expect(rig.screen()).toBe('open');
    await rig.hand(other, 'close');
    expect(rig.types()).toContain('parcel.collected');
    expect(rig.compartment(other).state).toBe('free');
  });

  test('a courier who loads is not hurried', async () => {
    await rig.keys(`${COURIER_PIN}1#1`);
    await rig.advance(59_000);
    expect(rig.screen()).toBe('deposit-open');
    expect(await beeps()).toBe(0);
  });

  test('one that was forced and stands open is reported too, again and again', async () => {
    await rig.hand(place, 'open');
    expect(told('door.forced')).toMatchObject([{ compartment: place, parcel: 'p1' }]);
    await rig.advance(6 * MINUTE);
    expect(told('door.left-open')).toMatchObject([{ escalation: 1 }, { escalation: 2, minutes: 5 }]);
    expect(rig.compartment(place).state).toBe('open');
  });

  test('the power goes while it stands open: the reports go on where they were, and in doubt once it is closed', async () => {
    await pickup();
    await rig.advance(2 * MINUTE);
    await rig.cut();
    await rig.advance(4 * MINUTE);
    expect(told('door.left-open')).toMatchObject([1, 5].map((minutes, n) => ({ escalation: n + 1, minutes })));
    expect(told('door.left-open')[1]).toMatchObject({ parcel: 'p1', grant: 'g-p1' });
    expect(told('parcel.collected')).toHaveLength(1);
    await rig.hand(place, 'close');
    expect(rig.compartment(place).state).toBe('unverified');
    await rig.keys(PIN);
    expect(rig.events().at(-1)).toMatchObject({ type: 'access.refused', reason: 'used' });
  });

  test.each(['opened', 'forced'])('%s, and the power goes again and again: no report comes twice', async (how) => {
    if (how === 'opened') await pickup();
    else await rig.hand(place, 'open');
    for (const minutes of [0.3, 0.5, 10, 60, 5, 180]) {
      await rig.advance(minutes * MINUTE);
      await rig.cut();
    }
    const about = { compartment: place, ...(how === 'opened' && { grant: 'g-p1' }) };
    const reports = [1, 5, 15, 60, 240].map((minutes, n) => ({ ...about, escalation: n + 1, minutes }));
    expect(told('door.left-open')).toMatchObject(reports);
    const since = Date.parse(told(`door.${how}`).at(-1)?.at ?? '');
    // To the minute: a start takes seconds.
    for (const [n, { at }] of told('door.left-open').entries())
      expect(Math.abs(Date.parse(at) - since - (reports[n]?.minutes ?? 0) * MINUTE)).toBeLessThan(MINUTE / 2);
  });

  test('in the dark for half a day: one report at the start, of how long it has stood open, and the next in time', async () => {
    await pickup();
    await rig.advance(20 * MINUTE);
    rig.bury();
    await rig.advance(12.5 * 60 * MINUTE);
    await rig.boot();
    await rig.advance(MINUTE);
    const [, , , ...since] = told('door.left-open');
    expect(since).toMatchObject([{ escalation: 6, minutes: 720, parcel: 'p1' }]);
    await rig.advance(12 * 60 * MINUTE);
    expect(told('door.left-open').at(-1)).toMatchObject({ escalation: 7, minutes: 1_440 });
  });

  test('closed and opened again since: an earlier opening does not count', async () => {
    await pickup();
    await rig.advance(2 * MINUTE);
    await rig.hand(place, 'close');
    await rig.advance(60 * MINUTE);
    rig.bury();
    await rig.hand(place, 'open');
    await rig.boot();
    await rig.advance(1.5 * MINUTE);
    expect(told('door.left-open')).toMatchObject([{ escalation: 1 }, { escalation: 1, minutes: 1 }]);
  });
});

describe('closed again', () => {
  test('so soon that nobody can have taken anything out: the display offers to open it once more', async () => {
    await rig.keys(PIN);
    await rig.hand(place, 'close');
    expect(rig.screen()).toBe('closed');
    expect(rig.lines()).toEqual(['Door 1 closed', 'Not done yet?', '* then 1=open again', '#=done']);
    await rig.keys('*1');
    await rig.advance(3_000);
    expect(rig.screen()).toBe('open');
    await rig.hand(place, 'close');
    // Once: single use holds.
    expect(rig.lines()[1]).toBe('Thank you!');
    await rig.keys('*1');
    expect(rig.screen()).toBe('help');
    expect(told('parcel.collected')).toHaveLength(1);
    expect(await rig.pulses(place)).toBe(3);
  });

  test('after a while: thank you', async () => {
    await pickup();
    await rig.advance(5_000);
    await rig.hand(place, 'close');
    expect(rig.lines()[1]).toBe('Thank you!');
  });
});

describe('a release that moves nothing', () => {
  test('two pulses, then out of service; code kept, and the number on the display is that of the event', async () => {
    await rig.fault(`door:${place}`, 'jam');
    const before = await rig.pulses(place);
    await rig.keys(PIN);
    await rig.advance(6_000);
    expect(fired(`door:${place} jam`)).toBe(2);
    expect(await rig.pulses(place)).toBe(before + 2);
    const [jam] = told('door.jammed');
    expect(jam).toMatchObject({ compartment: place, parcel: 'p1', grant: 'g-p1', cause: 'did-not-open' });
    const reference = jam && 'reference' in jam ? jam.reference : 'none';
    expect(reference).toMatch(/^\d{4}$/);
    expect(rig.screen()).toBe('jammed');
    expect(rig.lines().join(' ')).toContain(reference);
    expect(rig.compartment(place).state).toBe('out-of-service');
    await rig.fault(`door:${place}`, 'none');
    await rig.advance(70_000);
    await pickup();
    await rig.hand(place, 'close');
    expect(told('parcel.collected')).toHaveLength(1);
  });
});

describe('a door that is stuck while its code comes to an end', () => {
  const stuck = async (): Promise<void> => {
    await rig.advance(7_000);
    expect(fired(`door:${place} jam`)).toBeGreaterThan(0);
    expect(rig.screen()).toBe('jammed');
  };
  const hotline = () => {
    const { reference } = told('door.jammed').at(-1) as unknown as { reference: string };
    return ['Door 1 stuck', 'Call the hotline', 'and give them this', `number: ${reference}`];
  };

  test('opened once more within the same access: the code has been used', async () => {
    await pickup();
    await rig.advance(5_000);
    await rig.hand(place, 'close');
    await rig.fault(`door:${place}`, 'jam');
    await rig.keys('*1');
    await stuck();
    expect(rig.lines()).toEqual(hotline());
  });

  test.each([
    ['recalled', () => rig.locker.operations.recall('p1')],
    ['revoked', () => (rig.revoke('g-p1'), rig.publish())],
  ])('%s meanwhile: nobody is told that it is valid', async (_how, end) => {
    await rig.fault(`door:${place}`, 'jam');
    await rig.keys(PIN);
    expect(rig.screen()).toBe('opening');
    end();
    await stuck();
    expect(rig.lines()).toEqual(hotline());
    await rig.fault(`door:${place}`, 'none');
    await rig.keys(PIN);
    expect(rig.screen()).toBe('refused');
  });

  test("past the operator's own end of the code: the same", async () => {
    const notAfter = new Date(rig.locker.clock.now() + 3_000).toISOString();
    rig.grant('g-p1', { kind: 'pickup', parcel: 'p1', pin: PIN, rev: 2, notAfter });
    rig.publish();
    await rig.fault(`door:${place}`, 'jam');
    await rig.keys(PIN);
    await stuck();
    expect(rig.lines()).toEqual(hotline());
  });

  test('the window would have ended: it stood still, and the code is good', async () => {
    const end = rig.locker.store.parcels.get('p1')?.expires_at ?? 0;
    await rig.advance(end - rig.locker.clock.now() - 1_000);
    await rig.fault(`door:${place}`, 'jam');
    await rig.keys(PIN);
    await stuck();
    expect(rig.lines()[1]).toBe('Your code is valid.');
  });
});
