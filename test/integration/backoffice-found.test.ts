import { OfficeLink } from '../helpers/office-link';
import { Rig } from '../helpers/rig';
import { OPERATOR } from '../helpers/signing';

/** The demo's back office and a locker in which parcels are not where they should be. */

let rig: Rig;
let link: OfficeLink;
beforeEach(async () => {
  rig = new Rig();
  await rig.boot();
  link = new OfficeLink(rig, OPERATOR);
  await link.connect();
});
afterEach(async () => {
  link.close();
  await rig.end();
});

const badge = (kind: string): string => link.office.books.grants.people().find((one) => one.kind === kind)?.pin ?? '';
const sentTo = (to: string) => link.office.messages().filter(({ address }) => address === to);
const openDoors = async () =>
  Object.entries((await rig.world.inspect()).doors).flatMap(([id, { state }]) => (state === 'open' ? id : []));

async function brought(to: string): Promise<{ id: string; label: string; place: string }> {
  const { id, label } = link.office.announce({ to, size: 'S', accessible: false, handover: false });
  await link.settle();
  await rig.keys(`${badge('courier')}1`);
  await rig.scan(label ?? '');
  await rig.advance(1_000);
  const [place = ''] = await openDoors();
  await rig.hand(place, 'close');
  await rig.keys('#**');
  await link.settle();
  return { id, label: label ?? '', place };
}

/** Somebody says what is inside, of each compartment that nobody knows for sure; `*` stops. */
async function audit(...said: readonly string[]): Promise<void> {
  await rig.keys(badge('courier'));
  await rig.advance(1_100);
  await rig.keys('41#');
  for (const what of said) {
    await rig.advance(1_000);
    const [place = ''] = await openDoors();
    await rig.hand(place, 'close');
    if (what.length > 1) await rig.scan(what);
    else await rig.keys(what === '*' ? what : `${what}#`);
  }
  expect(rig.screen()).toBe('audit-done');
  await rig.advance(70_000);
}

/** A technician looks into it, however long. */
async function open(place: string, ms = 1_000): Promise<void> {
  rig.locker.operations.open(place, { person: 't1', reason: 'a look' });
  await rig.advance(ms);
  await rig.hand(place, 'close');
}

async function fetches(pin: string | null | undefined): Promise<string[]> {
  await rig.keys(pin ?? '');
  await rig.advance(1_000);
  return openDoors();
}

test('reported missing, then found behind another door: the recipient hears of it, and the new code opens there', async () => {
  const ada = await brought('ada');
  const bea = await brought('bea');
  await open(ada.place);
  await audit('2');
  await link.settle();
  expect(rig.compartment(ada.place).state).toBe('free');
  expect(link.office.books.parcels.find(ada.id)).toMatchObject({ state: 'gone', outcome: 'missing' });
  // Whoever was there had put it into the compartment of another one, which has been fetched since.
  expect(await fetches(sentTo('bea')[0]?.pin)).toEqual([bea.place]);
  await rig.advance(70_000);
  await rig.hand(bea.place, 'close');
  expect(rig.compartment(bea.place).state).toBe('unverified');
  await audit(ada.label);
  await link.settle();
  expect(rig.compartment(bea.place)).toMatchObject({ state: 'occupied', parcel: ada.id });
  const [first, second, ...more] = sentTo('ada');
  expect([first?.kind, second?.kind, more]).toEqual(['pickup', 'found', []]);
  expect(await fetches(second?.pin)).toEqual([bea.place]);
  await rig.hand(bea.place, 'close');
  await link.settle();
  expect(link.office.books.parcels.find(ada.id)).toMatchObject({ state: 'gone', outcome: 'collected' });
});

test('found with the line down, and a document without it comes first: it is the recipient’s again in the end', async () => {
  const ada = await brought('ada');
  await open(ada.place);
  await audit('2');
  await link.settle();
  link.disconnect();
  link.office.announce({ to: 'cem', size: 'S', accessible: false, handover: false });
  // It turns up in a compartment that somebody has left open.
  await open('B1', 70_000);
  await audit(ada.label);
  await link.connect();
  const told = rig.events().filter(({ type }) => type === 'parcel.expired');
  expect(told).toMatchObject([{ parcel: ada.id, compartment: 'B1', cause: 'withdrawn' }]);
  expect(link.office.books.parcels.find(ada.id)).toMatchObject({ state: 'stored', compartment: 'B1' });
  expect(rig.compartment('B1').state).toBe('occupied');
  expect(sentTo('ada').map(({ kind }) => kind)).toEqual(['pickup', 'found']);
  expect(await fetches(sentTo('ada').at(-1)?.pin)).toEqual(['B1']);
});

test('two swapped by the courier: each recipient is told the number of the right door, their codes stay', async () => {
  const ada = await brought('ada');
  const bea = await brought('bea');
  await open(ada.place);
  // The label makes the other one's compartment the next to look into.
  await audit(bea.label, '*');
  expect(await fetches(sentTo('ada')[0]?.pin)).toEqual([]);
  await rig.advance(70_000);
  await audit(bea.label, ada.label);
  await link.settle();
  for (const [to, place] of [
    ['ada', bea.place],
    ['bea', ada.place],
  ] as const) {
    const [first, second] = sentTo(to);
    expect(second).toMatchObject({ kind: 'found', pin: first?.pin, qr: first?.qr });
    expect(second?.text).toContain(`Fach: ${rig.compartment(place).number}\n`);
    expect(await fetches(second?.pin)).toEqual([place]);
    await rig.hand(place, 'close');
    await rig.keys('#');
    await rig.advance(10_000);
  }
});

test('recalled, then found behind another door: nobody is sent a code that opens nothing, until it is extended', async () => {
  const ada = await brought('ada');
  const bea = await brought('bea');
  await open(ada.place);
  await audit(bea.label, '*');
  rig.locker.operations.recall(ada.id);
  await audit(bea.label, ada.label);
  await link.settle();
  expect(rig.compartment(bea.place)).toMatchObject({ state: 'expired', parcel: ada.id });
  expect(sentTo('ada').map(({ kind }) => kind)).toEqual(['pickup', 'expired']);
  expect(sentTo('bea').map(({ kind }) => kind)).toEqual(['pickup', 'found']);
  rig.locker.operations.extend(ada.id, rig.time.wall() + 3_600_000);
  await link.settle();
  expect(sentTo('ada').at(-1)).toMatchObject({ kind: 'reminder', pin: sentTo('ada')[0]?.pin });
  expect(await fetches(sentTo('ada').at(-1)?.pin)).toEqual([bea.place]);
});
