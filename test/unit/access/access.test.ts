import crypto from 'node:crypto';
import type { Access } from '../../../firmware/access/access';
import { newToken } from '../../../firmware/access/codes';
import type { Lockout } from '../../../firmware/access/lockout';
import { putParcelInside } from '../../helpers/store';
import { accessBox, type AccessBox, RULES } from './box';

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

const wrong = (): number => box.store.guards.guessing().wrong;

test('a right PIN: grant claimed, intent written, guess taken back, all in one commit', () => {
  putParcelInside(box.store, 'A1');
  box.give('g1', PIN);
  let count = 0;
  box.commits.before = () => {
    count += 1;
    // The first commit counts the guess before anything is compared, the second has everything.
    if (count === 1) expect([wrong(), box.store.grants.get('g1')?.state]).toEqual([1, 'live']);
    if (count === 2) expect([wrong(), box.store.grants.get('g1')?.state]).toEqual([0, 'claimed']);
  };
  const result = access.redeemPin(PIN);
  expect(count).toBe(2);
  expect(result).toMatchObject({
    kind: 'pickup',
    opening: { compartment: 'A1', purpose: 'pickup', stage: 'intent', grant_id: 'g1', parcel: 'p1', method: 'pin' },
  });
  expect(box.store.openings.unsettled()).toHaveLength(1);
});

test('a power cut between the count and the comparison leaves the guess counted', () => {
  putParcelInside(box.store, 'A1');
  box.give('g1', PIN);
  let count = 0;
  box.commits.before = () => {
    count += 1;
    if (count === 2) throw new Error('power cut');
  };
  expect(() => access.redeemPin(PIN)).toThrow('power cut');
  expect(count).toBe(2);
  expect(wrong()).toBe(1);
  expect(box.store.grants.get('g1')?.state).toBe('live');
  expect(box.store.openings.unsettled()).toEqual([]);
});

test('what the table finds is compared in constant time before it counts', () => {
  putParcelInside(box.store, 'A1');
  box.give('g1', PIN);
  const compare = jest.spyOn(crypto, 'timingSafeEqual').mockReturnValueOnce(false);
  expect(access.redeemPin(PIN)).toEqual({ kind: 'refused' });
  expect(compare).toHaveBeenCalledTimes(1);
  compare.mockRestore();
  expect(access.redeemPin(PIN).kind).toBe('pickup');
});

test('a wrong PIN is counted and refused, and the event knows no digit', () => {
  expect(access.redeemPin('654321')).toEqual({ kind: 'refused' });
  expect(wrong()).toBe(1);
  expect(box.last()).toMatchObject({ type: 'access.refused', reason: 'unknown', method: 'pin' });
  expect(JSON.stringify(box.events())).not.toContain('654321');
});

test('a scan of a right token opens, counts nothing, and works while PIN entry is closed', () => {
  const token = newToken();
  putParcelInside(box.store, 'A1');
  box.give('g1', PIN, {}, token);
  for (let n = 0; n < 5; n += 1) access.redeemPin('000000');
  expect(access.redeemPin(PIN)).toEqual({ kind: 'locked-out' });
  expect(box.last()).toMatchObject({ reason: 'locked-out', method: 'pin' });
  expect(access.redeemScan(`]Q1LK1-${token}\r\n`)).toMatchObject({ kind: 'pickup', opening: { method: 'qr' } });
});

test('wrong tokens are refused for ever and never close anything', () => {
  for (let n = 0; n < 50; n += 1) expect(access.redeemScan(`LK1-${newToken()}`)).toEqual({ kind: 'refused' });
  expect(wrong()).toBe(0);
  expect(lockout.remaining()).toBe(0);
});

test('what is no access code at all is left to others', () => {
  expect(access.redeemScan('00340434161094021501')).toBeNull();
  expect(box.events()).toEqual([]);
});

test('a code of a wrong form is refused and is no guess', () => {
  for (let n = 0; n < 20; n += 1) expect(access.refuseShape('pin')).toEqual({ kind: 'refused' });
  expect(wrong()).toBe(0);
  expect(box.last()).toMatchObject({ type: 'access.refused', reason: 'unknown', method: 'pin' });
});

