import { COURIER_PIN, HOUR, Rig, SERVICE_PIN } from '../helpers/rig';

/** What the display says where a door is not as it should be, and what the keys then do. */

const LABEL = '00340434161094021501';
const OTHER = '00340434161094021502';
const PIN = '123456';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

const told = (type: string) => rig.events().filter((event) => event.type === type);
const fired = (fault: string) => rig.world.firedFaults()[fault] ?? 0;
const beeps = async (sound: string) => (await rig.world.inspect()).beeps.filter((one) => one === sound).length;

/** What is shown in turn, from now on. */
async function inTurn(): Promise<string[]> {
  const shown = new Set<string>();
  for (let ms = 0; ms < 4_000; ms += 1_000) {
    shown.add(rig.lines()[0] ?? '');
    await rig.advance(1_000);
  }
  return [...shown];
}

async function technicianChecksAll(): Promise<void> {
  await rig.keys(SERVICE_PIN);
  await rig.advance(1_100);
  await rig.keys('42#');
  await rig.advance(1_000);
}

async function begin(pin: string, keys: string): Promise<void> {
  await rig.keys(pin);
  await rig.advance(1_100);
  await rig.keys(keys);
}

async function scanLabel(id: string, label: string): Promise<void> {
  rig.announce({ id, label });
  rig.publish();
  await begin(COURIER_PIN, '1');
  await rig.scan(label);
}

/** The courier in front of the door that has opened for an announced parcel. */
async function depositing(id: string, label: string): Promise<string> {
  await scanLabel(id, label);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('deposit-open');
  return rig.locker.store.openings.unsettled()[0]?.compartment ?? '';
}

describe('an audit comes to a door that stands open', () => {
  beforeEach(async () => {
    await rig.hand('A1', 'open');
    await technicianChecksAll();
  });

  test('it says so; closed and tried again, it opens and is looked into', async () => {
    expect(rig.screen()).toBe('audit-stuck');
    expect(rig.lines()).toEqual(['Door 1 stands open', 'Close it, please', '#=try again', '*=go on without it']);
    await rig.keys('#');
    expect(rig.lines()[0]).toBe('Door 1 stands open');
    expect(told('door.jammed').map((event) => 'cause' in event && event.cause)).toEqual(['not-closed', 'not-closed']);
    await rig.hand('A1', 'close');
    await rig.keys('#');
    await rig.advance(1_000);
    expect(rig.screen()).toBe('audit-open');
    await rig.hand('A1', 'close');
    await rig.keys('2#');
    expect(told('audit.finding')).toMatchObject([{ compartment: 'A1', result: 'as-expected' }]);
    expect(rig.compartment('A1').state).toBe('free');
    await rig.advance(1_000);
    await rig.hand('A2', 'close');
    await rig.keys('*');
    expect(told('audit.finished')).toMatchObject([{ asExpected: 1, left: 4 }]);
    expect(rig.types()).not.toContain('door.contact-fault');
  });

  test('* goes on without it: it is left, and neither its contact nor its lock is blamed', async () => {
    await rig.keys('*');
    await rig.advance(1_000);
    expect(rig.lines()[0]).toBe('Door 2 is open');
    await rig.hand('A2', 'close');
    await rig.keys('2#');
    await rig.advance(1_000);
    await rig.hand('B1', 'close');
    await rig.keys('*');
    expect(told('audit.finished')).toMatchObject([{ asExpected: 1, left: 4 }]);
    expect(rig.types()).not.toContain('door.contact-fault');
    expect(rig.types()).not.toContain('compartment.out-of-service');
    await rig.hand('A1', 'close');
    expect(rig.compartment('A1').state).toBe('unverified');
  });

  test('a badge that is revoked meanwhile does not try it again, and it counts as left', async () => {
    rig.revoke('service');
    rig.publish();
    await rig.hand('A1', 'close');
    await rig.keys('#');
    expect(rig.screen()).toBe('refused');
    expect(told('audit.finished')).toMatchObject([{ left: 5 }]);
    expect(await rig.pulses('A1')).toBe(0);
  });
});

