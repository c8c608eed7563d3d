import { Handovers } from '../../../firmware/access/handover';
import { pinVerifier } from '../../../firmware/access/codes';
import type { GrantRow } from '../../../firmware/store/grants';
import type { ParcelRow } from '../../../firmware/store/parcels';
import { NOT_INSIDE } from '../../../firmware/store/parcels';
import { putParcelInside, START, testStore, type TestStore } from '../../helpers/store';

const KEY = Buffer.alloc(32, 7);
const STAFF = { role: 'courier', grant: 'courier', person: 'c7', method: 'qr' } as const;
const HOUR = 3_600_000;
const TODAY = '2026-11-21';

let box: TestStore;
let handovers: Handovers;
let opened: string[];
/** Called at every commit; may throw, like a power cut. */
let atCommit: () => void;

beforeEach(() => {
  atCommit = () => undefined;
  box = testStore({ atCommit: () => atCommit() });
  opened = [];
  handovers = new Handovers(box.store, box.clock, KEY, 'Europe/Berlin', {
    completePickup: (grant) => {
      opened.push(grant);
      return { kind: 'busy' };
    },
  });
});
afterEach(() => box.close());

function announce(id = 'p1', fields: Partial<ParcelRow> = {}): void {
  box.store.parcels.put({
    id,
    label: `label-${id}`,
    size: 'M',
    accessible: 0,
    handover: 1,
    deposit_allowed: 0,
    recipient: null,
    window_hours: null,
    known: 1,
    ...NOT_INSIDE,
    ...fields,
  });
}

function attempt(id: string, pin: string, fields: Partial<GrantRow> = {}): void {
  box.store.grants.put({
    id,
    rev: 1,
    kind: 'handover',
    parcel: 'p1',
    person: null,
    pin: pinVerifier(KEY, pin),
    qr: null,
    delivery_date: TODAY,
    not_after: null,
    content: '',
    state: 'live',
    accepted: 1,
    refunds: 0,
    ...fields,
  });
}

const type = (digits: string, parcel = 'p1') => handovers.redeem(parcel, digits, STAFF);
const last = () => box.events().at(-1);

describe('who has the code gets the parcel', () => {
  test('the event is the proof of delivery, and the code is used', () => {
    announce();
    attempt('h1', '482716');
    expect(type('482716')).toBe('accepted');
    expect(last()).toMatchObject({
      type: 'parcel.handed-over',
      parcel: 'p1',
      grant: 'h1',
      person: 'c7',
      method: 'pin',
      deliveryDate: TODAY,
    });
    expect(box.store.parcels.get('p1')).toMatchObject({ state: 'handed-over', compartment: null });
    expect(box.store.grants.get('h1')?.state).toBe('used');
    expect(handovers.find('label-p1')).toEqual({ kind: 'gone' });
    expect(type('482716')).toBe('refused');
    expect(box.types().filter((one) => one === 'parcel.handed-over')).toHaveLength(1);
  });

  test('a parcel deposited in doubt that the courier has in hand all the same', () => {
    announce();
    putParcelInside(box.store, 'A1', {
      ...box.store.parcels.get('p1'),
      state: 'stored',
      compartment: 'A1',
      in_doubt: 1,
    });
    attempt('h1', '482716');
    expect(handovers.find('label-p1')).toEqual({ kind: 'code', parcel: 'p1', closed: false });
    expect(type('482716')).toBe('accepted');
  });

  test('nothing of it speaks of a code', () => {
    announce();
    attempt('h1', '482716');
    for (const digits of ['482715', '482716']) type(digits);
    const text = JSON.stringify(box.events());
    for (const digits of ['482715', '482716']) expect(text).not.toContain(digits);
  });
});

describe('what a label leads to', () => {
  test('each case has its answer', () => {
    announce('p1');
    announce('p2', { handover: 0 });
    announce('p3', { known: 0 });
    announce('p4');
    announce('p5', { state: 'collected' });
    announce('p6', { state: 'retrieved' });
    putParcelInside(box.store, 'A1', { id: 'p7', label: 'label-p7', handover: 1 });
    attempt('h1', '482716');
    const found = (id: string) => handovers.find(`label-${id}`).kind;
    expect(['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'nobody'].map(found)).toEqual([
      'code',
      'not-handover',
      'unknown',
      'no-code',
      'gone',
      'gone',
      'inside',
      'unknown',
    ]);
  });
});

