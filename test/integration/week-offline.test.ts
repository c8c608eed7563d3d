import { ALLOWED, bring, DAY, LABEL, pickupTicket, takeOut, told } from '../helpers/offline';
import { OfficeLink } from '../helpers/office-link';
import { HOUR, Rig } from '../helpers/rig';
import { OPERATOR } from '../helpers/signing';
import type { Parcel } from '../../scripts/backoffice/parcels';

/** Locker and operator lose each other for a week. Then they meet again, on a line that loses acknowledgements. */

let rig: Rig;
let link: OfficeLink;
beforeEach(async () => {
  rig = new Rig(ALLOWED);
  await rig.boot();
  link = new OfficeLink(rig, OPERATOR);
});
afterEach(async () => {
  link.close();
  await rig.end();
});

const announce = (to: string, more: object = {}): Parcel =>
  link.office.announce({ to, size: 'S', accessible: false, handover: false, ...more });
const badge = (kind: 'courier' | 'service'): string =>
  link.office.books.grants.people().find((one) => one.kind === kind)?.pin ?? '';
/** What the recipient was sent last. */
const pinOf = (to: string): string => link.office.messages().findLast(({ address }) => address === to)?.pin ?? '';
const stateOf = ({ id }: Parcel) => {
  const found = link.office.books.parcels.find(id);
  return [found?.state, found?.outcome];
};

/** The courier brings an announced parcel. */
async function deposit({ label }: Parcel): Promise<string> {
  await rig.keys(`${badge('courier')}1`);
  await rig.scan(label ?? '');
  await rig.advance(1_000);
  const opening = rig.locker.store.openings.unsettled().find((row) => row.purpose === 'deposit');
  if (!opening) throw new Error(`no door opened: ${rig.screen()}`);
  await rig.hand(opening.compartment, 'close');
  await rig.keys('#**');
  return opening.compartment;
}

async function pulses(): Promise<number> {
  return Object.values((await rig.world.inspect()).doors).reduce((sum, { releases }) => sum + releases, 0);
}

const numberOf = (id: string): number => rig.site.compartments.find((one) => one.id === id)?.number ?? 0;
const dateIn = (days: number): string => `2026-11-${21 + days}`;

