import fc from 'fast-check';
import { dayStanding } from '../../../firmware/access/handover';
import { addDays, dateIn, endOfDay, startOfDay } from '../../../firmware/core/zone';

/** Where days are odd: half hours, changes at midnight, several changes a year, the date line. */
const ODD = [
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Africa/Casablanca',
  'America/Sao_Paulo',
  'America/Asuncion',
  'America/Santiago',
  'America/Havana',
  'Asia/Gaza',
  'Asia/Tehran',
  'Asia/Beirut',
  'Asia/Kathmandu',
  'Africa/Cairo',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Norfolk',
  'America/St_Johns',
  'Antarctica/Troll',
  'Europe/Berlin',
  'UTC',
];
const zone = fc.oneof(fc.constantFrom(...ODD), fc.constantFrom(...Intl.supportedValuesOf('timeZone')));
const instant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2041, 0, 1) });
const SECOND = 1_000;
const RUNS = { numRuns: Math.max(2_000, Number(process.env['LOCKERD_PROPERTY_RUNS'] ?? 0)) };

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the calendar on that wall says, by somebody who knows nothing of starts and ends of days. */
function onTheWall(at: number, name: string): string {
  let format = formats.get(name);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: name, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(name, format);
  }
  return format.format(at);
}

const grant = (delivery_date: string, not_after: number | null = null) => ({ delivery_date, not_after });
const at = (now: number) => ({ reached: now, latest: now });

test('at any instant of 2020 to 2040, anywhere, exactly the code of the date on the wall counts', () => {
  fc.assert(
    fc.property(instant, zone, fc.integer({ min: -2, max: 2 }), (now, name, days) => {
      const date = addDays(onTheWall(now, name), days);
      const standing = dayStanding(grant(date), at(now), name);
      expect(standing === 'today').toBe(onTheWall(now, name) === date);
      if (days !== 0) expect(standing).toBe(days < 0 ? 'over' : 'too-early');
    }),
    RUNS,
  );
});

test('to the millisecond around the end of the day, whatever the clocks on the wall do that night', () => {
  fc.assert(
    fc.property(instant, zone, fc.constantFrom(-1, 0, 1, -SECOND, SECOND), (near, name, by) => {
      const date = dateIn(near, name);
      const now = endOfDay(date, name) + by;
      expect(dayStanding(grant(date), at(now), name)).toBe(onTheWall(now, name) === date ? 'today' : 'over');
      expect(dayStanding(grant(addDays(date, 1)), at(now), name)).toBe(
        onTheWall(now, name) === addDays(date, 1) ? 'today' : 'too-early',
      );
    }),
    RUNS,
  );
});

test('a day begins and ends once: no code comes back that night', () => {
  fc.assert(
    fc.property(instant, zone, fc.array(fc.nat(30 * 3600), { minLength: 2, maxLength: 20 }), (near, name, moments) => {
      const date = dateIn(near, name);
      const start = startOfDay(date, name) - 2 * 3600 * SECOND;
      const order = ['too-early', 'today', 'over'];
      const ranks = [...moments]
        .sort((a, b) => a - b)
        .map((seconds) => order.indexOf(dayStanding(grant(date), at(start + seconds * SECOND), name)));
      expect(ranks).toEqual([...ranks].sort());
    }),
    RUNS,
  );
});

test.each([
  ['a night of 23 hours', 'Europe/Berlin', '2026-03-29', 23],
  ['a day of 25 hours', 'Europe/Berlin', '2026-10-25', 25],
  ['Lord Howe, half an hour longer', 'Australia/Lord_Howe', '2026-04-05', 24.5],
  ['Lord Howe, half an hour shorter', 'Australia/Lord_Howe', '2026-10-04', 23.5],
  ['Santiago, where midnight of that day does not exist', 'America/Santiago', '2026-09-06', 23],
  ['Havana, where the first hour comes twice', 'America/Havana', '2026-11-01', 25],
] as const)('%s: the code counts for all of it', (_what, name, date, hours) => {
  const start = startOfDay(date, name);
  const end = start + hours * 3600 * SECOND;
  expect(onTheWall(start, name)).toBe(date);
  expect(onTheWall(end - 1, name)).toBe(date);
  expect(dayStanding(grant(date), at(start - 1), name)).toBe('too-early');
  expect(dayStanding(grant(date), at(start), name)).toBe('today');
  expect(dayStanding(grant(date), at(end - 1), name)).toBe('today');
  expect(dayStanding(grant(date), at(end), name)).toBe('over');
});

test('an end before that of the day holds', () => {
  const noon = Date.UTC(2026, 10, 21, 12);
  expect(dayStanding(grant('2026-11-21', noon), at(noon - 1), 'UTC')).toBe('today');
  expect(dayStanding(grant('2026-11-21', noon), at(noon), 'UTC')).toBe('expired');
  // As the sweep leaves it: ended for every clock.
  expect(dayStanding(grant('2026-11-21', 0), at(noon), 'UTC')).toBe('expired');
});

test('while it may be any time from the last good one, nothing ends and no day to come is ruled out', () => {
  const span = { reached: Date.UTC(2026, 10, 21, 12), latest: Infinity };
  expect(dayStanding(grant('2026-11-20'), span, 'UTC')).toBe('over');
  expect(dayStanding(grant('2026-11-21'), span, 'UTC')).toBe('today');
  expect(dayStanding(grant('2026-11-25'), span, 'UTC')).toBe('today');
});
