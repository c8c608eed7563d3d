import { GONE_MS, type GuidedAudit, type GuidedAuditView } from '../../firmware/panel/guided-audit';
import { guidedAudit } from '../helpers/guided';
import { Rig, SERVICE_PIN } from '../helpers/rig';

/** A technician with the page, or with lockerctl, is led from compartment to compartment. */

const LABEL = '00340434161094021501';
const KIM = { person: 'kim' };

let rig: Rig;
let audit: GuidedAudit;
let told: GuidedAuditView[];
beforeEach(async () => {
  rig = await Rig.running();
  told = [];
  audit = guidedAudit(rig, (view) => told.push(view));
});
afterEach(() => rig.end());

const events = (type: string) => rig.events().filter((event) => event.type === type);

async function openNext(): Promise<string> {
  expect(audit.next(null)).toEqual({ ok: true });
  await rig.advance(1_500);
  expect(audit.view()?.stage).toBe('open');
  return audit.view()?.compartment ?? '';
}

test('all compartments in turn: what is inside is said behind each closed door, and the sum is told', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, '123456');
  expect(audit.start('all', KIM)).toEqual({ ok: true });
  expect(audit.view()).toMatchObject({ stage: 'between', person: 'kim', rest: ['A1', 'A2', 'B1', 'C1', 'C2'] });
  for (let n = 0; n < 5; n += 1) {
    const id = await openNext();
    expect(audit.answer('empty')).toMatchObject({ ok: false, code: 'conflict' });
    expect(audit.next(null)).toMatchObject({ ok: false, code: 'conflict' });
    await rig.hand(id, 'close');
    expect(audit.view()).toMatchObject({ stage: 'ask', expected: id === place ? [LABEL] : [] });
    expect(audit.answer(id === place ? { label: LABEL } : 'empty')).toEqual({ ok: true });
  }
  expect(audit.view()).toMatchObject({ stage: 'over', tally: { 'as-expected': 5, missing: 0, left: 0 } });
  expect(events('audit.finished')).toMatchObject([{ asExpected: 5, left: 0, person: 'kim' }]);
  expect(rig.compartment(place).state).toBe('occupied');
  expect(told.map(({ stage }) => stage).slice(0, 5)).toEqual(['between', 'opening', 'open', 'ask', 'between']);
});

test("a label that is, or ends with, somebody's PIN is not written down; one that the operator announced is", async () => {
  await rig.stored({ id: 'p1', label: LABEL }, '123456');
  rig.announce({ id: 'p2', label: '999123456' });
  rig.publish();
  audit.start('all', KIM);
  for (const label of ['123456', `JJD00039000712${SERVICE_PIN}`, '123457', '999123456']) {
    await rig.hand(await openNext(), 'close');
    expect(audit.answer({ label })).toEqual({ ok: true });
  }
  const findings = events('audit.finding');
  expect(findings).toMatchObject([
    { result: 'unknown' },
    { result: 'unknown' },
    { result: 'unknown', label: '123457' },
    { result: 'found', parcel: 'p2' },
  ]);
  expect(JSON.stringify([findings, told])).not.toMatch(new RegExp(`123456|${SERVICE_PIN}`));
});

test('somebody who goes away leaves one compartment unverified, and the rest as it was', async () => {
  audit.start('all', KIM);
  const id = await openNext();
  await rig.hand(id, 'close');
  await rig.advance(GONE_MS + 1_000);
  expect(audit.view()).toMatchObject({ stage: 'over', tally: { left: 5 } });
  expect(rig.compartment(id).state).toBe('unverified');
  expect(rig.compartment('C2').state).toBe('free');
  expect(rig.locker.store.openings.unsettled()).toEqual([]);
});

test('a door that does not open is left; or, by somebody who sees it open, its contact lies', async () => {
  await rig.fault('door:A1', 'jam');
  await rig.fault('door:A2', 'jam');
  audit.start('all', KIM);
  audit.next(null);
  expect(audit.end()).toMatchObject({ ok: false, code: 'conflict' });
  await rig.advance(7_000);
  expect(audit.view()).toMatchObject({ stage: 'stuck', compartment: 'A1' });
  audit.next(null);
  await rig.advance(7_000);
  expect(audit.view()).toMatchObject({ stage: 'stuck', compartment: 'A2', tally: { left: 1 } });
  audit.next(null, { seenOpen: true });
  expect(events('door.contact-fault')).toMatchObject([{ compartment: 'A2', cause: 'stuck-closed' }]);
  await rig.advance(1_500);
  expect(audit.view()).toMatchObject({ stage: 'open', compartment: 'B1' });
  expect(audit.end()).toEqual({ ok: true });
  expect(audit.end()).toEqual({ ok: true });
  expect(events('audit.finished')).toHaveLength(1);
  expect(audit.view()?.tally).toMatchObject({ left: 5 });
});

