import * as fc from 'fast-check';
import { decodeQR } from 'qr/decode.js';
import type { StoredEvent } from '../../../firmware/core/events';
import { forcedDoors } from '../../../firmware/panel/web/locker/forced';
import { durationMs } from '../../../firmware/panel/duration';
import { isDuration } from '../../../firmware/panel/web/sim/duration';
import { lcdCells } from '../../../firmware/panel/web/locker/lcd-cells';
import { spanText, timeLeft } from '../../../firmware/panel/web/locker/time-left';
import { keypadKey, type Stroke } from '../../../firmware/panel/web/sim/keys';
import { qrPicture } from '../../../firmware/panel/web/sim/qr-path';

describe('the display', () => {
  test('every character has its cell, an umlaut too; what does not fit is cut, what is missing is blank', () => {
    const cells = lcdCells(['Tür öffnen', '', 'eine Zeile, die länger ist'], 16, 2);
    expect(cells).toHaveLength(2);
    expect(cells[0]?.join('')).toBe('Tür öffnen      ');
    expect(cells[0]?.[1]).toBe('ü');
    expect(lcdCells(['eine Zeile, die länger ist'], 20, 1)[0]?.join('')).toBe('eine Zeile, die läng');
  });

  test('it has as many cells as it has, whatever it is told', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.constantFrom([20, 4], [16, 2]), (lines, [w, h]) => {
        const cells = lcdCells(lines, w ?? 0, h ?? 0);
        expect(cells.map((row) => row.length)).toEqual(Array.from({ length: h ?? 0 }, () => w));
      }),
    );
  });
});

test('a door that was forced is marked until it is closed or opened as it should be', () => {
  const told = (...events: [string, string][]) => {
    const oldestFirst = events.map(([type, compartment]) => ({ type, compartment }) as StoredEvent);
    return [...forcedDoors(oldestFirst.reverse())];
  };
  expect(told(['door.opened', 'A1'], ['door.closed', 'A1'], ['door.forced', 'A1'], ['door.opened', 'A2'])).toEqual([
    'A1',
  ]);
  expect(told(['door.forced', 'A1'], ['door.left-open', 'A1'], ['device.lost', 'A1'])).toEqual(['A1']);
  expect(told(['door.forced', 'A1'], ['door.closed', 'A1'])).toEqual([]);
  expect(told(['door.forced', 'A1'], ['door.closed', 'A1'], ['door.opened', 'A1'])).toEqual([]);
});

describe('the time left', () => {
  const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];
  const text = (ms: number) => spanText(timeLeft(ms), 'en-GB', 'long');

  test.each([
    [3 * DAY, '3 days'],
    [3 * DAY - 1, '3 days'],
    [2 * DAY + 23 * HOUR + 59 * MINUTE, '2 days 23 hours'],
    [DAY + 5 * MINUTE, '1 day'],
    [5 * HOUR + 12 * MINUTE, '5 hours 12 minutes'],
    [12 * MINUTE + 30 * SECOND, '12 minutes'],
    [9 * MINUTE + 30 * SECOND, '9 minutes 30 seconds'],
    [30 * SECOND, '30 seconds'],
    [1, '1 second'],
    [0, ''],
    [-DAY, ''],
  ])('%d ms: %s', (ms, words) => expect(text(ms)).toBe(words));

  test('never more than is left, but for the second under way', () => {
    const length = { day: DAY, hour: HOUR, minute: MINUTE, second: SECOND };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 * DAY }), (ms) => {
        const parts = timeLeft(ms);
        const told = parts.reduce((sum, { unit, value }) => sum + value * length[unit], 0);
        expect(parts.length).toBeGreaterThan(0);
        expect(told).toBeLessThan(ms + SECOND);
        expect(parts.every(({ value }) => value > 0)).toBe(true);
      }),
    );
  });

  test('in the words of each language', () => {
    expect(spanText(timeLeft(26 * HOUR), 'de-DE', 'long')).toBe('1 Tag 2 Stunden');
  });
});

describe('a duration for the simulated clock', () => {
  const taken = async (text: string) =>
    durationMs('advance', text, Number.MAX_SAFE_INTEGER).then(
      () => true,
      () => false,
    );

  test.each(['PT90M', 'P2D', 'PT73H', '-PT1H', 'P1W', 'P1DT2H3M4S', 'PT0S', 'pt5m', '+PT1.5H', 'PT1M0,5S'])(
    '%s is one',
    async (text) => {
      expect([isDuration(text), await taken(text)]).toEqual([true, true]);
    },
  );
  test.each(['', '2 Tage', '90', 'P', 'PT', 'P2', 'PT2', 'P1Y', 'P1M', 'P1DT', '2D', 'P-1D', 'PT1.5H2M', 'P1.5D'])(
    '"%s" is none',
    async (text) => {
      expect([isDuration(text), await taken(text)]).toEqual([false, false]);
    },
  );
});

describe("the laptop's keys", () => {
  const stroke = (key: string, more: Partial<Stroke> = {}): Stroke => ({
    key,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    tag: 'BODY',
    editable: false,
    ...more,
  });

  test.each(['0', '5', '9', '*', '#'])('%s is itself', (key) => expect(keypadKey(stroke(key))).toBe(key));
  test('Enter is #, Backspace is *', () => {
    expect(keypadKey(stroke('Enter'))).toBe('#');
    expect(keypadKey(stroke('Backspace'))).toBe('*');
  });
  test.each(['INPUT', 'TEXTAREA', 'SELECT'])('whoever types into %s types there', (tag) => {
    for (const key of ['1', '#', '*', 'Enter', 'Backspace']) expect(keypadKey(stroke(key, { tag }))).toBeNull();
    expect(keypadKey(stroke('1', { editable: true }))).toBeNull();
  });
  test('on a focused door or link, Enter is theirs and digits are the keypad’s', () => {
    for (const tag of ['BUTTON', 'A', 'SUMMARY']) {
      expect(keypadKey(stroke('Enter', { tag }))).toBeNull();
      expect(keypadKey(stroke('7', { tag }))).toBe('7');
    }
  });
  test('shortcuts of the browser are left alone, but # and * may need a modifier on a laptop', () => {
    expect(keypadKey(stroke('1', { ctrlKey: true }))).toBeNull();
    expect(keypadKey(stroke('1', { metaKey: true }))).toBeNull();
    expect(keypadKey(stroke('#', { altKey: true }))).toBe('#');
  });
  test.each(['a', 'F5', 'Tab', 'Escape', ' ', 'ArrowUp'])('%s is not on the keypad', (key) => {
    expect(keypadKey(stroke(key))).toBeNull();
  });
});

test('a QR code drawn for the page can be read again', () => {
  const text = 'LK1-PZRQ07PEQAP5TXYDB4MSBMCEVE';
  const { side, path } = qrPicture(text);
  const scale = 4;
  const width = side * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let dy = 0; dy < scale; dy += 1) {
      const start = ((Number(y) * scale + dy) * width + Number(x) * scale) * 4;
      for (let dx = 0; dx < scale; dx += 1) data.fill(0, start + dx * 4, start + dx * 4 + 3);
    }
  }
  expect(decodeQR({ width, height: width, data })).toBe(text);
});
