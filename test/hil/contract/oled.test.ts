import { readFileSync } from 'node:fs';
import { linuxHal } from '../../../config/linux/schema';
import { createLinuxHal } from '../../../hal/linux/open-linux';
import { SystemTime } from '../../../hal/linux/system-time';
import type { DeviceChange, Display } from '../../../hal/ports';
import { readOled } from '../../helpers/oled-reader';
import { control, until } from '../rig/bench';

const ADDRESS = { ssd1306: 0x3c, sh1106: 0x3d } as const;
const LINES = ['Fach 12 ist offen', 'Tür schließen, ÄÖÜ', 'Zażółć gęślą jaźń', '*=zurück  #=ok'];
/** 64 rows of dots and one of facts, for each display. */
const ROWS = 65;

/** The displays as somebody in front of them sees them. */
function glass(type: keyof typeof ADDRESS) {
  const all = readFileSync('/sys/kernel/debug/locker-bench/oleds', 'utf8').split('\n');
  const first = (ADDRESS[type] - ADDRESS.ssd1306) * ROWS;
  const picture = all
    .slice(first, first + ROWS - 1)
    .map((row) => [...row].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join(''))
    .map((row) => row.replaceAll('1', '#').replaceAll('0', '.'));
  const [on, , unknown] = (all[first + ROWS - 1] ?? '').split(' ').map(Number);
  return { lines: readOled(picture).map((line) => line.trimEnd()), on: on === 1, unknown };
}

for (const type of ['ssd1306', 'sh1106'] as const) {
  describe(`a display of 128x64 dots, ${type}, through i2c-dev`, () => {
    const address = ADDRESS[type];
    const changes: DeviceChange[] = [];
    let stop: () => Promise<void>;
    let display: Display;

    beforeAll(async () => {
      control(`plug ${address}`);
      const config = linuxHal.parse({ driver: 'linux', doors: {}, display: { type, address } });
      const { hal } = await createLinuxHal(config, [], { time: new SystemTime() });
      hal.onDevice((change) => changes.push(change));
      await hal.start();
      stop = () => hal.stop();
      if (hal.display === null) throw new Error('the site file names a display');
      display = hal.display;
    });
    afterAll(async () => {
      await stop();
      control(`unplug ${address}`);
    });

    const told = (status: DeviceChange['status']) =>
      until(`display ${status}`, () => changes.some((one) => one.device === 'display' && one.status === status));

    test('four lines can be read, letters of five languages', async () => {
      await display.show(LINES);
      expect(glass(type).lines).toEqual(LINES);
      expect(glass(type).unknown).toBe(0);
    });

    test('only what changes is written, and the rest stays', async () => {
      await display.show([...LINES.slice(0, 3), '#=fertig']);
      expect(glass(type).lines).toEqual([...LINES.slice(0, 3), '#=fertig']);
    });

    test('a supply that dips puts it out: it is lit again by itself', async () => {
      control(`reset ${address}`);
      expect(glass(type).on).toBe(false);
      await until('the picture', () => glass(type).lines[3] === '#=fertig' && glass(type).on);
      expect(changes).toEqual([]);
    });

    test('unplugged and plugged in again it shows what was meant for it meanwhile', async () => {
      control(`unplug ${address}`);
      await told('lost');
      const failed = await display.show(['meanwhile']).then(
        () => null,
        (error: Error) => error.message,
      );
      expect(failed).toMatch(/no answer at 0x3/);
      control(`plug ${address}`);
      await told('back');
      expect(glass(type).lines).toEqual(['meanwhile', '', '', '']);
    });
  });
}
