import { operatorKey } from '../../../firmware/core/operator-key';
import { openCommand } from '../../../firmware/sync/signed';
import { answer } from '../../../scripts/backoffice/api';
import type { Reply } from '../../../scripts/backoffice/reply';
import { OPERATOR, OPERATOR_KEY } from '../../helpers/signing';
import { Rig, turns } from './rig';

/** The operator tells the locker something at once, and hears what came of it. */

const EXPIRES = '2026-11-24T10:00:00.000Z';

let rig: Rig;
let id: string;
let label: string;
beforeEach(async () => {
  rig = new Rig();
  const parcel = rig.office.announce({ to: 'ada@example.org', size: 'M', accessible: false, handover: false });
  [id, label] = [parcel.id, parcel.label ?? ''];
  await turns();
  const where = { parcel: id, label, size: 'M', compartment: 'B1', expiresAt: EXPIRES };
  await rig.events(rig.locker.event('parcel.deposited', where));
  rig.office.receive('online', Buffer.from('1'));
});
afterEach(() => rig.dispose());

const post = (path: string, body: object = {}): Promise<Reply> =>
  answer({ office: rig.office, info: { broker: '', locker: '', siteKey: '' } }, 'POST', `/api/v1/demo${path}`, body);
const last = () => rig.commands.at(-1);
const answered = (type: string, more: object = {}) =>
  rig.events(rig.locker.event(type, { command: last()?.['id'], ...more }));

test('a recall, by the label of the parcel: the locker answers, and its courier is told', async () => {
  const asked = post(`/parcels/${label}/recall`);
  expect(last()).toMatchObject({ type: 'recall', parcel: id });
  const { notAfter } = last() as { notAfter: string };
  expect(Date.parse(notAfter) - rig.clock.now()).toBeLessThanOrEqual(60_000);
  await rig.events(rig.locker.event('parcel.expired', { parcel: id, cause: 'recalled' }));
  await answered('command.done');
  expect(await asked).toEqual({ status: 200, body: { id, label } });
  expect(rig.office.books.parcels.find(id)?.state).toBe('expired');
});

test('an extension counts from the end that there is, or from now where that is over', async () => {
  rig.clock.setOffset(Date.parse('2026-11-23T10:00:00.000Z') - Date.now());
  const asked = post(`/parcels/${id}/extend`, { hours: 5 });
  const expiresAt = '2026-11-24T15:00:00.000Z';
  expect(last()).toMatchObject({ type: 'extend', parcel: id, expiresAt });
  await rig.events(rig.locker.event('parcel.extended', { parcel: id, expiresAt }));
  await answered('command.done');
  expect(await asked).toEqual({ status: 200, body: { id, label, expiresAt } });
  expect(rig.office.messages().at(-1)).toMatchObject({ parcel: id, kind: 'reminder' });
  // A window that stood still is no news.
  const told = rig.office.messages().length;
  await rig.events(rig.locker.event('parcel.extended', { parcel: id, expiresAt, cause: 'unavailable' }));
  expect(rig.office.messages()).toHaveLength(told);

  rig.clock.setOffset(Date.parse('2026-11-26T10:00:00.000Z') - Date.now());
  const again = post(`/parcels/${id}/extend`, { hours: 1 });
  expect(String(last()?.['expiresAt'])).toMatch(/^2026-11-26T11:00:/);
  await answered('command.done');
  expect(await again).toMatchObject({ status: 200 });
  expect(await post(`/parcels/${id}/extend`, { hours: -1 })).toMatchObject({ status: 422 });
});

test('where the locker obeys signed commands only, the office signs them with its key', async () => {
  rig.dispose();
  rig = new Rig(undefined, { commandKey: OPERATOR });
  const { id: parcel } = rig.office.announce({ to: 'a@example.org', size: 'M', accessible: false, handover: false });
  rig.office.receive('online', Buffer.from('1'));
  const asked = post(`/parcels/${parcel}/recall`);
  const bytes = Buffer.from(JSON.stringify(last()));
  const signed = openCommand(bytes, { locker: 'SIM-0001', keys: [operatorKey(OPERATOR_KEY)] });
  expect(signed).toMatchObject({ signed: true, value: { type: 'recall', parcel } });
  const { id: command } = signed?.value as { id: string };
  await rig.events(rig.locker.event('command.done', { command }));
  expect(await asked).toMatchObject({ status: 200 });
});

test("the locker's refusal is told with its reason", async () => {
  const asked = post(`/parcels/${id}/recall`);
  await answered('command.refused', { reason: 'the clock is not to be trusted' });
  expect(await asked).toMatchObject({
    status: 409,
    body: { error: { message: 'the locker refused it: the clock is not to be trusted' } },
  });
});

test('no command waits for a locker that is offline; one that is not answered is said to be so', async () => {
  const asked = post(`/parcels/${id}/recall`);
  rig.office.stop();
  expect(await asked).toMatchObject({
    status: 503,
    body: { error: { message: 'the locker has not answered: it may be done or not, its events tell' } },
  });
  rig.office.receive('online', Buffer.from('0'));
  const sent = rig.commands.length;
  expect(await post(`/parcels/${id}/recall`)).toMatchObject({ status: 409 });
  expect(rig.commands).toHaveLength(sent);
});

test('an extension before the locker has told any end counts from the one that the recipient was told', async () => {
  const fresh = rig.office.announce({ to: 'bob@example.org', size: 'M', accessible: false, handover: false });
  await turns();
  expect(await post(`/parcels/${fresh.id}/extend`)).toMatchObject({ status: 409 });
  const deposited = rig.locker.event('parcel.deposited', { parcel: fresh.id, size: 'M', compartment: 'B1' });
  await rig.events(deposited);
  const asked = post(`/parcels/${fresh.id}/extend`, { hours: 24 });
  const { expiresAt } = last() as { expiresAt: string };
  expect(Date.parse(expiresAt) - Date.parse(String(deposited['at']))).toBe((72 + 24) * 3_600_000);
  await answered('command.done');
  expect(await asked).toMatchObject({ status: 200 });
});

test('every parcel can be asked for, as the operator knows it', async () => {
  const get = () =>
    answer({ office: rig.office, info: { broker: '', locker: '', siteKey: '' } }, 'GET', '/demo/parcels', null);
  const parcel = { id, label, to: 'ada@example.org', size: 'M', handover: false, recipient: null, compartment: 'B1' };
  expect(await get()).toMatchObject({ status: 200, body: [{ ...parcel, state: 'stored', expiresAt: EXPIRES }] });
  await rig.events(rig.locker.event('parcel.collected', { parcel: id, compartment: 'B1' }));
  expect(await get()).toMatchObject({ body: [{ ...parcel, state: 'gone' }] });
});

test('a parcel that nobody knows, and one that is gone', async () => {
  expect(await post('/parcels/nobody/recall')).toMatchObject({
    status: 404,
    body: { error: { message: 'there is no parcel with the id or label nobody' } },
  });
  await rig.events(rig.locker.event('parcel.collected', { parcel: id, compartment: 'B1' }));
  expect(await post(`/parcels/${label}/extend`)).toMatchObject({ status: 409 });
});
