import { COURIER_PIN, Rig } from '../helpers/rig';

/** Who can't reach high doors: the operator announces their parcel as `accessible`. A2 is the only such door. */

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

const label = (id: string) => `LABEL-${id}`;
const arrives = (id: string, parcel: { accessible?: boolean; recipient?: string; size?: string }) =>
  rig.deposit({ id, label: label(id), ...parcel });

/** The courier scans the label of a parcel for which there is nothing. */
async function turnedAway(
  id: string,
  parcel: { accessible?: boolean; recipient?: string },
): Promise<readonly string[]> {
  rig.announce({ id, label: label(id), ...parcel });
  rig.publish();
  await rig.keys(COURIER_PIN);
  await rig.advance(1_100);
  await rig.keys('1');
  await rig.scan(label(id));
  const lines = rig.lines();
  expect(rig.screen()).toBe('refused');
  await rig.keys('**');
  return lines;
}

test('a parcel that needs a reachable door gets one; others leave it free as long as they can', async () => {
  expect(await arrives('p1', {})).toBe('A1');
  expect(await arrives('p2', {})).toBe('B1');
  expect(await arrives('p3', { accessible: true })).toBe('A2');
});

test('when none is free the courier is told just that, though others are', async () => {
  expect(await arrives('p1', { accessible: true })).toBe('A2');
  expect(await turnedAway('p2', { accessible: true })).toEqual([
    'No accessible door',
    'is free.',
    'Take the parcel',
    'with you',
  ]);
  expect(['A1', 'B1', 'C1', 'C2'].map((id) => rig.compartment(id).state)).toEqual(Array(4).fill('free'));
});

test('parcels of one recipient share the reachable door as a last resort, and only that one', async () => {
  expect(await arrives('p1', { accessible: true, recipient: 'r1' })).toBe('A2');
  expect(await arrives('p2', { recipient: 'r1' })).toBe('A1');
  // A1 holds a parcel of the same recipient, but they can't reach it.
  expect(await arrives('p3', { accessible: true, recipient: 'r1' })).toBe('A2');
  expect((await turnedAway('p4', { accessible: true, recipient: 'r2' }))[0]).toBe('No accessible door');
});

test('an ordinary parcel takes the reachable door when nothing else is left, and is told so when nothing is', async () => {
  for (const id of ['p1', 'p2', 'p3', 'p4']) expect(await arrives(id, {})).not.toBe('A2');
  expect(await arrives('p5', {})).toBe('A2');
  expect((await turnedAway('p6', {}))[0]).toBe('No free compartment');
  expect((await turnedAway('p7', { accessible: true }))[0]).toBe('No accessible door');
});

test('one that does not fit: a larger reachable door, or none', async () => {
  rig.announce({ id: 'p1', label: label('p1'), accessible: true });
  rig.publish();
  await rig.keys(COURIER_PIN);
  await rig.advance(1_100);
  await rig.keys('1');
  await rig.scan(label('p1'));
  await rig.advance(1_000);
  await rig.keys('9');
  await rig.hand('A2', 'close');
  expect([rig.screen(), rig.lines()[0]]).toEqual(['refused', 'No accessible door']);
});
