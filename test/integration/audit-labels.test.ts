import { audit, fetches, openDoors } from '../helpers/auditor';
import { askAt, guidedAudit } from '../helpers/guided';
import { COURIER_PIN, HOUR, Rig, SERVICE_PIN } from '../helpers/rig';

/** Labels that were read in an audit, and what happens at the doors meanwhile or afterwards. */

const LABEL = '00340434161094021501';
const OTHER = '00340434161094021502';
const THIRD = '00340434161094021503';
const KIM = { person: 'kim' };

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

const told = (type: string) => rig.events().filter((event) => event.type === type);
const state = (id: string) => rig.compartment(id).state;

/** A courier brings it, closes the door and goes without an answer. Returns its compartment. */
async function inDoubt(): Promise<string> {
  rig.announce({ id: 'p1', label: LABEL });
  rig.grant('g-p1', { kind: 'pickup', parcel: 'p1', pin: '123456' });
  rig.publish();
  const place = await rig.opensFor(LABEL);
  await rig.hand(place, 'close');
  await rig.advance(70_000);
  expect(rig.compartment(place)).toMatchObject({ state: 'unverified', parcel: 'p1' });
  return place;
}

describe('behind one door the labels of two others are read, one after the other', () => {
  let first: string;
  let second: string;
  beforeEach(async () => {
    first = await rig.stored({ id: 'p1', label: LABEL }, '123456');
    second = await rig.stored({ id: 'p2', label: OTHER }, '654321');
    const third = await rig.stored({ id: 'p3', label: THIRD }, '777777');
    await audit(rig, { [first]: OTHER, [second]: '1', [third]: '1' });
    expect(await fetches(rig, '654321')).toEqual([]);
    const guided = guidedAudit(rig);
    guided.start('unverified', KIM);
    await askAt(rig, guided, first);
    guided.answer({ label: THIRD });
    guided.end();
  });

  test('the first one’s code still opens nothing: nobody has seen it behind its own door', async () => {
    expect(await fetches(rig, '654321')).toEqual([]);
    const guided = guidedAudit(rig);
    guided.start('all', KIM);
    await askAt(rig, guided, first);
    guided.answer('other');
    await askAt(rig, guided, second);
    guided.answer('parcel');
    guided.end();
    expect(state(second)).toBe('unverified');
    expect(await fetches(rig, '654321')).toEqual([]);
  });

  test('its label is read behind its own door: its code opens that', async () => {
    const guided = guidedAudit(rig);
    guided.start('all', KIM);
    await askAt(rig, guided, first);
    guided.answer('other');
    await askAt(rig, guided, second);
    guided.answer({ label: OTHER });
    guided.end();
    expect(state(second)).toBe('occupied');
    expect(await fetches(rig, '654321')).toEqual([second]);
  });
});

describe('deposited in doubt, ended, and found behind another door', () => {
  test.each([
    ['recalled', () => Promise.resolve(void rig.locker.operations.recall('p1'))],
    ['its window over', () => rig.advance(80 * HOUR)],
  ])('%s: it stays so, no code opens, and the courier takes it back from there', async (_how, ends) => {
    const place = await inDoubt();
    await ends();
    await rig.advance(1_000);
    expect(told('parcel.expired')).toHaveLength(1);
    await audit(rig, { [place]: '3', C1: LABEL });
    expect(told('parcel.found')).toMatchObject([{ parcel: 'p1', compartment: 'C1' }]);
    expect(told('parcel.deposited')).toHaveLength(1);
    expect(rig.compartment('C1')).toMatchObject({ state: 'expired', parcel: 'p1' });
    expect(await fetches(rig, '123456')).toEqual([]);
    await rig.keys(`${COURIER_PIN}2#`);
    await rig.advance(1_000);
    expect(await openDoors(rig)).toEqual(['C1']);
  });

  test('recalled, and a courier deposits it once more: it stays recalled, and alone', async () => {
    await inDoubt();
    rig.announce({ id: 'p1', label: LABEL, recipient: 'ann' });
    rig.publish();
    const live = await rig.stored({ id: 'p2', label: OTHER, size: 'L', recipient: 'ann' }, '654321');
    rig.locker.operations.recall('p1');
    const place = await rig.opensFor(LABEL);
    await rig.hand(place, 'close');
    await rig.keys('#');
    expect(told('parcel.deposited')).toHaveLength(3);
    expect(place).not.toBe(live);
    expect(state(place)).toBe('expired');
    expect(rig.locker.store.parcels.get('p1')?.expired).toBe('recalled');
    await rig.advance(70_000);
    expect(await fetches(rig, '123456')).toEqual([]);
  });
});

