import fc from 'fast-check';
import { addDays, dateIn, endOfDay, startOfDay } from '../../../firmware/core/zone';

const HOUR = 3_600_000;
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'Africa/Cairo',
] as const;

const zone = fc.constantFrom(...ZONES);
const instant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2041, 0, 1) });
const hours = (date: string, name: string): number => (endOfDay(date, name) - startOfDay(date, name)) / HOUR;

test('every instant lies in the day that it is dated', () => {
  fc.assert(
    fc.property(instant, zone, (at, name) => {
      const date = dateIn(at, name);
      expect(startOfDay(date, name)).toBeLessThanOrEqual(at);
      expect(at).toBeLessThan(endOfDay(date, name));
    }),
  );
});

test('the last millisecond of a day has its date, the end of it the next one, and a day has 23 to 25 hours', () => {
  fc.assert(
    fc.property(instant, zone, (at, name) => {
      const date = dateIn(at, name);
      const end = endOfDay(date, name);
      expect(dateIn(end - 1, name)).toBe(date);
      expect(dateIn(end, name)).toBe(addDays(date, 1));
      expect(hours(date, name)).toBeGreaterThanOrEqual(23);
      expect(hours(date, name)).toBeLessThanOrEqual(25);
    }),
  );
});

test('Berlin has a day of 23 hours in spring and one of 25 in autumn', () => {
  expect(hours('2026-03-29', 'Europe/Berlin')).toBe(23);
  expect(hours('2026-10-25', 'Europe/Berlin')).toBe(25);
  expect(hours('2026-11-21', 'Europe/Berlin')).toBe(24);
});

test('Lord Howe changes its clocks by half an hour', () => {
  expect(hours('2026-04-05', 'Australia/Lord_Howe')).toBe(24.5);
  expect(hours('2026-10-04', 'Australia/Lord_Howe')).toBe(23.5);
});

test('where midnight does not exist the day starts with the first hour there is', () => {
  // São Paulo went from 23:59:59 to 01:00 on 4 November 2018.
  expect(startOfDay('2018-11-04', 'America/Sao_Paulo')).toBe(Date.parse('2018-11-04T01:00:00-02:00'));
  expect(endOfDay('2018-11-03', 'America/Sao_Paulo')).toBe(Date.parse('2018-11-04T00:00:00-03:00'));
});

test('a date that Apia skipped ends when it would have begun', () => {
  const start = Date.parse('2011-12-31T00:00:00+14:00');
  expect(endOfDay('2011-12-29', 'Pacific/Apia')).toBe(start);
  expect(endOfDay('2011-12-30', 'Pacific/Apia')).toBe(start);
  expect(dateIn(start - 1, 'Pacific/Apia')).toBe('2011-12-29');
});

test('dates that no calendar has are refused', () => {
  expect(() => endOfDay('2026-02-29', 'UTC')).toThrow(RangeError);
  expect(() => endOfDay('tomorrow', 'UTC')).toThrow(RangeError);
});
