import type { Access } from '../../../firmware/access/access';
import { newToken } from '../../../firmware/access/codes';
import type { Lockout } from '../../../firmware/access/lockout';
import { putParcelInside } from '../../helpers/store';
import { accessBox, type AccessBox } from './box';

const PIN = '123456';
const HOUR = 3_600_000;

let box: AccessBox;
let access: Access;
let lockout: Lockout;
beforeEach(() => {
  box = accessBox();
  ({ access, lockout } = box);
});
afterEach(() => box.close());

describe('compartment first', () => {
  /** Eighty wrong ones, one a day. */
  beforeEach(() => {
    for (let n = 0; n < 80; n += 1) box.store.guards.addGuess({ n: n + 1, scope: 'locker', cost: 1, at: 0 });
    lockout.stop();
    lockout.start();
    expect(lockout.entry()).toEqual({ mode: 'compartment-first' });
    putParcelInside(box.store, 'A1', { id: 'p1' });
    putParcelInside(box.store, 'A2', { id: 'p2' });
    box.give('g1', PIN);
    box.give('g2', '222222', { parcel: 'p2' });
  });
  const guesses = () => box.store.guards.guesses().filter(({ scope }) => scope === 'compartment');

  test('a PIN alone is not compared, not counted and not told of', () => {
    const before = box.events().length;
    for (let n = 0; n < 30; n += 1) expect(access.redeemPin(PIN)).toEqual({ kind: 'number-first' });
    expect(box.events()).toHaveLength(before);
    expect(box.store.guards.guesses()).toHaveLength(80);
    expect(box.store.grants.get('g1')?.state).toBe('live');
  });

  test('with the right number the door opens; the guess is taken back', () => {
    expect(access.redeemPin(PIN, 'A1')).toMatchObject({ kind: 'pickup', opening: { compartment: 'A1' } });
    expect(guesses()).toEqual([]);
  });

  test("a right PIN at another one's door is a wrong guess there, and the event says whose code it was", () => {
    expect(access.redeemPin(PIN, 'A2')).toEqual({ kind: 'refused' });
    expect(box.last()).toMatchObject({ type: 'access.refused', reason: 'unknown', grant: 'g1', parcel: 'p1' });
    expect(access.redeemPin(PIN, 'A3')).toEqual({ kind: 'refused' });
    expect(guesses()).toHaveLength(2);
    // It was the number that was mistyped: given back.
    expect(access.redeemPin(PIN, 'A1').kind).toBe('pickup');
    expect(guesses()).toEqual([]);
    expect(box.store.grants.get('g1')?.refunds).toBe(2);
  });

  test('codes of parcels that are not there yet and of staff are no codes of a door', () => {
    box.give('later', '333333', { parcel: 'p9' });
    box.give('c', '900001', { kind: 'courier', parcel: null, person: 'c7' }, newToken());
    expect(access.redeemPin('333333', 'A1')).toEqual({ kind: 'refused' });
    expect(access.redeemPin('900001', 'A1')).toEqual({ kind: 'refused' });
    expect(access.redeemPin('900001')).toEqual({ kind: 'number-first' });
    expect(guesses()).toHaveLength(2);
  });

  test('two parcels behind one door: a guess there counts twice', () => {
    putParcelInside(box.store, 'A2', { id: 'p3' });
    box.give('g3', '444444', { parcel: 'p3' });
    access.redeemPin('000000', 'A2');
    expect(guesses()).toMatchObject([{ cost: 2 }]);
    access.redeemPin('000000', 'A1');
    access.redeemPin('000000', 'A3');
    expect(guesses()).toMatchObject([{ cost: 2 }, { cost: 1 }, { cost: 1 }]);
  });

  test('after twelve wrong ones PIN entry is closed for everybody, with an event that says until when; a scan opens', async () => {
    const token = newToken();
    box.give('g1', PIN, {}, token);
    for (let n = 0; n < 12; n += 1) {
      await box.time.advance(lockout.remaining());
      access.redeemPin('000000', 'A3');
    }
    expect(box.last()).toMatchObject({ type: 'access.locked-out', until: lockout.until() });
    expect(Date.parse(lockout.until() ?? '') - box.clock.now()).toBeGreaterThan(23 * HOUR);
    expect(access.redeemPin(PIN, 'A1')).toEqual({ kind: 'locked-out' });
    expect(access.redeemScan(`LK1-${token}`)?.kind).toBe('pickup');
  });
});

describe('typing errors are given back', () => {
  beforeEach(() => {
    putParcelInside(box.store, 'A1', { id: 'p1' });
    box.give('g1', PIN);
  });
  const kept = () => box.store.guards.guesses().length;

  test('three of one code at most, in the same commit as the access', () => {
    for (const digits of ['123450', '123451', '123452', '123453']) access.redeemPin(digits);
    expect(kept()).toBe(4);
    expect(access.redeemPin(PIN).kind).toBe('pickup');
    expect(kept()).toBe(1);
    expect(box.store.grants.get('g1')?.refunds).toBe(3);
  });

  test('a power cut before that commit gives nothing back', () => {
    access.redeemPin('123450');
    let count = 0;
    box.commits.before = () => {
      count += 1;
      if (count === 2) throw new Error('power cut');
    };
    expect(() => access.redeemPin(PIN)).toThrow('power cut');
    box.commits.before = () => undefined;
    expect(kept()).toBe(2);
    expect(box.store.grants.get('g1')?.refunds).toBe(0);
  });

  test('what somebody guesses beside a customer who succeeds is not theirs', () => {
    for (const digits of ['700001', '700002', '700003']) access.redeemPin(digits);
    expect(access.redeemPin(PIN).kind).toBe('pickup');
    expect(kept()).toBe(3);
  });

  test('a scan in between means that somebody else is there', () => {
    access.redeemPin('123450');
    access.redeemScan(`LK1-${newToken()}`);
    expect(access.redeemPin(PIN).kind).toBe('pickup');
    expect(kept()).toBe(1);
  });

  test("a courier's badge PIN gets three in all, not three at each visit", () => {
    box.give('c', '900001', { kind: 'courier', parcel: null, person: 'c7' });
    for (let visit = 0; visit < 4; visit += 1) {
      access.redeemPin('900002');
      expect(access.redeemPin('900001').kind).toBe('staff');
    }
    expect(kept()).toBe(1);
  });
});