describe('refusals: the same at the display, told apart in the event', () => {
  test.each([
    ['used', () => box.give('g1', PIN, { state: 'used' }), 'used', 1],
    ['revoked', () => box.give('g1', PIN, { state: 'revoked' }), 'unknown', 1],
    ['expired', () => box.give('g1', PIN, { not_after: 1 }), 'expired', 1],
    ['of a hand-over', () => box.give('g1', PIN, { kind: 'handover' }), 'unknown', 1],
    ['not yet there', () => box.give('g1', PIN, { parcel: 'p9' }), 'not-yet', 0],
  ] as const)('%s', (_name, put, reason, counted) => {
    putParcelInside(box.store, 'A1');
    put();
    expect(access.redeemPin(PIN)).toEqual({ kind: 'refused' });
    expect(box.last()).toMatchObject({ type: 'access.refused', reason, method: 'pin', grant: 'g1' });
    expect(wrong()).toBe(counted);
  });

  test('a code before the deposit is no guess, not even after four wrong ones', () => {
    box.give('g1', PIN, { parcel: 'p9' });
    for (let n = 0; n < 4; n += 1) access.redeemPin('000000');
    for (let n = 0; n < 10; n += 1) expect(access.redeemPin(PIN)).toEqual({ kind: 'refused' });
    expect(wrong()).toBe(4);
    expect(lockout.remaining()).toBe(0);
    expect(access.redeemPin('000000')).toEqual({ kind: 'locked-out' });
  });
});

describe('busy', () => {
  test('a code that is being served is neither refused nor a guess', () => {
    const token = newToken();
    putParcelInside(box.store, 'A1');
    box.give('g1', PIN, {}, token);
    expect(access.redeemPin(PIN).kind).toBe('pickup');
    expect(access.redeemPin(PIN)).toEqual({ kind: 'busy' });
    expect(access.redeemScan(`LK1-${token}`)).toEqual({ kind: 'busy' });
    expect(wrong()).toBe(0);
    expect(box.store.openings.unsettled()).toHaveLength(1);
  });

  test('a door that somebody else is having opened', () => {
    putParcelInside(box.store, 'A1');
    box.give('g1', PIN);
    const other = box.store.openings.begin({ compartment: 'A1', purpose: 'service', created_at: 1 });
    expect(access.redeemPin(PIN)).toEqual({ kind: 'busy' });
    expect(box.store.grants.get('g1')?.state).toBe('live');
    box.store.openings.move(other.id, 'done', 'opened');
    expect(access.redeemPin(PIN).kind).toBe('pickup');
  });
});

describe('two grants with one PIN', () => {
  test.each([
    ['an expired and a live one', { not_after: 1 }],
    ['a used and a live one', { state: 'used' }],
    ['a revoked and a live one', { state: 'revoked' }],
    ['one whose parcel is not there and a live one', { parcel: 'p9' }],
  ] as const)('%s: the live one counts, whichever was first', (_name, old) => {
    putParcelInside(box.store, 'A1', { id: 'p1' });
    putParcelInside(box.store, 'A2', { id: 'p2' });
    box.give('a-old', PIN, old);
    box.give('b-live', PIN, { parcel: 'p2' });
    box.give('c-old', PIN, old);
    expect(access.redeemPin(PIN)).toMatchObject({ kind: 'pickup', opening: { grant_id: 'b-live', compartment: 'A2' } });
  });
});

describe('staff', () => {
  test('a badge is accepted again and again, and clears the guesses', () => {
    box.give('c', '900001', { kind: 'courier', parcel: null, person: 'c7' });
    access.redeemPin('000000');
    for (let n = 0; n < 3; n += 1) {
      expect(access.redeemPin('900001')).toEqual({
        kind: 'staff',
        staff: { role: 'courier', grant: 'c', person: 'c7', method: 'pin' },
      });
    }
    expect(wrong()).toBe(0);
    expect(box.store.openings.unsettled()).toEqual([]);
  });

  test('a badge is asked again before each opening', () => {
    const staff = { role: 'courier', grant: 'c', person: 'c7', method: 'qr' } as const;
    box.give('c', null, { kind: 'courier', parcel: null, person: 'c7' });
    expect(access.stillGood(staff)).toBe(true);
    expect(box.events()).toEqual([]);
    box.store.grants.setState('c', 'revoked');
    expect(access.stillGood(staff)).toBe(false);
    expect(box.last()).toMatchObject({
      type: 'access.refused',
      reason: 'unknown',
      method: 'qr',
      grant: 'c',
      person: 'c7',
    });
    expect(access.stillGood({ ...staff, grant: 'nobody' })).toBe(false);
  });
});

