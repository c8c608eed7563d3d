import { readFileSync } from 'node:fs';
import { parseSite } from '../../../config/load';

/** What a technician is told of keypad and scanner in a site file. */

const good = readFileSync('config/gpio-4.yaml', 'utf8');
const SCANNER = /^ {2}scanner: .*$/m;
const KEYPAD = /^ {2}keypad:\n(?: {4,}.*\n)+/m;

const withScanner = (text: string): string => good.replace(SCANNER, `  scanner: ${text}`);
const withKeypad = (text: string, backend = 'chardev'): string =>
  good.replace(KEYPAD, `  keypad: ${text}\n`).replace('backend: sysfs', `backend: ${backend}`);

const WIRES = 'd0: { bcm: 19, activeLow: true }, d1: { bcm: 20, activeLow: true }';

function problems(text: string): string[] {
  const result = parseSite('site.yaml', text);
  return result.ok ? [] : result.problems.map(({ path, message }) => `${path}: ${message}`);
}

function parsed(text: string) {
  const result = parseSite('site.yaml', text);
  if (!result.ok || result.site.hal.driver !== 'linux') throw new Error('not valid');
  return result.site.hal;
}

test('a scanner without a type is any scanner in presentation mode, as before', () => {
  expect(parsed(withScanner('{ port: /dev/ttyS1 }')).scanner).toEqual({
    type: 'generic',
    port: '/dev/ttyS1',
    baudRate: 9_600,
    ending: 'line',
    idleMs: 50,
    mode: 'presentation',
    triggerSeconds: 5,
  });
});

test.each([
  ['generic', '{ port: /dev/ttyS1, baudRate: 115200, ending: idle }'],
  ['grow', '{ type: grow, port: /dev/ttyS1, mode: trigger, triggerSeconds: 8, presence: { bcm: 27 } }'],
  ['honeywell', '{ type: honeywell, port: /dev/ttyS1, mode: trigger }'],
  ['zebra', '{ type: zebra, port: /dev/ttyS1 }'],
  ['newland', '{ type: newland, port: /dev/ttyS1, mode: trigger }'],
])('scanner: %s', (type, text) => {
  expect(parsed(withScanner(text)).scanner).toMatchObject({ type });
});

test.each([
  ['matrix', good],
  ['wiegand', withKeypad(`{ type: wiegand, ${WIRES}, format: 8 }`)],
  ['wiegand', withKeypad(`{ type: wiegand, ${WIRES}, format: 26 }`)],
  ['serial', withKeypad('{ type: serial, port: /dev/ttyS2, keys: { E: "#", C: "*", "\\r": none } }', 'sysfs')],
])('keypad: %s', (type, text) => {
  expect(problems(text)).toEqual([]);
  expect(parsed(text).keypad).toMatchObject({ type });
});

test.each([
  [
    'a make that is not known',
    withScanner('{ type: honeywel, port: /dev/ttyS1 }'),
    'hal.scanner.type: must be one of generic, grow, honeywell, zebra, newland; found "honeywel"; did you mean honeywell?',
  ],
  [
    'a misspelt field of a scanner without a type',
    withScanner('{ port: /dev/ttyS1, baudrate: 9600 }'),
    'hal.scanner.baudrate: unknown field; did you mean "baudRate"?',
  ],
  [
    'on demand, any scanner',
    withScanner('{ port: /dev/ttyS1, mode: trigger }'),
    'hal.scanner.mode: no command is known that turns its reading on; name its make in hal.scanner.type, or take presentation',
  ],
  [
    'on demand, Zebra',
    withScanner('{ type: zebra, port: /dev/ttyS1, mode: trigger }'),
    'hal.scanner.mode: a Zebra scanner is turned on by packets of SSI only, which is not supported; set it to presentation mode, or hold its trigger by wire',
  ],
  [
    'a sensor that nobody asks',
    withScanner('{ type: grow, port: /dev/ttyS1, presence: { bcm: 27 } }'),
    'hal.scanner.presence: is of use with mode: trigger only: in presentation mode the scanner looks for itself',
  ],
  [
    'a sensor on a line that is taken',
    withScanner('{ type: grow, port: /dev/ttyS1, mode: trigger, presence: { bcm: 17 } }'),
    'hal.scanner.presence: this line is taken by hal.doors.A1.lock',
  ],
  [
    'Wiegand on sysfs',
    withKeypad(`{ type: wiegand, ${WIRES}, format: 8 }`, 'sysfs'),
    'hal.keypad.type: wiegand needs hal.gpio.backend: chardev: its pulses are 50 µs wide, and sysfs tells several edges as one and without their time',
  ],
  [
    'Wiegand on an expander',
    withKeypad('{ type: wiegand, d0: { expander: x1, pin: A0 }, d1: { bcm: 20 }, format: 8 }').replace(
      '  supplies:',
      '  expanders: { x1: { type: mcp23017, address: 0x20 } }\n  supplies:',
    ),
    'hal.keypad.d0.expander: a wiegand wire is a line of the board: an expander is asked over I2C, which takes longer than a pulse',
  ],
  [
    'both wires on one line',
    withKeypad('{ type: wiegand, d0: { bcm: 20 }, d1: { bcm: 20 }, format: 4 }'),
    'hal.keypad.d1: this line is taken by hal.keypad.d0',
  ],
  [
    'wires of two polarities',
    withKeypad('{ type: wiegand, d0: { bcm: 19, activeLow: true }, d1: { bcm: 20 }, format: 4 }'),
    'hal.keypad.d1: D0 and D1 must be lines of one chip, both activeLow or neither',
  ],
  [
    'a format that there is not',
    withKeypad(`{ type: wiegand, ${WIRES}, format: 34 }`),
    'hal.keypad.format: must be one of 4, 8, 26; found 34',
  ],
  [
    'a number shorter than the PINs',
    `${withKeypad(`{ type: wiegand, ${WIRES}, format: 26 }`)}\ncodes: { pinLength: 7 }\n`,
    'hal.keypad: digits must be codes.pinLength, 7',
  ],
  [
    'PINs longer than a number',
    `${withKeypad(`{ type: wiegand, ${WIRES}, format: 26 }`)}\ncodes: { pinLength: 8 }\n`,
    'hal.keypad.format: a number of 26 bits holds 7 digits, codes.pinLength is 8: use a keypad that sends each key (format 4 or 8)',
  ],
  [
    'a key that there is not',
    withKeypad('{ type: serial, port: /dev/ttyS2, keys: { E: enter } }', 'sysfs'),
    'hal.keypad.keys.E: must be one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, *, #, A, B, C, D, none; found "enter"',
  ],
  [
    'a key of two characters',
    withKeypad('{ type: serial, port: /dev/ttyS2, keys: { EE: "#" } }', 'sysfs'),
    'hal.keypad.keys.EE: must be one character that the keypad sends',
  ],
  [
    'a layout that there is not: what stands at a keypad is no secret',
    good.replace('layout: 4x3', 'layout: 3x4'),
    'hal.keypad.layout: must be one of 4x3, 4x4; found "3x4"; did you mean 4x4?',
  ],
  ['a port without a name', withScanner('{ port: "" }'), 'hal.scanner.port: must not be empty'],
  [
    'a field of another kind of display',
    good.replace(
      /^ {2}display: .*$/m,
      '  display: { type: hd44780, address: 0x27, columns: 20, rows: 4, rotated: true }',
    ),
    'hal.display.rotated: unknown field; known here: type, bus, address, columns, rows',
  ],
])('%s', (_name, text, expected) => {
  expect(problems(text)).toEqual([expected]);
});
