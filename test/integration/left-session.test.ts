import { ALLOWED, bring, LABEL, pinOf } from '../helpers/offline';
import { COURIER_PIN, HOUR, Rig } from '../helpers/rig';

/** A courier or technician has gone without ending their session; a customer comes and types their PIN, and `#`. */

const PIN = '736959';
const PIN_OF_ONE = '173695';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running(ALLOWED);
});
afterEach(() => rig.end());

/** A courier at the terminal, up to the given keys. */
async function courier(keys: string): Promise<void> {
  await rig.keys(COURIER_PIN);
  await rig.advance(1_100);
  await rig.keys(keys);
}

/** After the label: the size S, and the parcel is in. Answers what is known of it. */
async function depositSmall() {
  expect(rig.screen()).toBe('deposit-size');
  await rig.keys('1');
  await rig.advance(1_000);
  const place = rig.locker.store.openings.unsettled()[0]?.compartment ?? '';
  await rig.hand(place, 'close');
  await rig.keys('#');
  const [parcel] = rig.locker.store.parcels.inside(place);
  return { label: parcel?.label, told: rig.events().findLast(({ type }) => type === 'parcel.deposited') };
}

describe('what is typed as a label', () => {
  test.each([
    ['is a PIN', '1', PIN],
    ['is a PIN, typed twice', '1', PIN + PIN],
    ['is what was left of a PIN whose first digit chose the deposit', '', PIN_OF_ONE],
  ])('%s: nobody reads it, the parcel is there without a label', async (_, keys, typed) => {
    await rig.stored({ id: 'p1', label: LABEL }, PIN);
    rig.grant('g2', { kind: 'pickup', parcel: 'p1', pin: PIN_OF_ONE });
    rig.publish();
    await courier(keys);
    await rig.keys(`${typed}#`);
    const { label, told } = await depositSmall();
    expect([label, told]).toMatchObject([null, { label: null, announced: false }]);
    expect(JSON.stringify(rig.events())).not.toContain(PIN.slice(1));
    expect(JSON.stringify(rig.events())).not.toContain(PIN_OF_ONE.slice(1));
  });

  test('is a PIN that has been revoked: nor then', async () => {
    await rig.stored({ id: 'p1', label: LABEL }, PIN);
    rig.revoke('g-p1');
    rig.publish();
    await courier(`1${PIN}#`);
    expect(await depositSmall()).toMatchObject({ label: null, told: { label: null } });
  });

  test('is the PIN of the day of a parcel inside: nor then', async () => {
    await bring(rig);
    const pin = pinOf(1, '2026-11-21');
    await courier(`1${pin}#`);
    expect(await depositSmall()).toMatchObject({ label: null, told: { label: null } });
  });

  test('has the length of a PIN and is none: it is the label', async () => {
    await rig.stored({ id: 'p1', label: LABEL }, PIN);
    await courier('1736958#');
    expect(await depositSmall()).toMatchObject({ label: '736958', told: { label: '736958' } });
  });

  test('is announced, and happens to be a PIN: it is that parcel', async () => {
    await rig.stored({ id: 'p1', label: LABEL }, PIN);
    rig.announce({ id: 'p2', label: PIN });
    rig.publish();
    await courier(`1${PIN}#`);
    expect(rig.screen()).toBe('deposit-open');
  });

  test('is scanned: a label, whatever digits it has', async () => {
    await rig.stored({ id: 'p1', label: LABEL }, PIN);
    await courier('1');
    await rig.scan(PIN);
    expect(await depositSmall()).toMatchObject({ label: PIN, told: { label: PIN } });
  });
});

describe('a PIN, and # behind it, where keys are answers', () => {
  test('is the parcel in? Nobody has said so until the courier does', async () => {
    rig.announce({ id: 'p1', label: LABEL });
    rig.publish();
    await courier('1');
    await rig.scan(LABEL);
    await rig.advance(1_000);
    await rig.hand('A1', 'close');
    await rig.keys(`${PIN}#`);
    expect([rig.screen(), rig.types().includes('parcel.deposited')]).toEqual(['deposit-confirm', false]);
    await rig.advance(5_000);
    await rig.keys('#');
    expect([rig.screen(), rig.types().includes('parcel.deposited')]).toEqual(['deposit-confirm', false]);
    await rig.advance(20_000);
    await rig.keys('#');
    expect([rig.screen(), rig.types().includes('parcel.deposited')]).toEqual(['deposit-label', true]);
  });

  test.each([
    ['the menu: where the first digit answers nothing, those after it do not either', '', '777741'],
    ['the check of compartments: more digits than one choose nothing', '', '413695'],
    ['the collection: no door opens', '2', PIN],
  ])('%s', async (_, keys, typed) => {
    const place = await rig.stored({ id: 'p1', label: LABEL }, typed);
    await rig.advance(80 * HOUR);
    const before = await rig.pulses(place);
    await courier(keys);
    await rig.keys(`${typed}#`);
    await rig.advance(1_500);
    // Looked up, and pressed again.
    await rig.keys('#');
    await rig.advance(1_000);
    expect(await rig.pulses(place)).toBe(before);
    expect(rig.types()).not.toContain('audit.started');
  });

  test('a slip of the finger: the courier goes on after a second', async () => {
    await rig.stored({ id: 'p1', label: LABEL }, PIN);
    await rig.advance(80 * HOUR);
    await courier('27');
    await rig.advance(1_000);
    await rig.keys('#');
    expect(rig.screen()).toBe('collect-open');
  });
});
