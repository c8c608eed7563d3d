import { Rig, SERVICE_PIN } from '../helpers/rig';

const LABEL = '00340434161094021501';
const PIN = '123456';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

/** A courier has a small parcel without a label. */
async function askForDoor(): Promise<void> {
  await rig.keys('900001');
  await rig.advance(1_100);
  await rig.keys('1#1');
}

/** The courier gets as far as a door that should open. */
async function beginDeposit(): Promise<string> {
  await askForDoor();
  const place = rig.locker.store.openings.unsettled()[0]?.compartment;
  if (place === undefined) throw new Error(`no door: ${rig.screen()}`);
  return place;
}

test('the contact dies after the pulse: what the courier did behind that door nobody knows, so nobody else gets it', async () => {
  const place = await beginDeposit();
  expect(await rig.pulses(place)).toBe(1);
  await rig.fault(`door:${place}`, 'lost');
  await rig.advance(7_000);
  expect(rig.events().find(({ type }) => type === 'door.jammed')).toMatchObject({ cause: 'contact-unknown' });
  // The door did open, the courier put the parcel in and closed it; then the contact was mended and the lock found sound.
  await rig.hand(place, 'close');
  await rig.fault(`door:${place}`, 'none');
  await rig.advance(1_000);
  rig.locker.operations.inService(place, { person: 't1' });
  expect(rig.compartment(place)).toMatchObject({ state: 'unverified', door: 'closed' });
});

test('the lock does not answer: no pulse was sent, so the compartment is empty as before', async () => {
  await rig.fault('lock:A1', 'lost');
  await askForDoor();
  const jam = rig.events().find(({ type }) => type === 'door.jammed');
  expect(jam).toMatchObject({ compartment: 'A1', cause: 'lock-lost' });
  expect(await rig.pulses('A1')).toBe(0);
  await rig.fault('lock:A1', 'none');
  rig.locker.operations.inService('A1', { person: 't1' });
  expect(rig.compartment('A1').state).toBe('free');
});

test('a slow door opens to nobody and a passer-by closes it: the code is used, and somebody has to look', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.fault(`door:${place}`, 'slow');
  await rig.keys(PIN);
  await rig.advance(12_000);
  expect(rig.types()).toEqual(expect.arrayContaining(['door.jammed', 'door.opened', 'parcel.collected']));
  await rig.hand(place, 'close');
  rig.locker.operations.inService(place, { person: 't1' });
  expect(rig.compartment(place).state).toBe('unverified');
});

test('staff at a door that stands open read that, not that it is out of service', async () => {
  await rig.keys(SERVICE_PIN);
  await rig.advance(1_100);
  for (const [fault, soon, lines] of [
    ['stuck-open', 1_000, ['Door 1 reads open', 'Close it, then try', 'again, or go on with']],
    ['jam', 6_000, ['Door 1 stuck', 'It is out of service', 'Go on with another.']],
  ] as const) {
    await rig.fault('door:A1', fault);
    await rig.advance(1_000);
    await rig.keys('11#');
    await rig.advance(soon);
    expect([rig.screen(), rig.lines().slice(0, 3)]).toEqual(['jammed', lines]);
    expect(rig.compartment('A1').state === 'out-of-service').toBe(fault === 'jam');
    await rig.fault('door:A1', 'none');
    await rig.keys('*');
  }
});

test('a door stood open already when the power went: that restart takes no code for it', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.hand(place, 'open');
  await rig.keys(PIN);
  await rig.advance(1_000);
  expect(rig.events().find(({ type }) => type === 'door.jammed')).toMatchObject({ cause: 'not-closed' });
  await rig.cut();
  await rig.advance(10_000);
  expect(rig.locker.store.grants.get('g-p1')?.state).toBe('live');
  await rig.hand(place, 'close');
  await rig.keys(PIN);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
});

test('the power goes just after a door was given up: who looks into it learns whose it was', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.fault(`door:${place}`, 'jam');
  await rig.keys(PIN);
  await rig.advance(8_000);
  expect(rig.types()).toContain('door.jammed');
  await rig.cut();
  expect(rig.events().find(({ type }) => type === 'compartment.unverified')).toMatchObject({
    reason: 'nobody saw whether it opened after it had jammed',
    compartment: place,
    parcel: 'p1',
    grant: 'g-p1',
  });
});

test('the slow door comes just when the recipient tries again: it is theirs, and the code is used', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.fault(`door:${place}`, 'slow');
  await rig.keys(PIN);
  // Eight seconds for the door; the contact is not believed before 50 ms more.
  await rig.advance(8_010);
  expect(rig.types()).toContain('door.jammed');
  expect(rig.types()).not.toContain('parcel.collected');
  await rig.keys(PIN);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
  expect(rig.locker.store.grants.get('g-p1')?.state).toBe('used');
  expect(rig.types()).not.toContain('door.forced');
});

