import type { CheckFailure } from '../checks';

/** Rules between the fields of `hal.keypad` and `hal.scanner`. They take anything, like checkSite. */

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

export function checkKeypad(keypad: Fields, gpio: Fields): CheckFailure[] {
  const { type } = keypad;
  if (type === 'wiegand') return checkWiegand(keypad, gpio);
  return type === 'matrix' ? checkMatrix(keypad) : [];
}

function checkMatrix({ layout, columns }: Fields): CheckFailure[] {
  const wanted = layout === '4x4' ? 4 : layout === '4x3' ? 3 : null;
  if (wanted === null || !Array.isArray(columns) || columns.length === wanted) return [];
  const message = `a ${String(layout)} keypad has ${wanted} columns, not ${columns.length}`;
  return [{ path: ['hal', 'keypad', 'columns'], message }];
}

function checkWiegand(keypad: Fields, gpio: Fields): CheckFailure[] {
  const failures: CheckFailure[] = [];
  if (gpio['backend'] !== 'chardev') {
    const message =
      'wiegand needs hal.gpio.backend: chardev: its pulses are 50 µs wide, and sysfs tells several edges as one and without their time';
    failures.push({ path: ['hal', 'keypad', 'type'], message });
  }
  for (const wire of ['d0', 'd1']) {
    if (fields(keypad[wire])['expander'] === undefined) continue;
    const message =
      'a wiegand wire is a line of the board: an expander is asked over I2C, which takes longer than a pulse';
    failures.push({ path: ['hal', 'keypad', wire, 'expander'], message });
  }
  const [d0, d1] = [fields(keypad['d0']), fields(keypad['d1'])];
  const polarity = (line: Fields): boolean => line['activeLow'] === true;
  if (d0['chip'] !== d1['chip'] || polarity(d0) !== polarity(d1)) {
    const message = 'D0 and D1 must be lines of one chip, both activeLow or neither';
    failures.push({ path: ['hal', 'keypad', 'd1'], message });
  }
  return failures;
}

/** A keypad that sends a number loses its leading zeros, and 24 bits hold seven digits and a bit. */
export function checkPinLength(keypad: Fields, pinLength: unknown): CheckFailure[] {
  const { type, format, digits = 6 } = keypad;
  if (type !== 'wiegand' || format !== 26) return [];
  const length = typeof pinLength === 'number' ? pinLength : 6;
  if (length === digits) return [];
  if (length > 7) {
    const message = `a number of 26 bits holds 7 digits, codes.pinLength is ${length}: use a keypad that sends each key (format 4 or 8)`;
    return [{ path: ['hal', 'keypad', 'format'], message }];
  }
  const path = ['hal', 'keypad', ...(keypad['digits'] === undefined ? [] : ['digits'])];
  return [{ path, message: `digits must be codes.pinLength, ${length}` }];
}

const NO_TRIGGER: Readonly<Record<string, string>> = {
  generic: 'no command is known that turns its reading on; name its make in hal.scanner.type, or take presentation',
  zebra:
    'a Zebra scanner is turned on by packets of SSI only, which is not supported; set it to presentation mode, or hold its trigger by wire',
};

export function checkScanner(scanner: Fields): CheckFailure[] {
  const { type = 'generic', mode = 'presentation', presence } = scanner;
  const failures: CheckFailure[] = [];
  const reason = typeof type === 'string' && mode === 'trigger' ? NO_TRIGGER[type] : undefined;
  if (reason !== undefined) failures.push({ path: ['hal', 'scanner', 'mode'], message: reason });
  if (presence !== undefined && mode === 'presentation') {
    const message = 'is of use with mode: trigger only: in presentation mode the scanner looks for itself';
    failures.push({ path: ['hal', 'scanner', 'presence'], message });
  }
  return failures;
}