test('a door that stands open is asked to be closed, and opened then', async () => {
  await rig.hand('A1', 'open');
  await rig.hand('C2', 'open');
  audit.start('all', KIM);
  expect(audit.next(null, { again: true })).toMatchObject({ ok: false, code: 'conflict' });
  audit.next(null);
  await rig.advance(500);
  expect(audit.view()).toMatchObject({ stage: 'not-closed', compartment: 'A1', rest: ['A2', 'B1', 'C1', 'C2'] });
  expect(audit.next(null, { seenOpen: true })).toMatchObject({ ok: false, code: 'conflict' });

  audit.next(null, { again: true });
  await rig.advance(500);
  expect(audit.view()).toMatchObject({ stage: 'not-closed', compartment: 'A1', tally: { left: 0 } });

  await rig.hand('A1', 'close');
  audit.next(null, { again: true });
  await rig.advance(1_500);
  expect(audit.view()).toMatchObject({ stage: 'open', compartment: 'A1', rest: ['A2', 'B1', 'C1', 'C2'] });
  await rig.hand('A1', 'close');
  expect(audit.answer('empty')).toEqual({ ok: true });
  for (const id of ['A2', 'B1', 'C1']) {
    expect(await openNext()).toBe(id);
    await rig.hand(id, 'close');
    audit.answer('empty');
  }
  audit.next(null);
  await rig.advance(500);
  expect(audit.view()).toMatchObject({ stage: 'not-closed', compartment: 'C2', rest: [] });
  audit.end();
  expect(audit.view()).toMatchObject({ stage: 'over', tally: { 'as-expected': 4, left: 1 } });
  expect(events('door.contact-fault')).toEqual([]);
});

test('one audit at a time; a compartment that is being served is left', async () => {
  audit.start('all', KIM);
  expect(audit.start('all', { person: 'lou' })).toMatchObject({ ok: false, code: 'conflict' });
  rig.locker.operations.open('A1', { person: 'lou', reason: 'x' });
  expect(await openNext()).toBe('A2');
  expect(audit.view()?.tally.left).toBe(1);
  audit.end();
  expect(audit.start('unverified', { person: 'lou' })).toEqual({ ok: true });
});

describe('at the terminal and from elsewhere at once', () => {
  const openDoors = async () =>
    Object.values((await rig.world.inspect()).doors).filter((door) => door.state === 'open');

  async function atTheTerminal(keys: string): Promise<void> {
    await rig.keys(SERVICE_PIN);
    await rig.advance(1_100);
    for (const key of keys) {
      await rig.keys(key);
      await rig.advance(1_100);
    }
  }

  test('while the page leads one, the terminal says so, and its session goes on', async () => {
    audit.start('all', KIM);
    const id = await openNext();
    await atTheTerminal('42#');
    expect(rig.lines()).toEqual(['The doors are being', 'checked just now,', 'from elsewhere.', 'Try again later']);
    expect(await openDoors()).toHaveLength(1);
    await rig.hand(id, 'close');
    audit.end();
    await rig.advance(5_000);
    expect(rig.screen()).toBe('audit-menu');
    await rig.keys('2');
    await rig.advance(1_100);
    await rig.keys('#');
    await rig.advance(1_500);
    expect(rig.screen()).toBe('audit-open');
    expect(events('audit.started')).toMatchObject([{ person: 'kim' }, { person: 't1' }]);
  });

  test('while the terminal leads one, the page may not begin, nor open the next door, until it has ended', async () => {
    audit.start('all', KIM);
    audit.end();
    await atTheTerminal('42#');
    expect(rig.screen()).toBe('audit-open');
    expect(audit.start('all', KIM)).toMatchObject({
      ok: false,
      code: 'conflict',
      message: expect.stringContaining('t1') as string,
    });
    expect(audit.next(null)).toMatchObject({ ok: false, code: 'conflict' });
    expect(await openDoors()).toHaveLength(1);
    await rig.hand('A1', 'close');
    expect(audit.start('all', KIM)).toMatchObject({ ok: false, code: 'conflict' });
    await rig.keys('*');
    expect(rig.screen()).toBe('audit-done');
    expect(audit.start('all', KIM)).toEqual({ ok: true });
  });

  test('a terminal whose session has ended by itself, or whose badge was revoked, leads none any more', async () => {
    await atTheTerminal('42#');
    await rig.hand('A1', 'close');
    await rig.advance(61_000);
    expect(rig.screen()).toBe('idle');
    expect(audit.start('all', KIM)).toEqual({ ok: true });
    audit.end();
    await atTheTerminal('42#');
    await rig.hand('A1', 'close');
    rig.revoke('service');
    rig.publish();
    await rig.keys('2#');
    expect(rig.screen()).toBe('refused');
    expect(audit.start('all', KIM)).toEqual({ ok: true });
  });
});

test('nothing to look into is over at once; nothing under way can not be answered', () => {
  expect(audit.view()).toBeNull();
  expect(audit.answer('empty')).toMatchObject({ ok: false });
  expect(audit.next(null)).toMatchObject({ ok: false });
  audit.start('unverified', KIM);
  expect(audit.view()).toMatchObject({ stage: 'over', rest: [] });
});

test('a stop in the middle ends it', async () => {
  audit.start('all', KIM);
  const id = await openNext();
  audit.stop();
  expect(events('audit.finished')).toMatchObject([{ left: 5 }]);
  expect(rig.compartment(id).state).not.toBe('free');
});