describe('the power goes while a customer is not done', () => {
  let place: string;
  beforeEach(async () => {
    place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  });

  /** @param openMs how long the door stands open */
  async function fetch(openMs: number): Promise<void> {
    await rig.keys(PIN);
    await rig.advance(openMs);
    await rig.hand(place, 'close');
  }

  const unverified = () => rig.events().filter(({ type }) => type === 'compartment.unverified');

  test('the display asks whether they closed too early: somebody has to look', async () => {
    await fetch(1_000);
    expect(rig.lines()).toContain('Not done yet?');
    expect(rig.compartment(place).state).toBe('free');
    await rig.cut();
    expect(rig.compartment(place).state).toBe('unverified');
    expect(unverified()).toMatchObject([{ compartment: place, parcel: 'p1', reason: 'its customer was not done' }]);
    // Told once, however often it starts.
    await rig.cut();
    expect(unverified()).toHaveLength(1);
  });

  test('they ask for help: somebody has to look', async () => {
    await fetch(10_000);
    await rig.keys('*');
    expect(rig.screen()).toBe('help');
    expect(rig.compartment(place).state).toBe('free');
    await rig.cut();
    expect(rig.compartment(place).state).toBe('unverified');
  });

  test('the machine is stopped in good order before they are done: somebody has to look', async () => {
    await fetch(1_000);
    await rig.locker.halt();
    await rig.cut();
    expect(rig.compartment(place).state).toBe('unverified');
  });

  test.each([
    ['time runs out', () => rig.advance(5_000)],
    ['#', () => rig.keys('#')],
    ['the next customer types', () => rig.keys('1')],
    ['the next customer scans', () => rig.scan('LK1-01ARZ3NDEKTSV4RRFFQ69G5FAV')],
    ['help, and 0', () => rig.keys('*0')],
    ['help, and time runs out', async () => (await rig.keys('*'), await rig.advance(20_000))],
  ])('they are done before: %s', async (_, done) => {
    await fetch(1_000);
    await done();
    await rig.cut();
    expect(rig.compartment(place).state).toBe('free');
    expect(unverified()).toEqual([]);
  });

  test('they opened once more and left it well', async () => {
    await fetch(1_000);
    await rig.keys('*1');
    await rig.advance(10_000);
    await rig.hand(place, 'close');
    await rig.cut();
    expect(rig.compartment(place).state).toBe('free');
  });

  test('they opened once more and closed too early again', async () => {
    await fetch(10_000);
    await rig.keys('*1');
    await rig.advance(1_000);
    await rig.hand(place, 'close');
    expect(rig.compartment(place).state).toBe('free');
    await rig.cut();
    expect(rig.compartment(place).state).toBe('unverified');
  });

  test('somebody opens that door in the dark: that is told, and not the doubt besides', async () => {
    await fetch(1_000);
    rig.die();
    await rig.hand(place, 'open');
    await rig.cut();
    expect(unverified()).toMatchObject([{ reason: 'found open' }]);
  });

  test.each([
    ['long enough', 10_000, 1],
    // The closing, and that they are done.
    ['not long enough', 1_000, 2],
  ])('a door that stood open %s: commits from the closing to the end', async (_, openMs, expected) => {
    await rig.keys(PIN);
    await rig.advance(openMs);
    let commits = 0;
    rig.atPoint = (point) => void (commits += Number(point === 'after-commit'));
    await rig.hand(place, 'close');
    await rig.advance(4_500);
    expect(rig.screen()).toBe('idle');
    expect(commits).toBe(expected);
  });
});

test('the step fails that lets a customer in: the terminal does not know of their door, which they close too early', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  const { lockout, store } = rig.locker;
  const entry = lockout.entry.bind(lockout);
  let failed = 0;
  jest.spyOn(lockout, 'entry').mockImplementation((cost) => {
    if (failed > 0 || store.openings.unsettled().length === 0) return entry(cost);
    failed += 1;
    throw new Error('disk I/O error');
  });
  await rig.keys(PIN);
  expect(failed).toBe(1);
  expect([rig.screen(), store.openings.unsettled().length]).toEqual(['idle', 1]);
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  expect(rig.compartment(place).state).toBe('unverified');
  expect(rig.events().findLast(({ type }) => type === 'compartment.unverified')).toMatchObject({
    reason: 'its customer was not done',
    parcel: 'p1',
    grant: 'g-p1',
  });
});

test.each([
  ['they are done', '', 5_000],
  ['they ask for help', '*', 20_000],
])('a step fails while a customer is not done (%s): it is asked again, and settled', async (_, keys, ms) => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.keys(PIN);
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  await rig.keys(keys);
  const before = rig.screen();
  const failing = jest.spyOn(rig.locker.store.compartments, 'setDoubt').mockImplementationOnce(() => {
    throw new Error('disk I/O error');
  });
  await rig.keys(keys === '' ? '#' : '0');
  expect(failing).toHaveBeenCalledTimes(1);
  expect([rig.screen(), rig.locker.store.compartments.get(place)?.doubt]).toEqual([before, expect.any(Number)]);
  await rig.advance(ms);
  expect([rig.screen(), rig.locker.store.compartments.get(place)?.doubt]).toEqual(['idle', null]);
  expect(rig.compartment(place).state).toBe('free');
});

test('the door does not open again for a customer who was not done: mended, it is still to be looked into', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.keys(PIN);
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  await rig.fault(`door:${place}`, 'jam');
  await rig.keys('*1');
  await rig.advance(7_000);
  expect(rig.events().find(({ type }) => type === 'door.jammed')).toMatchObject({ parcel: 'p1' });
  rig.locker.operations.inService(place, { person: 't1' });
  expect(rig.compartment(place).state).toBe('unverified');
});
