import type { CheckFailure } from '../checks';
import type { FieldPath } from '../problem';
import { checkKeypad, checkScanner } from './input-checks';
import { checkLockBoards } from './lock-board-checks';

/** Between the end of a pulse and the guard's time, so that the guard does not come first. */
const GUARD_MS = 50;
/** A second pulse comes at most this long after the time that a door may take: then the opening is given up, ms. */
const LATE_PULSE_MS = 1_000;
/** What holds when the site file says nothing, ms. */
const DEFAULTS = { restMs: 2_000, travelMs: 2_000 };

/** Rules between the fields of `hal` with the linux drivers. Takes anything, like checkSite. */
export function checkLinux(root: Record<string, unknown>, compartments: readonly unknown[]): CheckFailure[] {
  const hal = record(root['hal']);
  if (hal['driver'] !== 'linux') return [];
  return [
    ...(hal['doors'] === undefined ? [] : checkDoors(record(hal['doors']), compartments)),
    ...checkPulses(hal),
    ...checkRests(hal, record(root['doors'])['travelMs']),
    ...checkLines(hal),
    ...checkAddresses(hal),
    ...checkLockBoards(hal),
    ...checkKeypad(record(hal['keypad']), record(hal['gpio'])),
    ...checkScanner(record(hal['scanner'])),
  ];
}

function checkDoors(doors: Record<string, unknown>, compartments: readonly unknown[]): CheckFailure[] {
  const ids = compartments.map((item) => record(item)['id']).filter((id) => typeof id === 'string');
  return [
    ...ids
      .filter((id) => !Object.hasOwn(doors, id))
      .map((id) => ({
        path: ['hal', 'doors'],
        message: `lacks compartment ${id}: its lock and contact are not wired`,
      })),
    ...Object.keys(doors)
      .filter((id) => !ids.includes(id))
      .map((id) => ({ path: ['hal', 'doors', id], message: `there is no compartment ${id}` })),
  ];
}

function checkPulses(hal: Record<string, unknown>): CheckFailure[] {
  const defaults = record(hal['lock']);
  const supplies = hal['supplies'] === undefined ? ['main'] : Object.keys(record(hal['supplies']));
  const places: [FieldPath, Record<string, unknown>][] = [
    [['hal', 'lock'], defaults],
    ...Object.entries(record(hal['doors'])).map(([id, door]): [FieldPath, Record<string, unknown>] => [
      ['hal', 'doors', id],
      record(door),
    ]),
  ];
  return places.flatMap(([path, own]) => {
    const failures: CheckFailure[] = [];
    const all = { pulseMs: 300, maxPulseMs: 500, supply: 'main', ...defined(defaults), ...defined(own) };
    const touched = own['pulseMs'] !== undefined || own['maxPulseMs'] !== undefined;
    if (touched && Number(all.pulseMs) + GUARD_MS > Number(all.maxPulseMs)) {
      const field = own['pulseMs'] === undefined ? 'maxPulseMs' : 'pulseMs';
      const message =
        `a pulse of ${all.pulseMs} ms needs a maxPulseMs of at least ${Number(all.pulseMs) + GUARD_MS}: ` +
        `from then on the guard ends it; found ${all.maxPulseMs}`;
      failures.push({ path: [...path, field], message });
    }
    const { supply } = own;
    if (typeof supply === 'string' && !supplies.includes(supply)) {
      const message = `there is no supply ${supply}; hal.supplies has ${supplies.join(', ')}`;
      failures.push({ path: [...path, 'supply'], message });
    }
    return failures;
  });
}

/** A coil that rests for too long would get its second pulse when nobody waits at the door any more. */
function checkRests(hal: Record<string, unknown>, travelMs: unknown = DEFAULTS.travelMs): CheckFailure[] {
  const limit = Number(travelMs) + LATE_PULSE_MS;
  const common = record(hal['lock'])['restMs'];
  const places: [FieldPath, unknown][] = [
    common === undefined ? [['doors', 'travelMs'], DEFAULTS.restMs] : [['hal', 'lock', 'restMs'], common],
    ...Object.entries(record(hal['doors'])).map(([id, door]): [FieldPath, unknown] => [
      ['hal', 'doors', id, 'restMs'],
      record(door)['restMs'],
    ]),
  ];
  return places
    .filter(([, restMs]) => typeof restMs === 'number' && restMs > limit)
    .map(([path, restMs]) => {
      const message =
        `a coil that rests for ${Number(restMs)} ms gets its second pulse when the opening has been given up; ` +
        `restMs is at most ${limit} (doors.travelMs + ${LATE_PULSE_MS})`;
      return { path, message };
    });
}

interface Use {
  readonly path: FieldPath;
  readonly line: Record<string, unknown>;
  readonly direction: 'in' | 'out';
}

