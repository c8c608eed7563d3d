import { COURIER_QR, Rig } from '../helpers/rig';

const LABEL = '00340434161094021501';

/** A scanner that reads on demand: how often did the terminal wish for it? */
async function rigWithWishes() {
  let wishes = 0;
  const rig = await Rig.running({}, ({ sim }) => ({
    ...sim,
    scanner: sim.scanner && { onCode: sim.scanner.onCode, wake: () => void (wishes += 1) },
  }));
  return {
    rig,
    /** Since it was last asked. */
    wished: () => {
      const count = wishes;
      wishes = 0;
      return count;
    },
  };
}

test('a key turns the scanner on; nobody there leaves it dark', async () => {
  const { rig, wished } = await rigWithWishes();
  await rig.advance(60_000);
  expect(wished()).toBe(0);
  await rig.keys('12');
  expect(wished()).toBe(2);
  await rig.advance(60_000);
  expect(wished()).toBe(0);
  await rig.end();
});

test('after a code that was refused, and where a courier scans label after label, no key is needed', async () => {
  const { rig, wished } = await rigWithWishes();
  await rig.scan('https://example.org');
  expect(rig.screen()).toBe('refused');
  expect(wished()).toBe(1);
  await rig.advance(10_000);
  expect(wished()).toBe(0);
  rig.announce({ id: 'p1', label: LABEL, size: 'S' });
  rig.publish();
  await rig.scan(`LK1-${COURIER_QR}`);
  expect(wished()).toBe(0);
  await rig.keys('1');
  expect(rig.screen()).toBe('deposit-label');
  expect(wished()).toBe(1);
  await rig.scan(LABEL);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('deposit-open');
  wished();
  await rig.hand('A1', 'close');
  await rig.keys('#');
  expect(rig.screen()).toBe('deposit-label');
  expect(wished()).toBe(1);
  await rig.end();
});
