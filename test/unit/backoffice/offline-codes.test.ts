import { offlinePin } from '../../../firmware/access/offline-pin';
import { readTicket } from '../../../firmware/access/tickets';
import { operatorKey } from '../../../firmware/core/operator-key';
import { answer } from '../../../scripts/backoffice/api';
import type { Reply } from '../../../scripts/backoffice/reply';
import type { Announcement } from '../../../scripts/backoffice/parcels';
import { OPERATOR, OPERATOR_KEY } from '../../helpers/signing';
import { Rig, SITE_KEY, turns } from './rig';

const LOCKER = 'SIM-0001';
const plain: Announcement = { to: 'ada@example.org', size: 'M', accessible: false, handover: false };

let rig: Rig;
afterEach(() => rig.dispose());

const post = (path: string, body?: unknown): Promise<Reply> =>
  answer(
    { office: rig.office, info: { broker: '', locker: LOCKER, siteKey: '' } },
    'POST',
    `/api/v1/demo${path}`,
    body,
  );

describe('for a locker that takes both', () => {
  beforeEach(() => (rig = new Rig(undefined, { offline: { signingKey: OPERATOR, pins: true, pinLength: 6 } })));

  test('a ticket by the label of a parcel, good for as long as was asked for', async () => {
    const { id, label } = rig.office.announce(plain);
    const { status, body } = await post(`/parcels/${id}/ticket`, { hours: 2 });
    expect(status).toBe(200);
    const { qr, grant, from, until } = body as Record<'qr' | 'grant' | 'from' | 'until', string>;
    const ticket = readTicket(qr, LOCKER, [operatorKey(OPERATOR_KEY)]);
    expect(ticket).toMatchObject({
      subject: { kind: 'pickup', label },
      from: Date.parse(from),
      until: Date.parse(until),
    });
    expect([grant, Date.parse(until) - Date.parse(from)]).toEqual([`ticket:${ticket?.id}`, 7_200_000]);
  });

  test('a PIN for the door that the locker has told, or that the courier says', async () => {
    const { id, label } = rig.office.announce(plain);
    expect(await post(`/parcels/${id}/offline-pin`, {})).toMatchObject({ status: 422 });
    const parcel = { id, label };
    const of = { locker: LOCKER, number: 5, date: '2026-11-21', parcel };
    expect(await post(`/parcels/${id}/offline-pin`, { compartment: 5, date: '2026-11-21' })).toMatchObject({
      status: 200,
      body: { id, compartment: 5, pin: offlinePin(SITE_KEY, of, 6) },
    });
    await turns();
    await rig.events(rig.locker.event('parcel.deposited', { parcel: id, label, size: 'M', compartment: 'B1' }));
    expect(await post(`/parcels/${id}/offline-pin`)).toMatchObject({ status: 200, body: { compartment: 5 } });
  });

  test('what was revoked, and what is left over of a parcel that is gone, is in the next document', async () => {
    const [one, two] = [rig.office.announce(plain), rig.office.announce(plain)];
    const grantOf = async (path: string, body: object = {}) =>
      ((await post(path, body)).body as { grant: string }).grant;
    const first = await grantOf(`/parcels/${one.id}/ticket`);
    const second = await grantOf(`/parcels/${two.id}/ticket`);
    const pin = await grantOf(`/parcels/${two.id}/offline-pin`, { compartment: 5 });
    await turns();
    expect(rig.locker.desired?.revokedOffline).toEqual([]);
    expect(await post(`/offline-codes/${encodeURIComponent(first)}/revoke`)).toMatchObject({ status: 200 });
    expect(rig.locker.desired?.revokedOffline).toEqual([first]);
    await rig.events(
      rig.locker.event('parcel.deposited', { parcel: two.id, label: two.label, size: 'M', compartment: 'B1' }),
      rig.locker.event('parcel.collected', { parcel: two.id, compartment: 'B1', method: 'ticket', grant: second }),
    );
    await turns();
    expect(rig.locker.desired?.revokedOffline).toEqual([first, second, pin].sort());
    // Nothing is left to be told once none of them could count.
    rig.clock.setOffset(100 * 24 * 3_600_000);
    rig.restart();
    await turns();
    expect(rig.locker.desired?.revokedOffline).toEqual([]);
  });

  test('refusals say why', async () => {
    const { id } = rig.office.announce(plain);
    expect(await post('/parcels/p0/ticket')).toMatchObject({ status: 404 });
    expect(await post(`/parcels/${id}/ticket`, { hours: 0 })).toMatchObject({ status: 422 });
    expect(await post(`/parcels/${id}/offline-pin`, { compartment: 5, date: '2026-02-30' })).toMatchObject({
      status: 422,
    });
    expect(await post(`/parcels/${id}/offline-pin`, { compartment: 77 })).toMatchObject({
      status: 422,
      body: { error: { message: 'compartment: no door has the number 77' } },
    });
    expect(await post('/offline-codes/ticket:0/revoke')).toMatchObject({ status: 404 });
  });
});

test('where the locker takes neither, none is made', async () => {
  rig = new Rig();
  const { id } = rig.office.announce(plain);
  for (const what of ['ticket', 'offline-pin'])
    expect(await post(`/parcels/${id}/${what}`, {})).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict' } },
    });
});