test('its recipient opens where it was deposited in doubt, while its label is read elsewhere: it is not moved under their hands', async () => {
  const place = await inDoubt();
  const guided = guidedAudit(rig);
  guided.start('all', KIM);
  await askAt(rig, guided, 'C1');
  await rig.keys('123456');
  expect(rig.locker.store.openings.underWay(place)?.purpose).toBe('pickup');
  guided.answer({ label: LABEL });
  expect(guided.view()?.result).toBe('unknown');
  await rig.advance(1_500);
  expect(await openDoors(rig)).toEqual([place]);
  expect(told('parcel.collected')).toMatchObject([{ parcel: 'p1', compartment: place }]);
  expect(told('parcel.deposited')).toHaveLength(1);
});

test('a courier has it under way, and its label is read behind another door: it is deposited once', async () => {
  rig.announce({ id: 'p1', label: LABEL });
  rig.publish();
  const guided = guidedAudit(rig);
  guided.start('all', KIM);
  await askAt(rig, guided, 'C1');
  const place = await rig.opensFor(LABEL);
  await rig.hand(place, 'close');
  guided.answer({ label: LABEL });
  expect(guided.view()?.result).toBe('unknown');
  await rig.keys('#');
  expect(told('parcel.deposited')).toMatchObject([{ parcel: 'p1', compartment: place }]);
  expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcel: 'p1' });
  expect(state('C1')).toBe('unverified');
});

describe('a courier looks into what is unverified, and reads another one’s label there', () => {
  let first: string;
  let second: string;
  beforeEach(async () => {
    first = await rig.stored({ id: 'p1', label: LABEL }, '123456');
    second = await rig.stored({ id: 'p2', label: OTHER }, '654321');
    rig.locker.operations.open(first, { person: 't1', reason: 'a look' });
    await rig.advance(1_000);
    await rig.hand(first, 'close');
    expect([state(first), state(second)]).toEqual(['unverified', 'occupied']);
  });

  test('the compartment where that should be is next, and both are put right at once', async () => {
    await rig.keys(COURIER_PIN);
    await rig.advance(1_100);
    await rig.keys('41#');
    for (const [place, label] of [
      [first, OTHER],
      [second, LABEL],
    ] as const) {
      await rig.advance(1_000);
      expect(await openDoors(rig)).toEqual([place]);
      await rig.hand(place, 'close');
      await rig.scan(label);
    }
    expect(rig.screen()).toBe('audit-done');
    expect(told('audit.finished')).toMatchObject([{ asExpected: 0, missing: 0, found: 2, unknown: 0, left: 0 }]);
    await rig.advance(70_000);
    expect(await fetches(rig, '123456')).toEqual([second]);
  });

  test('from the page, too; nothing is looked into twice', async () => {
    const guided = guidedAudit(rig);
    guided.start('unverified', KIM);
    await askAt(rig, guided, first);
    guided.answer({ label: OTHER });
    expect(guided.view()).toMatchObject({ stage: 'between', rest: [second] });
    await askAt(rig, guided, second);
    guided.answer('other');
    expect(guided.view()).toMatchObject({ stage: 'over', tally: { unknown: 2, left: 0 } });
  });
});