test('an audit comes to a slow door: whoever says that it is open is right, and so is its contact', async () => {
  await rig.fault('door:A1', 'slow');
  await technicianChecksAll();
  await rig.advance(5_000);
  expect(rig.screen()).toBe('audit-stuck');
  await rig.advance(4_000);
  expect(fired('door:A1 slow')).toBeGreaterThan(0);
  expect(rig.compartment('A1').door).toBe('open');
  await rig.keys('#');
  expect(told('door.jammed')).toHaveLength(1);
  expect(rig.types()).not.toContain('door.contact-fault');
  await rig.hand('A1', 'close');
  rig.locker.operations.inService('A1', {});
  expect(rig.compartment('A1').state).toBe('unverified');
});

describe('the contact of an open door is lost', () => {
  const SAYS = (number: number) => [
    `Door ${number}: its sensor`,
    'does not answer.',
    'Close it, then',
    '#=closed, go on',
  ];

  async function loses(place: string): Promise<void> {
    await rig.fault(`door:${place}`, 'lost');
    expect(fired(`door:${place} lost`)).toBeGreaterThan(0);
  }

  test('while a parcel is put in: # goes on to the next label, and the parcel is in doubt', async () => {
    const place = await depositing('p1', LABEL);
    await loses(place);
    expect(await beeps('attention')).toBe(1);
    expect([rig.screen(), rig.lines()]).toEqual(['deposit-open', SAYS(1)]);
    // A customer's PIN, typed at a session that was left, answers nothing.
    await rig.keys(`${PIN}#`);
    expect(rig.screen()).toBe('deposit-open');
    await rig.advance(20_000);
    await rig.keys('#');
    expect([rig.screen(), rig.lines()[0]]).toEqual(['deposit-label', 'Door 1: unverified']);
    expect(told('parcel.deposited')).toMatchObject([{ parcel: 'p1', compartment: place, inDoubt: true }]);
    // The next one is served as ever; and what the contact says later changes nothing.
    rig.announce({ id: 'p2', label: OTHER });
    rig.publish();
    await rig.scan(OTHER);
    await rig.advance(1_000);
    expect(rig.lines()[0]).toBe('Door 3 is open');
    await rig.hand(place, 'close');
    await rig.fault(`door:${place}`, 'none');
    await rig.advance(1_000);
    expect(rig.screen()).toBe('deposit-open');
    await rig.hand('B1', 'close');
    await rig.keys('#');
    expect(rig.compartment('B1')).toMatchObject({ state: 'occupied', parcel: 'p2' });
    expect(rig.compartment(place)).toMatchObject({ state: 'unverified', parcel: 'p1', door: 'closed' });
  });

  test('and is back before anybody has pressed a key: all is as usual', async () => {
    const place = await depositing('p1', LABEL);
    await loses(place);
    await rig.fault(`door:${place}`, 'none');
    await rig.advance(1_000);
    expect(rig.lines()[0]).toBe('Door 1 is open');
    await rig.keys('#');
    expect(rig.screen()).toBe('deposit-open');
    await rig.hand(place, 'close');
    await rig.keys('#');
    expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcel: 'p1' });
  });

  test('and the parcel does not fit: 9, then # opens a larger one', async () => {
    const place = await depositing('p1', LABEL);
    await loses(place);
    await rig.keys('9#');
    await rig.advance(1_000);
    expect([rig.screen(), rig.lines()[0]]).toEqual(['deposit-open', 'Door 3 is open']);
    expect(rig.locker.store.compartments.get(place)?.occupancy).toBe('unverified');
    await rig.hand('B1', 'close');
    await rig.keys('#');
    expect(rig.compartment('B1')).toMatchObject({ state: 'occupied', parcel: 'p1' });
  });

  test('while an expired parcel is taken out: # leaves it on the list and opens the next', async () => {
    const places: string[] = [];
    for (const [id, label] of [
      ['p1', LABEL],
      ['p2', OTHER],
    ] as const)
      places.push(await rig.stored({ id, label, windowHours: 1 }, id === 'p1' ? PIN : '654321'));
    await rig.advance(2 * HOUR);
    await begin(COURIER_PIN, '29#');
    await rig.advance(1_000);
    await loses(places[0] ?? '');
    expect([rig.screen(), rig.lines()]).toEqual(['collect-open', SAYS(1)]);
    await rig.keys('#');
    await rig.advance(1_000);
    expect([rig.screen(), rig.lines()[0]]).toEqual(['collect-open', 'Door 3 is open']);
    await rig.hand('B1', 'close');
    await rig.keys('#');
    expect(told('parcel.retrieved')).toMatchObject([{ parcel: 'p2' }]);
    expect(rig.locker.store.parcels.get('p1')).toMatchObject({ state: 'stored', compartment: places[0] });
    expect(rig.locker.store.compartments.get(places[0] ?? '')?.occupancy).toBe('unverified');
  });

  test('while somebody looks into it: # leaves it and opens the next', async () => {
    await technicianChecksAll();
    await loses('A1');
    expect([rig.screen(), rig.lines()]).toEqual(['audit-open', SAYS(1)]);
    await rig.keys('#');
    await rig.advance(1_000);
    expect([rig.screen(), rig.lines()[0]]).toEqual(['audit-open', 'Door 2 is open']);
    expect(told('compartment.unverified')).toMatchObject([{ compartment: 'A1', reason: 'audit without an answer' }]);
    await rig.hand('A2', 'close');
    await rig.keys('*');
    expect(told('audit.finished')).toMatchObject([{ left: 5 }]);
  });

  test('and the store can not take the #: it can be given again', async () => {
    const place = await depositing('p1', LABEL);
    await loses(place);
    let refused = 0;
    rig.atPoint = (point) => {
      if (point !== 'before-commit' || refused > 0) return;
      refused += 1;
      throw new Error('database or disk is full');
    };
    await rig.keys('#');
    expect([refused, rig.screen()]).toEqual([1, 'deposit-open']);
    await rig.keys('#');
    expect(rig.screen()).toBe('deposit-label');
    expect(told('parcel.deposited')).toMatchObject([{ inDoubt: true }]);
  });
});