/** Every line that the drivers would take. */
function uses(hal: Record<string, unknown>): Use[] {
  const found: Use[] = [];
  const take = (path: FieldPath, line: unknown, direction: Use['direction']): void => {
    if (line !== undefined) found.push({ path, line: record(line), direction });
  };
  for (const [id, door] of Object.entries(record(hal['doors']))) {
    take(['hal', 'doors', id, 'lock'], record(door)['lock'], 'out');
    take(['hal', 'doors', id, 'contact'], record(door)['contact'], 'in');
  }
  for (const [id, expander] of Object.entries(record(hal['expanders']))) {
    take(['hal', 'expanders', id, 'interrupt'], record(expander)['interrupt'], 'in');
  }
  const keypad = record(hal['keypad']);
  list(keypad['columns']).forEach((line, index) => take(['hal', 'keypad', 'columns', index], line, 'out'));
  list(keypad['rows']).forEach((line, index) => take(['hal', 'keypad', 'rows', index], line, 'in'));
  take(['hal', 'keypad', 'd0'], keypad['d0'], 'in');
  take(['hal', 'keypad', 'd1'], keypad['d1'], 'in');
  take(['hal', 'scanner', 'presence'], record(hal['scanner'])['presence'], 'in');
  take(['hal', 'beeper', 'line'], record(hal['beeper'])['line'], 'out');
  take(['hal', 'tamper', 'line'], record(hal['tamper'])['line'], 'in');
  return found;
}

function checkLines(hal: Record<string, unknown>): CheckFailure[] {
  const expanders = record(hal['expanders']);
  const { chip } = record(hal['gpio']);
  const board = typeof chip === 'string' ? chip : '';
  const seen = new Map<string, string>();
  return uses(hal).flatMap(({ path, line, direction }) => {
    const failures: CheckFailure[] = [];
    const { expander, pin } = line;
    if (typeof expander === 'string' && !Object.hasOwn(expanders, expander)) {
      const names = Object.keys(expanders).join(', ') || 'none';
      failures.push({
        path: [...path, 'expander'],
        message: `there is no expander ${expander}; hal.expanders has ${names}`,
      });
    }
    if (path[1] === 'expanders' && expander !== undefined) {
      failures.push({ path, message: "an expander's interrupt line is a line of the board, not of an expander" });
    }
    if (direction === 'in' && (pin === 'A7' || pin === 'B7')) {
      // DS20001952D (2022): GPA7 and GPB7 became outputs only, their input can disturb the bus.
      const message = 'A7 and B7 of an MCP23017 are outputs only (data sheet of 2022); take another pin for an input';
      failures.push({ path: [...path, 'pin'], message });
    }
    const key = lineKey(line, board);
    if (key === null) return failures;
    const first = seen.get(key);
    const here = path.slice(1).join('.');
    if (first === undefined) seen.set(key, here);
    else failures.push({ path, message: `this line is taken by hal.${first}` });
    return failures;
  });
}

function lineKey({ bcm, chip, line, expander, pin }: Record<string, unknown>, board: string): string | null {
  if (typeof expander === 'string' && typeof pin === 'string') return `expander ${expander} ${pin}`;
  if (typeof bcm === 'number') return `${board} ${bcm}`;
  return typeof chip === 'string' && typeof line === 'number' ? `${chip} ${line}` : null;
}

/** Two chips with one address on one bus both answer. */
function checkAddresses(hal: Record<string, unknown>): CheckFailure[] {
  const fallback = record(hal['buses'])['i2c'] ?? 1;
  const seen = new Map<string, string>();
  const devices: [FieldPath, Record<string, unknown>, number | null][] = [
    ...Object.entries(record(hal['expanders'])).map(([id, one]): [FieldPath, Record<string, unknown>, null] => [
      ['hal', 'expanders', id],
      record(one),
      null,
    ]),
    [['hal', 'display'], record(hal['display']), displayAddress(record(hal['display']))],
    [['hal', 'rtc'], record(hal['rtc']), hal['rtc'] === undefined ? null : 0x68],
  ];
  return devices.flatMap(([path, device, preset]) => {
    const address = device['address'] ?? preset;
    if (typeof address !== 'number') return [];
    const bus = Number(device['bus'] ?? fallback);
    const key = `${bus} ${address}`;
    const first = seen.get(key);
    seen.set(key, first ?? path.join('.'));
    if (first === undefined) return [];
    const message = `address 0x${address.toString(16)} on I2C bus ${bus} is taken by ${first}`;
    return [{ path: device['address'] === undefined ? path : [...path, 'address'], message }];
  });
}

/** As the drivers' defaults have it. */
function displayAddress({ type }: Record<string, unknown>): number | null {
  if (type === 'hd44780') return 0x27;
  return type === 'ssd1306' || type === 'sh1106' ? 0x3c : null;
}

function defined(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
