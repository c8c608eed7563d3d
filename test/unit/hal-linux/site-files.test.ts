import { readFileSync } from 'node:fs';
import type { LineConfig } from '../../../config/linux/line';
import type { LinuxHalConfig } from '../../../config/linux/schema';
import { loadSite, parseSite } from '../../../config/load';
import { lineRef } from '../../../hal/linux/wiring';

const FILES = ['gpio-4', 'mcp23017-16', 'rs485-48'] as const;

function linux(name: string): LinuxHalConfig {
  const loaded = loadSite(`config/${name}.yaml`);
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  if (loaded.site.hal.driver !== 'linux') throw new Error('not a real locker');
  return loaded.site.hal;
}

/** GPIO to pin of the 40-pin header, as printed on every Raspberry Pi since the B+. */
const HEADER: Readonly<Record<number, number>> = {
  2: 3,
  3: 5,
  4: 7,
  5: 29,
  6: 31,
  7: 26,
  8: 24,
  9: 21,
  10: 19,
  11: 23,
  12: 32,
  13: 33,
  14: 8,
  15: 10,
  16: 36,
  17: 11,
  18: 12,
  19: 35,
  20: 38,
  21: 40,
  22: 15,
  23: 16,
  24: 18,
  25: 22,
  26: 37,
  27: 13,
};

const ON_BOARD = 'pulse by the board, contact read from it';

/** Rows of the site file: what, line, pin, direction. */
function wired(hal: LinuxHalConfig): string[] {
  const row = (what: string, line: LineConfig, direction: 'in' | 'out'): string => {
    const ref = lineRef(line, hal);
    const level = `${direction}, active ${line.activeLow ? 'low' : 'high'}`;
    if (ref.on === 'board') return `${what} | ${ref.line.name} | ${HEADER[ref.line.line]} | ${level}`;
    const [port = '', number = ''] = ref.pin;
    // DIP-28: GPA0 to GPA7 are pins 21 to 28, GPB0 to GPB7 pins 1 to 8 (DS20001952, pin function table).
    return `${what} | ${ref.expander} ${ref.pin} | ${Number(number) + (port === 'A' ? 21 : 1)} | ${level}`;
  };
  const { doors, keypad, beeper, tamper, expanders } = hal;
  return [
    ...Object.entries(doors).flatMap(([id, { lock, contact, board }]) => [
      ...(board
        ? [`lock and contact ${id} | ${board.bus} board ${board.address} | channel ${board.channel} | ${ON_BOARD}`]
        : []),
      ...(lock ? [row(`lock ${id}`, lock, 'out')] : []),
      ...(contact ? [row(`contact ${id}`, contact, 'in')] : []),
    ]),
    ...(keypad?.type === 'matrix' ? keypad.columns : []).map((line, index) =>
      row(`keypad column ${index + 1}`, line, 'out'),
    ),
    ...(keypad?.type === 'matrix' ? keypad.rows : []).map((line, index) => row(`keypad row ${index + 1}`, line, 'in')),
    ...(beeper ? [row('buzzer', beeper.line, 'out')] : []),
    ...(tamper ? [row('tamper contact', tamper.line, 'in')] : []),
    ...Object.entries(expanders).flatMap(([name, { interrupt }]) =>
      interrupt ? [row(`interrupt of ${name}`, interrupt, 'in')] : [],
    ),
  ];
}

function addresses(hal: LinuxHalConfig): string[] {
  const { expanders, display, rtc, buses, lockBoards } = hal;
  const row = (what: string, { address, bus = buses.i2c }: { address: number; bus?: number | undefined }): string =>
    `${what} | 0x${address.toString(16)} | ${bus}`;
  return [
    ...Object.entries(expanders).map(([name, one]) => row(`expander ${name}`, one)),
    ...Object.entries(lockBoards).flatMap(([name, { boards }]) =>
      boards.map(({ address, channels }) => `lock board with ${channels} channels | ${address} | ${name}`),
    ),
    ...(display ? [row('display', display)] : []),
    ...(rtc ? [row('clock chip DS3231', rtc)] : []),
  ];
}

/** The tables of a page, what stands in brackets left out. */
function tables(name: string): string[] {
  return readFileSync(`docs/wiring-${name}.md`, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\| (---|what )/.test(line))
    .map((line) =>
      line
        .slice(1, line.lastIndexOf('|'))
        .split('|')
        .map((cell) => cell.trim().replace(/ \(.*\)$/, ''))
        .join(' | '),
    );
}

