import { siteSchema } from '../../../config/schema';
import { outputsOff } from '../../../hal/linux/outputs-off';
import { FakeMcp23017 } from './fakes';

const { hal } = siteSchema.parse({
  locker: { id: 'TEST', zone: 'Europe/Berlin' },
  compartments: ['A1', 'A2', 'A3'].map((id, index) => ({ id, number: index + 1, size: 'S' })),
  hal: {
    driver: 'linux',
    expanders: { x1: { type: 'mcp23017', address: 0x20 } },
    doors: {
      A1: { lock: { bcm: 17, activeLow: true }, contact: { bcm: 6 } },
      A2: { lock: { expander: 'x1', pin: 'A7' }, contact: { bcm: 7 } },
      A3: { lock: { expander: 'x1', pin: 'B0', activeLow: true }, contact: { bcm: 8 } },
    },
  },
});

test('every lock’s output is inactive and driven; other pins stay as they are', async () => {
  const chip = new FakeMcp23017(0x20);
  // A dead daemon left A7 and B0 on, and something on A1.
  chip.registers.set([0x82, 0x00], 0x14);
  chip.registers.set([0x7d, 0xfe], 0x00);
  const lines: string[] = [];
  const results = await outputsOff(hal, {
    bus: async () => chip,
    board: async ({ name, activeLow }) => void lines.push(`${name} ${activeLow}`),
  });
  expect(lines).toEqual(['bcm 17 true']);
  expect(results).toEqual([
    { compartment: 'A1', line: 'bcm 17', off: true, detail: '' },
    { compartment: 'A2', line: 'x1 A7', off: true, detail: '' },
    { compartment: 'A3', line: 'x1 B0', off: true, detail: '' },
  ]);
  expect(chip.word(0x14)).toBe(0x0102);
  expect(chip.word(0x00)).toBe(0xfe7d);
});

test('a chip fresh from power-up gets its latch before its direction', async () => {
  const chip = new FakeMcp23017(0x20);
  let wrong = 0;
  chip.onDrive.listen((word) => {
    // B0 is active low: as soon as it is an output it is high.
    if ((chip.word(0x00) & 0x0100) === 0 && (word & 0x0100) === 0) wrong += 1;
  });
  await outputsOff(hal, { bus: async () => chip, board: async () => undefined });
  expect(wrong).toBe(0);
  expect(chip.driven()).toBe(0x0100);
});

test('what can’t be reached is told, the rest is done', async () => {
  const chip = new FakeMcp23017(0x20);
  chip.silent = true;
  const results = await outputsOff(hal, {
    bus: async () => chip,
    board: async () => undefined,
  });
  expect(results.map(({ off, detail }) => [off, detail])).toEqual([
    [true, ''],
    [false, expect.stringMatching(/no answer at 0x20/)],
    [false, expect.stringMatching(/no answer at 0x20/)],
  ]);
});

test('the simulated locker has no outputs', async () => {
  expect(await outputsOff({ driver: 'sim', columns: 20, rows: 4, travelMs: 0 })).toEqual([]);
});