describe('two of one recipient behind one door', () => {
  let place: string;
  beforeEach(async () => {
    for (const small of ['A1', 'A2']) rig.locker.operations.outOfService(small, {});
    place = await rig.stored({ id: 'p1', label: LABEL, recipient: 'ann', windowHours: 1 }, '123456');
    expect(await rig.stored({ id: 'p2', label: OTHER, recipient: 'ann' }, '654321')).toBe(place);
  });

  test('one is read elsewhere: with the label of the other, and that it is not here, both are where they were read', async () => {
    await audit(rig, { [place]: '1', C2: LABEL });
    expect([state(place), state('C2')]).toEqual(['unverified', 'unverified']);
    await audit(rig, { [place]: [OTHER, '2'], C2: LABEL }, 'unverified');
    expect(
      told('audit.finding').find((one) => 'expected' in one && one.expected.length === 2 && one.result === 'found'),
    ).toMatchObject({
      compartment: place,
    });
    expect(told('parcel.found')).toMatchObject([{ parcel: 'p1', compartment: 'C2' }]);
    expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcels: ['p2'] });
    expect(await fetches(rig, '123456')).toEqual(['C2']);
    expect(await fetches(rig, '654321')).toEqual([place]);
  });

  test('hands have put back the one that was read elsewhere: both labels are asked for, and nothing is missing', async () => {
    await audit(rig, { [place]: '1', C2: LABEL });
    await audit(rig, { [place]: [OTHER, LABEL], C2: '2' }, 'unverified');
    expect(told('parcel.missing')).toEqual([]);
    expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcels: ['p1', 'p2'] });
    expect(await fetches(rig, '123456')).toEqual([place]);
  });

  test('one is read, the other is not there, and turns up behind another door: in one audit', async () => {
    await audit(rig, { [place]: [LABEL, '2'], C2: OTHER });
    expect(told('parcel.missing')).toMatchObject([{ parcel: 'p2', compartment: place }]);
    expect(told('parcel.found')).toMatchObject([{ parcel: 'p2', compartment: 'C2' }]);
    expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcels: ['p1'] });
    expect(await fetches(rig, '123456')).toEqual([place]);
  });

  test('one is being taken back while the other is read elsewhere: somebody has to look', async () => {
    await rig.advance(2 * HOUR);
    const guided = guidedAudit(rig);
    guided.start('all', KIM);
    await askAt(rig, guided, 'C1');
    await rig.keys(`${COURIER_PIN}2#`);
    await rig.advance(1_000);
    expect(await openDoors(rig)).toEqual([place]);
    guided.answer({ label: OTHER });
    await rig.hand(place, 'close');
    await rig.keys('#');
    expect(told('parcel.retrieved')).toMatchObject([{ parcel: 'p1' }]);
    expect(state(place)).toBe('unverified');
    expect(rig.locker.audits.list('unverified')).toContain(place);
    expect(told('compartment.unverified').at(-1)).toMatchObject({ compartment: place, parcel: 'p2' });
  });
});

test('beside a parcel without a label the box of one that was collected is found, and taken away: that it is there counts', async () => {
  await rig.keys(`${COURIER_PIN}1##1`);
  await rig.advance(1_000);
  const [place = ''] = await openDoors(rig);
  await rig.hand(place, 'close');
  await rig.keys('#**');
  await rig.advance(2_000);
  rig.grant('g-u', { kind: 'pickup', parcel: rig.compartment(place).parcel ?? '', pin: '123456' });
  rig.publish();
  const other = await rig.stored({ id: 'p2', label: OTHER }, '654321');
  expect(await fetches(rig, '654321')).toEqual([other]);
  await audit(rig, { [place]: OTHER });
  expect(await fetches(rig, '123456')).toEqual([]);
  await audit(rig, { [place]: '1' }, 'unverified');
  expect(state(place)).toBe('occupied');
  expect(await fetches(rig, '123456')).toEqual([place]);
});