test('a customer whose door stands open is asked to close it; then the same code opens it', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.hand(place, 'open');
  await rig.keys(PIN);
  await rig.advance(500);
  const [jam] = told('door.jammed') as unknown as { cause: string; reference: string }[];
  expect(jam?.cause).toBe('not-closed');
  expect([rig.screen(), await beeps('close-door'), await beeps('jammed')]).toEqual(['jammed', 1, 0]);
  expect(rig.lines()).toEqual([
    'Door 1 stands open',
    'Close it, then enter',
    'your code again.',
    `Ref. ${jam?.reference}`,
  ]);
  await rig.hand(place, 'close');
  await rig.keys(PIN);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
});

test('a customer has it opened again, and it stands open: who has no code any more is not asked for one', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.keys(PIN);
  await rig.advance(4_000);
  await rig.hand(place, 'close');
  await rig.keys('*');
  await rig.fault(`door:${place}`, 'stuck-open');
  await rig.keys('1');
  await rig.advance(500);
  expect(fired(`door:${place} stuck-open`)).toBeGreaterThan(0);
  expect(rig.lines().slice(0, 3)).toEqual(['Door 1 stands open', 'Please close it and', 'call the hotline.']);
});

describe('a slow door comes', () => {
  test('when its courier has gone on to the next parcel: told in turn until it is closed', async () => {
    await rig.fault('door:A1', 'slow');
    await scanLabel('p1', LABEL);
    await rig.advance(5_000);
    expect(rig.screen()).toBe('jammed');
    await rig.scan(LABEL);
    await rig.advance(1_000);
    expect([rig.screen(), rig.lines()[0]]).toEqual(['deposit-open', 'Door 3 is open']);
    const before = await beeps('attention');
    await rig.advance(4_000);
    expect(fired('door:A1 slow')).toBe(1);
    expect(rig.compartment('A1').door).toBe('open');
    expect(await beeps('attention')).toBe(before + 1);
    expect(await inTurn()).toEqual(expect.arrayContaining(['Door 3 is open', 'Door 1 stands open']));
    await rig.hand('B1', 'close');
    expect(rig.screen()).toBe('deposit-confirm');
    await rig.keys('#');
    expect(await inTurn()).toEqual(expect.arrayContaining(['Deposited in 3', 'Door 1 stands open']));
    await rig.hand('A1', 'close');
    expect(await inTurn()).toEqual(['Deposited in 3']);
    expect(rig.compartment('B1')).toMatchObject({ state: 'occupied', parcel: 'p1' });
    rig.locker.operations.inService('A1', {});
    expect(rig.compartment('A1').state).toBe('unverified');
  });

  test('and nobody closes it: reminded like everybody, and after a minute it is the operator’s', async () => {
    await rig.fault('door:A1', 'slow');
    await scanLabel('p1', LABEL);
    await rig.advance(9_000);
    await rig.keys('**');
    const before = await beeps('close-door');
    expect(await inTurn()).toEqual(expect.arrayContaining(['Welcome', 'Door 1 stands open']));
    await rig.advance(56_000);
    expect(await beeps('close-door')).toBe(before + 3);
    expect(told('door.left-open')).toMatchObject([{ compartment: 'A1' }]);
    expect(await inTurn()).toEqual(['Welcome']);
  });

  test('and another customer’s has jammed since: it is told of behind that', async () => {
    const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
    const other = await rig.stored({ id: 'p2', label: OTHER }, '654321');
    await rig.fault(`door:${place}`, 'slow');
    await rig.fault(`lock:${other}`, 'lost');
    await rig.keys(PIN);
    await rig.advance(5_000);
    await rig.keys('654321');
    await rig.advance(100);
    expect([rig.screen(), rig.lines()[0]]).toEqual(['jammed', 'Door 3 stuck']);
    expect(rig.compartment(place).door).toBe('closed');
    await rig.advance(3_500);
    expect([fired(`door:${place} slow`), rig.compartment(place).door]).toEqual([1, 'open']);
    expect([rig.screen(), rig.lines()[0]]).toEqual(['jammed', 'Door 3 stuck']);
    await rig.advance(1_000);
    expect(await inTurn()).toEqual(expect.arrayContaining(['Welcome', 'Door 1 stands open']));
    await rig.hand(place, 'close');
    expect(await inTurn()).toEqual(['Welcome']);
  });

  test('and the power was gone in between: its customer reads that it is open', async () => {
    const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
    await rig.fault(`door:${place}`, 'slow');
    await rig.keys(PIN);
    await rig.advance(5_000);
    await rig.cut();
    await rig.advance(3_000);
    expect([fired(`door:${place} slow`), rig.compartment(place).door]).toEqual([1, 'open']);
    expect([rig.screen(), rig.lines()[0]]).toEqual(['open', 'Door 1 is open']);
  });

  test('for its customer, who closes it: help offers nothing that it would refuse', async () => {
    const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
    await rig.fault(`door:${place}`, 'slow');
    await rig.keys(PIN);
    await rig.advance(9_000);
    expect(rig.screen()).toBe('open');
    await rig.hand(place, 'close');
    expect(rig.lines()).toEqual(['Door 1 closed', 'Thank you!', '#=done', '*=help']);
    await rig.keys('*');
    expect(rig.lines()[0]).toBe('How can we help?');
    await rig.keys('1');
    expect(rig.screen()).toBe('help');
    await rig.keys('2');
    expect(told('parcel.reported-empty')).toMatchObject([{ parcel: 'p1' }]);
  });
});

