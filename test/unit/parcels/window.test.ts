import fc from 'fast-check';
import { dateIn } from '../../../firmware/core/zone';
import { startWindow, startWindows, windowEnd } from '../../../firmware/parcels/window';
import type { GrantRow } from '../../../firmware/store/grants';
import { putGrant, putParcelInside, START, testStore, type TestStore } from '../../helpers/store';

const HOUR = 3_600_000;
const site = { locker: { zone: 'Europe/Berlin' }, window: {} };
let box: TestStore;
beforeEach(() => (box = testStore()));
afterEach(() => box.close());

const give = (id: string, fields: Partial<GrantRow> = {}): void => putGrant(box.store, id, { pin: 'x', ...fields });

test('hours are hours, also when the clocks change', () => {
  const evening = Date.parse('2026-10-24T20:00:00+02:00');
  expect(windowEnd(evening, { hours: 72 }, 'Europe/Berlin')).toBe(evening + 72 * HOUR);
  expect(windowEnd(evening, { hours: 0.5 }, 'Europe/Berlin')).toBe(evening + HOUR / 2);
});

test('whole days do not count the day of the deposit', () => {
  const monday = Date.parse('2026-11-23T14:00:00+01:00');
  expect(windowEnd(monday, { days: 3 }, 'Europe/Berlin')).toBe(Date.parse('2026-11-27T00:00:00+01:00'));
  expect(windowEnd(monday, { days: 1 }, 'Europe/Berlin')).toBe(Date.parse('2026-11-25T00:00:00+01:00'));
});

test('a deposit just before and just after midnight ends a day apart', () => {
  const midnight = Date.parse('2026-11-24T00:00:00+01:00');
  const before = windowEnd(midnight - 1, { days: 1 }, 'Europe/Berlin');
  expect(windowEnd(midnight, { days: 1 }, 'Europe/Berlin') - before).toBe(24 * HOUR);
});

test('a window of days always ends with a full day on that wall, after more hours than one would fear', () => {
  const at = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) });
  const zones = fc.constantFrom(
    'Europe/Berlin',
    'America/Sao_Paulo',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Africa/Cairo',
  );
  fc.assert(
    fc.property(at, fc.integer({ min: 1, max: 30 }), zones, (from, days, zone) => {
      const end = windowEnd(from, { days }, zone);
      expect(dateIn(end - 1, zone)).not.toBe(dateIn(end, zone));
      expect(end - from).toBeGreaterThan((days * 24 - 1) * HOUR);
      expect(end - from).toBeLessThanOrEqual(((days + 1) * 24 + 1) * HOUR);
    }),
  );
});

test('the window starts when the parcel is inside and its recipient has a code', () => {
  putParcelInside(box.store, 'A1');
  expect(startWindow(box.store, site, 'p1', START)).toBeNull();
  give('g1');
  expect(startWindow(box.store, site, 'p1', START + HOUR)).toBe(START + 73 * HOUR);
  expect(box.store.parcels.get('p1')?.expires_at).toBe(START + 73 * HOUR);
});

test('a window that runs is not started again', () => {
  putParcelInside(box.store, 'A1');
  give('g1');
  startWindow(box.store, site, 'p1', START);
  expect(startWindow(box.store, site, 'p1', START + HOUR)).toBe(START + 72 * HOUR);
});

test('codes that open nothing start no window', () => {
  putParcelInside(box.store, 'A1');
  give('revoked', { state: 'revoked' });
  give('courier', { kind: 'courier' });
  give('handover', { kind: 'handover' });
  give('ended', { not_after: START });
  expect(startWindow(box.store, site, 'p1', START)).toBeNull();
});

test("the operator's hours for a parcel come before those of the site, and days before the default", () => {
  putParcelInside(box.store, 'A1', { window_hours: 1.5 });
  putParcelInside(box.store, 'A2', { id: 'p2' });
  give('g1');
  give('g2', { parcel: 'p2' });
  startWindows(box.store, { ...site, window: { days: 2 } }, START);
  expect(box.store.parcels.get('p1')?.expires_at).toBe(START + 1.5 * HOUR);
  expect(box.store.parcels.get('p2')?.expires_at).toBe(Date.parse('2026-11-24T00:00:00+01:00'));
});

test('neither a recalled parcel nor one that is not inside gets a window', () => {
  putParcelInside(box.store, 'A1', { expired: 'recalled' });
  give('g1');
  expect(startWindow(box.store, site, 'p1', START)).toBeNull();
  expect(startWindow(box.store, site, 'nobody', START)).toBeNull();
});
