import { stateView } from '../../firmware/state-view';
import { guessedForAYear } from '../helpers/guessers';
import { COURIER_PIN, COURIER_QR, HOUR, Rig, SERVICE_PIN } from '../helpers/rig';

const LABEL = '00340434161094021501';
const PIN = '482913';
const TOKEN = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const DAY = 24 * HOUR;

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

const remaining = () => rig.locker.lockout.remaining();
const mode = () => rig.locker.lockout.entry().mode;
const lockedUntil = () =>
  stateView(rig.locker, rig.site, 'test', { link: 'disabled', epoch: 0, rev: 0, pendingEvents: 0 }).terminal
    .lockedUntil;
const reasons = () =>
  rig.events().flatMap((event) => (event.type === 'access.refused' ? [`${event.reason} by ${event.method}`] : []));

/** Somebody who types one PIN after the other, whenever the keypad takes them, up to `most`; with `#` what else. */
async function attack(most: number, number = ''): Promise<number> {
  let typed = 0;
  const before = mode();
  for (; typed < most && mode() === before; typed += 1) {
    await rig.keys(`${number}${String(10_000 + typed).padStart(6, '0')}`);
    await rig.advance(5_000 + (mode() === 'closed' && before === 'locker-wide' ? remaining() : 0));
  }
  return typed;
}

test('nobody attacks: after three typing errors the parcel is in hand within two minutes, and nothing stays counted', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  const from = rig.time.monotonic();
  for (const typo of ['482918', '428913', '448291']) {
    // A person looks at the message and at each key.
    for (const key of typo) {
      await rig.keys(key);
      await rig.advance(1_000);
    }
    expect(rig.screen()).toBe('refused');
    await rig.advance(8_000);
  }
  for (const key of PIN) {
    await rig.advance(1_000);
    await rig.keys(key);
  }
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
  await rig.hand(place, 'close');
  expect(rig.time.monotonic() - from).toBeLessThan(120_000);
  expect(rig.locker.store.guards.guesses()).toEqual([]);
  expect(rig.locker.store.guards.guessing()).toMatchObject({ wrong: 0, level: 0, penalty_ms: 0 });
});

test('somebody who never stops gets eighty guesses at all codes; then the terminal asks for the door first', async () => {
  await rig.stored({ id: 'p1', label: LABEL }, PIN, TOKEN);
  expect(rig.lines()).toEqual(['Welcome', 'Type your PIN', 'or scan your QR code', '*=Deutsch']);
  let typed = 0;
  while (mode() !== 'compartment-first') {
    typed += await attack(5);
    await rig.advance(remaining());
  }
  expect(typed).toBe(80);
  expect(rig.types().filter((type) => type === 'access.locked-out')).toHaveLength(16);
  await rig.advance(5_000);
  expect(rig.screen()).toBe('idle');
  expect(rig.lines()).toEqual(['Type door number,', 'then # and your PIN,', 'or scan your QR code', '*=Deutsch']);

  // A restart and clocks that are set ahead change nothing.
  await rig.cut();
  rig.time.step(400 * DAY, true);
  rig.time.step(-400 * DAY, true);
  expect(rig.lines()[0]).toBe('Type door number,');
});