describe("the power goes while a customer's door stands open", () => {
  let place: string;
  beforeEach(async () => {
    place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
    await rig.keys(PIN);
    await rig.advance(4_000);
    expect(rig.screen()).toBe('open');
    await rig.cut();
  });

  test('the display tells which door stands open until it is closed; nothing more can be done with it', async () => {
    expect(rig.screen()).toBe('idle');
    expect(await inTurn()).toEqual(expect.arrayContaining(['Welcome', 'Door 1 stands open']));
    await rig.hand(place, 'close');
    expect([rig.screen(), await inTurn()]).toEqual(['idle', ['Welcome']]);
    expect(rig.compartment(place).state).toBe('unverified');
  });

  test('whoever stands there is reminded by the beeper too', async () => {
    const before = await beeps('close-door');
    await rig.advance(30_000);
    expect(await beeps('close-door')).toBeGreaterThan(before);
  });

  test('others are served meanwhile, and read nothing but what they need', async () => {
    const other = await rig.stored({ id: 'p2', label: OTHER }, '654321');
    await rig.keys('654');
    expect(await inTurn()).toEqual(['Your PIN:']);
    await rig.keys('321');
    await rig.advance(1_000);
    expect(await inTurn()).toEqual(['Door 3 is open']);
    await rig.hand(other, 'close');
    expect(rig.screen()).toBe('closed');
  });
});