describe('time', () => {
  test('a code past its end opens nothing, and a clock set back does not revive it', async () => {
    putParcelInside(box.store, 'A1', { expires_at: box.clock.now() + HOUR });
    box.give('g1', PIN);
    await box.time.advance(HOUR);
    expect(access.redeemPin(PIN)).toEqual({ kind: 'refused' });
    expect(box.last()).toMatchObject({ reason: 'expired' });
    box.time.step(-2 * HOUR, false);
    expect(box.clock.status()).toBe('untrusted');
    // The sweep has marked it meanwhile: that holds while nobody vouches for the time.
    box.store.write(() => box.store.parcels.change('p1', { expired: 'window' }));
    expect(access.redeemPin(PIN)).toEqual({ kind: 'refused' });
    expect(box.last()).toMatchObject({ reason: 'expired' });
  });

  test('a clock that jumps ahead without anybody vouching for it ends no code', () => {
    putParcelInside(box.store, 'A1', { expires_at: box.clock.now() + HOUR });
    box.give('g1', PIN);
    box.time.step(1_000 * HOUR, false);
    expect(access.redeemPin(PIN).kind).toBe('pickup');
  });
});

test('a restored database opens nothing: pickup, courier and service codes wait for the operator', () => {
  const token = newToken();
  putParcelInside(box.store, 'A1');
  box.give('g1', PIN, {}, token);
  box.give('c', '900001', { kind: 'courier', parcel: null, person: 'c7' });
  box.store.write(() => box.store.locker.suspendUntilAfter(3));
  expect(access.redeemPin(PIN)).toEqual({ kind: 'refused' });
  expect(access.redeemPin('900001')).toEqual({ kind: 'refused' });
  expect(access.redeemScan(`LK1-${token}`)).toEqual({ kind: 'refused' });
  expect(access.stillGood({ role: 'courier', grant: 'c', person: 'c7', method: 'pin' })).toBe(false);
  expect(box.store.openings.unsettled()).toEqual([]);
  box.store.write(() => box.store.locker.suspendUntilAfter(null));
  expect(access.redeemScan(`LK1-${token}`)).toMatchObject({ kind: 'pickup' });
});

test('parcels of one recipient in one compartment: any of the codes opens it, and it is one opening', () => {
  putParcelInside(box.store, 'A1', { id: 'p1', recipient: 'r1' });
  putParcelInside(box.store, 'A1', { id: 'p2', recipient: 'r1' });
  box.give('g1', PIN, { parcel: 'p1' });
  box.give('g2', '222222', { parcel: 'p2' });
  expect(access.redeemPin('222222')).toMatchObject({ kind: 'pickup', opening: { compartment: 'A1', parcel: 'p2' } });
  expect(access.redeemPin(PIN)).toEqual({ kind: 'busy' });
});

describe('a scanned code that is refused may be told why; a typed one never is', () => {
  test.each([
    ['used', { state: 'used' }, 'used'],
    ['expired', { not_after: 1 }, 'expired'],
    ['not-yet', { parcel: 'p9' }, 'not-yet'],
  ] as const)('%s', (_name, fields, because) => {
    const token = newToken();
    putParcelInside(box.store, 'A1');
    box.give('g1', PIN, fields, token);
    expect(access.redeemScan(`LK1-${token}`)).toEqual({ kind: 'refused', because });
    expect(box.last()).toMatchObject({ type: 'access.refused', reason: because, method: 'qr' });
    expect(access.redeemPin(PIN)).toEqual({ kind: 'refused' });
    expect(box.last()).toMatchObject({ type: 'access.refused', reason: because, method: 'pin' });
  });

  test('revoked and never known ones are told nothing', () => {
    const token = newToken();
    box.give('g1', PIN, { state: 'revoked' }, token);
    expect(access.redeemScan(`LK1-${token}`)).toEqual({ kind: 'refused' });
    expect(access.redeemScan(`LK1-${newToken()}`)).toEqual({ kind: 'refused' });
  });
});

test('all refusals of a typed code make the same two commits, and look the same', () => {
  box.close();
  box = accessBox({ ...RULES, wrongPins: 20 });
  ({ access } = box);
  putParcelInside(box.store, 'A1', { id: 'p1' });
  putParcelInside(box.store, 'A2', { id: 'p2', expired: 'window' });
  box.give('used', '100001', { state: 'used' });
  box.give('ended', '100002', { not_after: 1 });
  box.give('expired', '100003', { parcel: 'p2' });
  box.give('not-yet', '100004', { parcel: 'p9' });
  box.give('revoked', '100005', { state: 'revoked' });
  box.give('handover', '100006', { kind: 'handover' });
  let count = 0;
  box.commits.before = () => (count += 1);
  const seen = ['100000', '100001', '100002', '100003', '100004', '100005', '100006'].map((digits) => {
    count = 0;
    const result = access.redeemPin(digits);
    return [count, JSON.stringify(result)];
  });
  expect(new Set(seen.map(String))).toEqual(new Set(['2,{"kind":"refused"}']));
});