describe('compartment first', () => {
  let place: string;
  beforeEach(async () => {
    place = await rig.stored({ id: 'p1', label: LABEL }, PIN, TOKEN);
    guessedForAYear(rig);
    expect(mode()).toBe('compartment-first');
  });
  const number = () => rig.compartment(place).number;

  test('the number and #, then the PIN; a typing error is forgiven here as well', async () => {
    await rig.keys(String(number()));
    expect(rig.screen()).toBe('compartment-first');
    expect(rig.lines()).toEqual(['Number of the door', 'in your message:', '*', '*=back  #=next']);
    await rig.keys('#');
    expect(rig.lines()[0]).toBe(`PIN for door ${number()}:`);
    await rig.keys('482914');
    expect(rig.screen()).toBe('refused');
    expect(rig.lines()[0]).toBe('Code not accepted');
    await rig.advance(4_000);
    await rig.keys(`${number()}#${PIN}`);
    await rig.advance(1_000);
    expect(rig.screen()).toBe('open');
    await rig.hand(place, 'close');
    expect(rig.types()).toContain('parcel.collected');
    expect(rig.locker.store.guards.guesses()).toHaveLength(80);
  });

  test("a right PIN at another door's number opens nothing", async () => {
    await rig.keys(`5#${PIN}`);
    expect(rig.screen()).toBe('refused');
    await rig.advance(5_000);
    for (const { id } of rig.site.compartments) expect(await rig.pulses(id)).toBe(id === place ? 1 : 0);
    expect(rig.locker.store.grants.get('g-p1')?.state).toBe('live');
  });

  test('a number that is on no door is no guess', async () => {
    await rig.keys('77#');
    expect(rig.screen()).toBe('refused');
    expect(rig.lines()[0]).toBe('There is no door');
    await rig.advance(4_000);
    expect(rig.screen()).toBe('compartment-first');
    expect(rig.locker.store.guards.guesses()).toHaveLength(80);
  });

  test('* deletes, then steps back to the number, then to idle; half a minute without a key does too', async () => {
    await rig.keys('3#12');
    await rig.keys('***');
    expect(rig.lines().slice(0, 3)).toEqual(['Number of the door', 'in your message:', '*']);
    await rig.keys('**');
    expect(rig.screen()).toBe('idle');
    await rig.keys('3#12');
    await rig.advance(20_000);
    expect(rig.screen()).toBe('idle');
    await rig.keys('*');
    expect(rig.lines()[0]).toBe('Fachnummer eingeben,');
  });

  test('a PIN typed without a number is compared with nothing', async () => {
    const before = rig.events().length;
    await rig.keys(PIN.slice(0, -1));
    expect(rig.screen()).toBe('compartment-first');
    // What somebody typed by mistake is shown in part, and to nobody else.
    expect(rig.lines()[2]).toBe('****');
    await rig.keys(`${PIN.slice(-1)}#`);
    expect([rig.screen(), ...rig.lines()]).toEqual([
      'refused',
      'First the number of',
      'the door, then #,',
      'then your PIN',
      '',
    ]);
    await rig.advance(4_000);
    await rig.keys(`${PIN.slice(0, 4)}#`);
    expect(rig.lines()[0]).toBe('First the number of');
    expect(rig.events()).toHaveLength(before);
    await rig.keys(`${number()}#${PIN}`);
    await rig.advance(1_000);
    expect(rig.screen()).toBe('open');
  });

  test('staff scan their badge; their PINs are not taken', async () => {
    for (const pin of [COURIER_PIN, SERVICE_PIN]) {
      await rig.keys(`${number()}#${pin}`);
      expect(rig.screen()).toBe('refused');
      await rig.advance(4_000);
    }
    await rig.scan(`LK1-${COURIER_QR}`);
    expect(rig.screen()).toBe('courier-menu');
  });

  test('twelve wrong ones in a day close PIN entry until the first is a day old; meanwhile a scan opens', async () => {
    for (let typed = 0; typed < 12; typed += 1) {
      await rig.keys(`${number()}#00010${typed % 10}`);
      await rig.advance(typed === 11 ? 0 : 5_000 + remaining());
    }
    expect(rig.screen()).toBe('locked-out');
    const until = lockedUntil();
    expect(Date.parse(until ?? '') - rig.time.wall()).toBeGreaterThan(23 * HOUR);
    const event = rig.events().findLast(({ type }) => type === 'access.locked-out');
    expect(event).toMatchObject({ until });
    // Tomorrow: with its date.
    expect(rig.lines().join('|')).toMatch(/^PINs are closed\|until 22 Nov 1[01]:\d\d\.\|Your QR code works:\|scan it/);
    await rig.advance(4_000);
    expect(rig.lines().slice(0, 3)).toEqual([
      'Scan your QR code',
      'PIN closed',
      expect.stringMatching(/^until 22 Nov 1[01]:\d\d$/),
    ]);
    await rig.keys(`${number()}`);
    expect(rig.screen()).toBe('locked-out');
    expect(reasons().at(-1)).toBe('locked-out by pin');
    await rig.keys('*');
    expect(rig.lines()[1]).toBe('PIN gesperrt');
    await rig.scan(`LK1-${TOKEN}`);
    await rig.advance(1_000);
    expect(rig.screen()).toBe('open');
    await rig.hand(place, 'close');
    await rig.advance(remaining());
    expect(lockedUntil()).toBeNull();
    expect(rig.lines()[0]).toBe('Type door number,');
  });
});

test('the power goes at every step of every guess, and none is forgotten', async () => {
  await rig.stored({ id: 'p1', label: LABEL }, PIN);
  let compared = 0;
  for (let cutAt = 1; cutAt <= 8; cutAt += 1) {
    await rig.advance(remaining());
    let points = 0;
    rig.atPoint = () => {
      points += 1;
      if (points === cutAt) rig.die();
    };
    await rig.inTheDark(() => rig.keys(`00000${cutAt}`));
    rig.atPoint = () => undefined;
    // Before the first commit nothing has been compared yet.
    if (cutAt > 1) compared += 1;
    if (!rig.alive()) await rig.cut();
    expect(rig.locker.store.guards.guesses().length).toBeGreaterThanOrEqual(compared);
  }
  expect(compared).toBe(7);
  expect(rig.locker.store.guards.guesses().length).toBeLessThanOrEqual(8);
});