describe('what an audit tells in the end', () => {
  const finished = () => told('audit.finished').at(-1);
  let place: string;
  beforeEach(async () => {
    place = await rig.stored({ id: 'p1', label: LABEL }, '123456');
  });

  test('its customer opens a compartment that was as expected, just before the end: that is no finding', async () => {
    const guided = guidedAudit(rig);
    guided.start('all', KIM);
    await askAt(rig, guided, 'C2');
    await rig.keys('123456');
    await rig.advance(1_000);
    expect(await openDoors(rig)).toEqual([place]);
    guided.answer('empty');
    expect(finished()).toMatchObject({ asExpected: 5, missing: 0, found: 0, unknown: 0, left: 0 });
  });

  test('what was unclear, and found empty since, is missing', async () => {
    const guided = guidedAudit(rig);
    guided.start('all', KIM);
    await askAt(rig, guided, place);
    guided.answer('other');
    rig.locker.operations.verifiedEmpty(place, KIM);
    expect(told('parcel.missing')).toHaveLength(1);
    await askAt(rig, guided, 'C2');
    guided.answer('empty');
    expect(finished()).toMatchObject({ asExpected: 4, missing: 1, found: 0, unknown: 0 });
  });

  test('whoever leads it, and the operator, are told the same', async () => {
    const guided = guidedAudit(rig);
    guided.start('all', KIM);
    await askAt(rig, guided, place);
    guided.answer('parcel');
    await rig.hand(place, 'open');
    await rig.hand(place, 'close');
    guided.end();
    expect(guided.view()?.tally).toEqual({ 'as-expected': 0, missing: 0, found: 0, unknown: 1, left: 4 });
    expect(finished()).toMatchObject({ asExpected: 0, unknown: 1, left: 4 });
  });

  test('at the terminal, too, also when it is stopped half-way', async () => {
    await rig.keys(SERVICE_PIN);
    await rig.advance(1_100);
    await rig.keys('42#');
    await rig.advance(1_000);
    await rig.hand(place, 'close');
    await rig.keys('1#');
    await rig.advance(1_000);
    await rig.hand(place, 'open');
    await rig.hand(place, 'close');
    await rig.hand('A2', 'close');
    await rig.keys('*');
    expect(rig.screen()).toBe('audit-done');
    expect(rig.lines().join(' ')).toContain('Unclear 1 Left 4');
    expect(finished()).toMatchObject({ asExpected: 0, unknown: 1, left: 4 });
  });
});

test('the door springs open again before anybody has answered: nothing can be said of it any more, and the next one opens', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, '123456');
  await rig.keys(SERVICE_PIN);
  await rig.advance(1_100);
  await rig.keys('42#');
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  await rig.hand(place, 'open');
  await rig.hand(place, 'close');
  expect(rig.screen()).toBe('audit-ask');
  await rig.keys('1#');
  await rig.advance(1_000);
  expect(await openDoors(rig)).toEqual(['A2']);
  expect(state(place)).toBe('unverified');
  await rig.hand('A2', 'close');
  await rig.keys('*');
  expect(told('audit.finished')).toMatchObject([{ left: 5 }]);
});

test('one that was deposited in doubt and one that was not lie in each other’s places: one audit puts them right', async () => {
  const sure = await rig.stored({ id: 'p2', label: OTHER }, '654321');
  const doubtful = await inDoubt();
  await audit(rig, { [sure]: LABEL, [doubtful]: OTHER });
  expect(rig.compartment(sure)).toMatchObject({ state: 'occupied', parcels: ['p1'] });
  expect(rig.compartment(doubtful)).toMatchObject({ state: 'occupied', parcels: ['p2'] });
  expect(await fetches(rig, '123456')).toEqual([sure]);
  expect(await fetches(rig, '654321')).toEqual([doubtful]);
});