test('a week without each other: all are served, and afterwards each event counts once and no code revives', async () => {
  // Saturday morning, everything works.
  await link.connect();
  const ada = announce('ada');
  const dora = announce('dora');
  const cem = announce('cem', { handover: true });
  const bea = announce('bea');
  const eva = announce('eva');
  const gus = announce('gus');
  await link.settle();
  const cemsCode = pinOf('cem');
  const adasDoor = await deposit(ada);
  const dorasDoor = await deposit(dora);
  await link.settle();
  const [adasPin, dorasPin] = [pinOf('ada'), pinOf('dora')];
  const known = link.taken().length;
  link.disconnect();

  // From hand to hand, still on Saturday.
  await rig.keys(`${badge('courier')}3`);
  await rig.scan(cem.label ?? '');
  await rig.keys(cemsCode);
  expect(rig.screen()).toBe('handover-done');
  await rig.advance(61_000);

  // Sunday: a code that the locker knows; a parcel that its recipient gets a ticket for, and one for the neighbour.
  await rig.advance(DAY);
  await rig.keys(adasPin);
  await takeOut(rig, adasDoor);
  const beasDoor = await deposit(bea);
  const { offline } = link.office.books;
  const beas = offline.ticket(bea, 48, OPERATOR);
  const neighbours = offline.ticket(bea, 240, OPERATOR);
  await rig.scan(beas.qr);
  await takeOut(rig, beasDoor);

  // Monday: nobody announced this one, the power fails, and a ticket by its label opens all the same.
  await rig.advance(DAY);
  const strangersDoor = await bringUnannounced(LABEL);
  await rig.cut();
  const strangers = pickupTicket({ label: LABEL });
  await rig.scan(strangers);
  await takeOut(rig, strangersDoor);

  // Tuesday: Dora has not come in three days; the courier takes her parcel back.
  await rig.advance(DAY + HOUR);
  await rig.keys(dorasPin);
  expect(rig.screen()).toBe('refused');
  await rig.keys(`${badge('courier')}2#`);
  await rig.advance(1_000);
  await rig.hand(dorasDoor, 'close');
  await rig.keys('#**');

  // Wednesday: the courier says on the phone where Eva's parcel is; she gets the PIN of that door and day.
  await rig.advance(DAY);
  const evasDoor = await deposit(eva);
  const evas = offline.pin(eva, numberOf(evasDoor), dateIn(4));
  await rig.keys(`${evas.compartment}#${evas.pin}`);
  await takeOut(rig, evasDoor);

  // Thursday: Gus gets a ticket and a PIN for tomorrow; the operator takes the ticket back, and nobody can tell the locker.
  await rig.advance(DAY);
  const gusDoor = await deposit(gus);
  const revoked = offline.ticket(gus, 240, OPERATOR);
  const tomorrows = offline.pin(gus, numberOf(gusDoor), dateIn(6));
  expect(link.office.revokeOffline(revoked.grant)).toBe(true);
  expect(link.taken()).toHaveLength(known);

  // Friday evening: the line is back, and loses what it can.
  await rig.advance(DAY - 2 * HOUR);
  link.loseAcks = 3;
  await link.connect();
  const { events } = rig.locker.store;
  expect(link.loseAcks).toBe(0);
  expect(Math.max(...link.arrived.values())).toBeGreaterThan(1);
  expect(link.taken()).toEqual(events.after(0, 1_000_000).map(({ seq }) => seq));
  expect(link.office.settled()).toBe(true);

  expect([ada, bea, cem, dora, eva].map(stateOf)).toEqual([
    ['gone', 'collected'],
    ['gone', 'collected'],
    ['gone', 'handed-over'],
    ['gone', 'retrieved'],
    ['gone', 'collected'],
  ]);
  expect(stateOf(gus)).toEqual(['stored', null]);
  const collected = told(rig, 'parcel.collected').map((event) => 'method' in event && [event.method, event.grant]);
  expect(collected.map((one) => one && one[0])).toEqual(['pin', 'ticket', 'ticket', 'offline-pin']);
  expect(collected.map((one) => one && one[1])).toEqual(expect.arrayContaining([beas.grant, evas.grant]));
  // Who heard of a code in vain: nobody. Each was told once.
  const heard = link.office.messages().map(({ address, kind }) => `${address} ${kind}`);
  expect(new Set(heard).size).toBe(heard.length);
  expect(heard.filter((one) => one.startsWith('gus'))).toEqual(['gus pickup']);

  // Whatever was used, revoked or has ended opens nothing any more; Gus's own PIN does.
  const before = await pulses();
  for (const scan of [beas.qr, neighbours.qr, strangers, revoked.qr]) {
    await rig.scan(scan);
    expect(rig.screen()).toBe('refused');
    await rig.advance(5_000);
  }
  for (const entry of [adasPin, dorasPin, `${evas.compartment}#${evas.pin}`]) {
    await rig.keys(entry);
    expect(rig.screen()).toBe('refused');
    await rig.advance(5_000);
  }
  expect(await pulses()).toBe(before);
  await rig.keys(pinOf('gus'));
  await takeOut(rig, gusDoor);
  await link.settle();
  expect(stateOf(gus)).toEqual(['gone', 'collected']);
  // His PIN of the day has been revoked with that, and the door behind which he was is empty anyway.
  await rig.advance(DAY);
  await rig.keys(`${tomorrows.compartment}#${tomorrows.pin}`);
  expect(rig.screen()).toBe('refused');
  expect(link.taken()).toEqual(link.taken().map((_, index) => index + 1));
});

async function bringUnannounced(label: string): Promise<string> {
  return bring(rig, label, '1', badge('courier'));
}