test('the store fails just as a guess closes PIN entry: the next customer is told so, and it opens again', async () => {
  for (const pin of ['111111', '222222', '333333', '444444']) {
    await rig.keys(pin);
    await rig.advance(5_000);
  }
  const failing = jest.spyOn(rig.locker.store.grants, 'byPin').mockImplementationOnce(() => {
    throw new Error('disk I/O error');
  });
  await rig.keys('555555');
  expect(failing).toHaveBeenCalled();
  expect([rig.screen(), mode()]).toEqual(['idle', 'closed']);
  await rig.keys('666666');
  expect([rig.screen(), reasons().at(-1)]).toEqual(['locked-out', 'locked-out by pin']);
  await rig.advance(60_000);
  await rig.keys('7');
  expect(rig.screen()).toBe('entering');
});

describe('a scanned code that is refused says why; a typed one never does', () => {
  const last = () => rig.events().at(-1);

  test('used', async () => {
    const place = await rig.stored({ id: 'p1', label: LABEL }, PIN, TOKEN);
    await rig.scan(`LK1-${TOKEN}`);
    await rig.advance(1_000);
    await rig.hand(place, 'close');
    await rig.scan(`LK1-${TOKEN}`);
    expect(rig.lines().slice(0, 2)).toEqual(['This code has been', 'used before.']);
    expect(last()).toMatchObject({ type: 'access.refused', reason: 'used', method: 'qr' });
    await rig.advance(5_000);
    await rig.keys(PIN);
    expect(rig.lines()[0]).toBe('Code not accepted');
    expect(last()).toMatchObject({ type: 'access.refused', reason: 'used', method: 'pin' });
  });

  test('a lost code that was replaced before its parcel was fetched was never used', async () => {
    const place = await rig.stored({ id: 'p1', label: LABEL }, '123456', TOKEN);
    rig.revoke('g-p1');
    rig.grant('g-new', { kind: 'pickup', parcel: 'p1', pin: PIN });
    rig.publish();
    await rig.keys(PIN);
    await rig.advance(1_000);
    await rig.hand(place, 'close');
    rig.revoke('g-new');
    rig.publish();
    await rig.scan(`LK1-${TOKEN}`);
    expect(rig.lines()[0]).toBe('Code not accepted');
    expect(last()).toMatchObject({ reason: 'unknown', grant: 'g-p1' });
    await rig.advance(5_000);
    await rig.keys(PIN);
    expect(last()).toMatchObject({ reason: 'used', grant: 'g-new' });
  });

  test('another code of a parcel that was fetched, also once the operator has withdrawn it', async () => {
    const place = await rig.stored({ id: 'p1', label: LABEL }, '123456', TOKEN);
    rig.grant('g-new', { kind: 'pickup', parcel: 'p1', pin: PIN });
    rig.publish();
    await rig.keys(PIN);
    await rig.advance(1_000);
    await rig.hand(place, 'close');
    rig.revoke('g-p1');
    rig.publish();
    await rig.scan(`LK1-${TOKEN}`);
    expect(rig.lines()[0]).toBe('This code has been');
    expect(last()).toMatchObject({ reason: 'used', grant: 'g-p1' });
  });

  test('expired', async () => {
    await rig.stored({ id: 'p1', label: LABEL, windowHours: 2 }, PIN, TOKEN);
    await rig.advance(3 * HOUR);
    await rig.scan(`LK1-${TOKEN}`);
    expect(rig.lines().slice(0, 2)).toEqual(['The time to pick up', 'is over, the code']);
    await rig.advance(5_000);
    await rig.keys(PIN);
    expect(rig.lines()[0]).toBe('Code not accepted');
    expect(last()).toMatchObject({ reason: 'expired', method: 'pin' });
  });

  test('not there yet', async () => {
    rig.announce({ id: 'p1', label: LABEL });
    rig.grant('g1', { kind: 'pickup', parcel: 'p1', pin: PIN, qr: TOKEN });
    rig.publish();
    await rig.keys('*');
    await rig.scan(`LK1-${TOKEN}`);
    expect(rig.lines().slice(0, 2)).toEqual(['Ihr Paket ist noch', 'nicht da. Sobald es']);
    await rig.advance(5_000);
    await rig.keys(PIN);
    expect(rig.lines()[0]).toBe('Code nicht gültig');
    expect(last()).toMatchObject({ reason: 'not-yet', method: 'pin' });
  });
});