describe.each(FILES)('config/%s.yaml', (name) => {
  test('is valid', () => {
    expect(loadSite(`config/${name}.yaml`)).toMatchObject({ ok: true });
  });

  test('is wired as its page says', () => {
    const hal = linux(name);
    expect(tables(name).sort()).toEqual([...wired(hal), ...addresses(hal)].sort());
  });

  test('has its locks where nothing moves at power-up', () => {
    for (const { lock } of Object.values(linux(name).doors)) {
      if (lock?.bcm === undefined) continue;
      // Pulled down until a program says otherwise; 14 pulses at boot.
      expect(lock.bcm).toBeGreaterThanOrEqual(9);
      expect([14, 15]).not.toContain(lock.bcm);
      expect(lock.activeLow).toBe(false);
    }
  });
});

describe('what a technician is told of the wiring', () => {
  const good = readFileSync('config/gpio-4.yaml', 'utf8');
  const expanders = readFileSync('config/mcp23017-16.yaml', 'utf8');
  const problems = (text: string): string[] => {
    const result = parseSite('site.yaml', text);
    return result.ok ? [] : result.problems.map(({ path, message }) => `${path}: ${message}`);
  };

  test.each([
    [
      'a line that is none',
      good.replace('lock: { bcm: 17 }', 'lock: { bcm: 17, pin: A0 }'),
      'hal.doors.A1.lock: a line is { bcm: 17 }, { chip: LABEL, line: 3 } or { expander: NAME, pin: A0 }, each with activeLow if it needs it',
    ],
    [
      'a field that is misspelt',
      good.replace('contact: { bcm: 5, activeLow: true }', 'contact: { bcm: 5, activelow: true }'),
      'hal.doors.A1.contact.activelow: unknown field; did you mean "activeLow"?',
    ],
    [
      'a line taken twice',
      good.replace('bcm: 22', 'bcm: 17'),
      'hal.doors.A2.lock: this line is taken by hal.doors.A1.lock',
    ],
    [
      'a compartment that is not wired',
      good.replace(/^ {4}A4: .*\n/m, ''),
      'hal.doors: lacks compartment A4: its lock and contact are not wired',
    ],
    [
      'a door without a compartment',
      good.replace(/^ {2}- \{ id: A4.*\n/m, ''),
      'hal.doors.A4: there is no compartment A4',
    ],
    [
      'a pulse as long as the longest',
      good.replace('pulseMs: 300', 'pulseMs: 480'),
      'hal.lock.pulseMs: a pulse of 480 ms needs a maxPulseMs of at least 530: from then on the guard ends it; found 500',
    ],
    [
      'a coil that rests for longer than anybody waits',
      good.replace('restMs: 2000', 'restMs: 3001'),
      'hal.lock.restMs: a coil that rests for 3001 ms gets its second pulse when the opening has been given up; restMs is at most 3000 (doors.travelMs + 1000)',
    ],
    [
      'doors that are given up while their coils rest',
      `${good.replace(', restMs: 2000', '')}\ndoors:\n  travelMs: 900\n`,
      'doors.travelMs: a coil that rests for 2000 ms gets its second pulse when the opening has been given up; restMs is at most 1900 (doors.travelMs + 1000)',
    ],
    [
      'a supply that is not there',
      good.replace('closedWhen: active }', 'supply: left }'),
      'hal.doors.A1.supply: there is no supply left; hal.supplies has main',
    ],
    [
      'an expander that is not there',
      expanders.replace('expander: x1, pin: A7', 'expander: x3, pin: A7'),
      'hal.doors.A1.lock.expander: there is no expander x3; hal.expanders has x1, x2',
    ],
    [
      'an input on a pin that is output only',
      expanders
        .replace('expander: x1, pin: A7', 'expander: x1, pin: A6')
        .replace('pin: A6, activeLow', 'pin: A7, activeLow'),
      'hal.doors.A7.contact.pin: A7 and B7 of an MCP23017 are outputs only (data sheet of 2022); take another pin for an input',
    ],
    [
      'two chips at one address',
      expanders.replace('0x21', '0x20'),
      'hal.expanders.x2.address: address 0x20 on I2C bus 1 is taken by hal.expanders.x1',
    ],
    [
      'a keypad with a column too many',
      good.replace('layout: 4x3', 'layout: 4x4'),
      'hal.keypad.columns: a 4x4 keypad has 4 columns, not 3',
    ],
  ])('%s', (_name, text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });
});
