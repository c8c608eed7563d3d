import { Rig, SERVICE_PIN } from '../helpers/rig';

/** A technician at the keypad, step by step, and what the operator learns of each. */

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
  await rig.keys(SERVICE_PIN);
  await rig.advance(1_100);
  expect(rig.screen()).toBe('service');
});
afterEach(() => rig.end());

const told = (type: string) => rig.events().filter((event) => event.type === type);

test('1: a door is opened by its number, and the events name who, by which badge, and why', async () => {
  await rig.keys('13#');
  await rig.advance(1_000);
  expect(rig.lines()).toEqual(['Door 3 is open', 'When you are done,', 'please close it', '*=leave it open']);
  await rig.hand('B1', 'close');
  const who = { compartment: 'B1', person: 't1', grant: 'service', reason: 'at the terminal' };
  expect(told('door.opened')).toMatchObject([who]);
  expect(told('door.closed')).toMatchObject([who]);
  expect(rig.lines()[0]).toBe('Door 3 is closed');
  await rig.keys('*');
  expect(rig.screen()).toBe('service');
});

test('a number that is typed without the menu opens nothing', async () => {
  await rig.keys('5#');
  await rig.advance(1_000);
  expect(told('door.opened')).toEqual([]);
  expect(rig.screen()).toBe('service');
});

test('2: a compartment is taken out of service, gets no parcel, and is put back as it was', async () => {
  await rig.keys('21#');
  expect(rig.lines()).toEqual(['Door 1', 'is in service', '#=out of service', '*=back']);
  await rig.keys('#');
  expect(rig.compartment('A1').state).toBe('out-of-service');
  expect(told('compartment.out-of-service')).toMatchObject([
    { compartment: 'A1', person: 't1', grant: 'service', reason: 'at the terminal' },
  ]);
  await rig.keys('*0');
  expect(await rig.deposit({ id: 'p1', label: '00340434161094021501' })).toBe('B1');

  await rig.keys(SERVICE_PIN);
  await rig.advance(1_100);
  await rig.keys('21#');
  expect(rig.lines()[1]).toBe('is out of service');
  await rig.keys('#');
  expect(rig.compartment('A1').state).toBe('free');
  expect(told('compartment.in-service')).toMatchObject([{ compartment: 'A1', person: 't1', grant: 'service' }]);
});

test('3: the self-test says what is wrong, device by device, and is recorded', async () => {
  await rig.keys('3');
  await rig.advance(10);
  expect(rig.lines()[0]).toBe('Self-test passed');
  await rig.keys('#');
  expect(rig.screen()).toBe('service');

  await rig.fault('door:A1', 'lost');
  await rig.keys('3');
  await rig.advance(10);
  expect(rig.lines()).toEqual(['1/1 Door contact 1', 'does not answer:', 'check cable, power', '#=next      *=end']);
  expect(told('selftest.done')).toMatchObject([
    { person: 't1', grant: 'service', complaints: [] },
    { person: 't1', complaints: ['door:A1'] },
  ]);
  await rig.keys('#');
  expect(rig.screen()).toBe('service');
});

test('4: compartments are looked into one after the other', async () => {
  await rig.keys('4');
  expect(rig.lines()).toEqual(['Check compartments', '1=unverified: 0', '2=all: 5', '*=back']);
  await rig.keys('2#');
  for (const place of ['A1', 'A2', 'B1', 'C1', 'C2']) {
    await rig.advance(1_000);
    await rig.hand(place, 'close');
    await rig.keys('2#');
  }
  expect(rig.lines()[0]).toBe('As expected: 5');
  expect(told('audit.finding')).toHaveLength(5);
  expect(told('audit.finished')).toMatchObject([{ asExpected: 5, person: 't1' }]);
});

test('0: the session ends; a badge that is revoked meanwhile does nothing more', async () => {
  await rig.keys('21#');
  rig.revoke('service');
  rig.publish();
  await rig.keys('#');
  expect(rig.screen()).toBe('refused');
  expect(rig.compartment('A1').state).toBe('free');
  expect(told('compartment.out-of-service')).toEqual([]);
  await rig.advance(5_000);
  expect(rig.screen()).toBe('idle');
});