describe('refusals', () => {
  const reason = () => (last()?.type === 'access.refused' ? last() : null);

  test.each([
    ['yesterday’s code', { delivery_date: '2026-11-20' }, 'wrong-day'],
    ['tomorrow’s code', { delivery_date: '2026-11-22' }, 'wrong-day'],
    ['one that the operator has ended at ten', { not_after: START }, 'expired'],
  ])('%s: refused, and no guess', (_what, fields, expected) => {
    announce();
    attempt('h1', '482716', fields);
    for (let n = 0; n < 5; n += 1) expect(type('482716')).toBe('refused');
    expect(reason()).toMatchObject({ reason: expected, parcel: 'p1', grant: 'h1', person: 'c7', method: 'pin' });
    expect(box.store.guards.wrongHandovers('h1')).toBe(0);
  });

  test('the code of an attempt that the operator has dropped: by its day, else unknown; and it counts', () => {
    announce();
    attempt('h1', '111111', { accepted: 0, state: 'revoked', delivery_date: '2026-11-20' });
    attempt('h2', '222222', { accepted: 0, state: 'revoked' });
    attempt('h3', '333333');
    expect(type('111111')).toBe('refused');
    expect(reason()).toMatchObject({ reason: 'wrong-day', grant: 'h1' });
    expect(type('222222')).toBe('refused');
    expect(reason()).toMatchObject({ reason: 'unknown', grant: 'h2' });
    expect(type('333333')).toBe('accepted');
  });

  test('of two attempts the later day counts, of two of one day the one that came last', () => {
    announce();
    attempt('h9', '111111');
    attempt('h1', '222222');
    expect(type('111111')).toBe('refused');
    attempt('h5', '333333', { delivery_date: '2026-11-22' });
    expect(type('222222')).toBe('refused');
    box.time.step(24 * HOUR, true);
    expect(type('333333')).toBe('accepted');
  });

  test('while all codes wait for the operator none is compared', () => {
    announce();
    attempt('h1', '482716');
    box.store.locker.suspendUntilAfter(3);
    expect(type('482716')).toBe('refused');
    expect(box.store.guards.wrongHandovers('h1')).toBe(0);
    box.store.locker.suspendUntilAfter(null);
    expect(type('482716')).toBe('accepted');
  });

  test('too short a code is no guess', () => {
    announce();
    attempt('h1', '482716');
    handovers.refuseShape({ for: 'handover', parcel: 'p1', staff: STAFF });
    expect(reason()).toMatchObject({ reason: 'unknown', parcel: 'p1', person: 'c7' });
    expect(box.store.guards.wrongHandovers('h1')).toBe(0);
  });
});

describe('three wrong ones', () => {
  test('end the code for good; a new attempt on the same day brings another', () => {
    announce();
    attempt('h1', '482716');
    expect(['000001', '000002', '000003'].map((digits) => type(digits))).toEqual(['refused', 'refused', 'closed']);
    expect(handovers.find('label-p1')).toEqual({ kind: 'code', parcel: 'p1', closed: true });
    expect(type('482716')).toBe('closed');
    expect(last()).toMatchObject({ type: 'access.refused', reason: 'locked-out', parcel: 'p1' });
    box.time.step(2 * HOUR, true);
    expect(type('482716')).toBe('closed');
    attempt('h1', '482716', { accepted: 0, state: 'revoked' });
    attempt('h2', '900813');
    expect(handovers.find('label-p1')).toEqual({ kind: 'code', parcel: 'p1', closed: false });
    expect(type('900813')).toBe('accepted');
  });

  test('two wrong ones and the right one: accepted', () => {
    announce();
    attempt('h1', '482716');
    for (const digits of ['000001', '000002']) type(digits);
    expect(type('482716')).toBe('accepted');
  });

  test('each is committed before it is compared: a power cut right after forgets none', () => {
    announce();
    attempt('h1', '482716');
    let commits = 0;
    for (let n = 1; n <= 3; n += 1) {
      atCommit = () => {
        commits += 1;
        // After the first commit, before anything else.
        if (commits % 2 === 0) throw new Error('power cut');
      };
      expect(() => type(`00000${n}`)).toThrow('power cut');
      atCommit = () => undefined;
      expect(box.store.guards.wrongHandovers('h1')).toBe(n);
    }
    expect(commits).toBe(6);
    expect(box.types()).not.toContain('access.refused');
    expect(type('482716')).toBe('closed');
  });

  test('of one parcel say nothing of another', () => {
    announce('p1');
    announce('p2');
    attempt('h1', '482716');
    attempt('h2', '900813', { parcel: 'p2' });
    for (const digits of ['000001', '000002', '900813']) type(digits);
    expect(type('482716')).toBe('closed');
    expect(type('900813', 'p2')).toBe('accepted');
  });
});

describe('a pickup that needs the one-time code too', () => {
  const second = { grant: 'g1', method: 'pin', parcel: 'p1' } as const;

  test('only the right one lets the pickup go on', () => {
    putParcelInside(box.store, 'A1', { handover: 1 });
    attempt('h1', '482716');
    expect(handovers.isClosed('p1')).toBe(false);
    expect(handovers.redeemPickup(second, '000001')).toBe('refused');
    expect(opened).toEqual([]);
    expect(handovers.redeemPickup(second, '482716')).toEqual({ kind: 'busy' });
    expect(opened).toEqual(['g1']);
    // Not used by that: the door may jam, and both are typed again.
    expect(box.store.grants.get('h1')?.state).toBe('live');
    expect(box.store.guards.wrongHandovers('h1')).toBe(1);
  });

  test('wrong ones are counted as at the courier’s hand-over', () => {
    putParcelInside(box.store, 'A1', { handover: 1 });
    attempt('h1', '482716');
    const answers = ['000001', '000002', '000003', '482716'].map((digits) => handovers.redeemPickup(second, digits));
    expect(answers).toEqual(['refused', 'refused', 'closed', 'closed']);
    expect(handovers.isClosed('p1')).toBe(true);
    expect(handovers.refuseShape({ for: 'pickup', second })).toBe('closed');
    expect(opened).toEqual([]);
  });
});

describe('a time that nobody vouches for', () => {
  test('nothing ends, and a jump does not enter', () => {
    announce();
    attempt('h1', '482716', { delivery_date: '2026-11-22' });
    box.time.step(24 * HOUR, false);
    expect(type('482716')).toBe('refused');
    expect(last()).toMatchObject({ reason: 'wrong-day', clock: 'untrusted' });
    attempt('h2', '900813');
    box.store.grants.put({ ...box.store.grants.get('h1')!, accepted: 0, state: 'revoked' });
    expect(type('900813')).toBe('accepted');
  });
});
