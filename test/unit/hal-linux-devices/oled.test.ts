import * as fc from 'fast-check';
import { glyph } from '../../../hal/linux/displays/dots';
import { FONT_6, FONT_8 } from '../../../hal/linux/displays/fonts';
import { makeDisplay } from '../../../hal/linux/displays/make-display';
import { display as displaySchema } from '../../../config/linux/display';
import { someTurns } from '../../../hal/sim/virtual-time';
import { OledModel } from '../../helpers/oled-model';
import { OLED_LETTERS as LETTERS, readOled as read } from '../../helpers/oled-reader';
import { bench, FakeBus } from './bench';

type Chip = 'ssd1306' | 'sh1106';

function rig(type: Chip = 'ssd1306', more: Record<string, unknown> = {}) {
  const { time, deps, told } = bench();
  const bus = new FakeBus(0x3c);
  let model = new OledModel(type);
  bus.onSend = (bytes) => model.transfer(bytes);
  const config = displaySchema.parse({ type, ...more });
  const display = makeDisplay(config, bus, deps);
  return {
    time,
    told,
    bus,
    display,
    model: () => model,
    async start() {
      const started = display.start();
      await time.advance(200);
      await started;
    },
    cutPower() {
      bus.there = false;
      model = new OledModel(type);
    },
  };
}

const padded = (columns: number, ...lines: string[]): string[] => lines.map((line) => line.padEnd(columns));

describe.each<Chip>(['ssd1306', 'sh1106'])('%s', (type) => {
  test('four lines of twenty: what is shown can be read, and lines that are too long are cut', async () => {
    const { display, model, start } = rig(type);
    await start();
    expect(read(model().picture())).toEqual(padded(20, '', '', '', ''));
    await display.show(['Tür Äpfel ÖL Über', 'Größe äöüß', 'x'.repeat(30), 'Zażółć İşğ éèçœ', 'five']);
    expect(read(model().picture())).toEqual(
      padded(20, 'Tür Äpfel ÖL Über', 'Größe äöüß', 'x'.repeat(20), 'Zażółć İşğ éèçœ'),
    );
    expect(model().unknown).toEqual([]);
    await display.stop();
  });

  test('two lines of sixteen, twice as high', async () => {
    const { display, model, start } = rig(type, { rows: 2 });
    await start();
    await display.show(['Fach 12 ist offen', 'Tür schließen ÄÖ', 'nothing']);
    expect(read(model().picture(), 2)).toEqual(padded(16, 'Fach 12 ist offe', 'Tür schließen ÄÖ'));
    const picture = model().picture();
    for (let y = 0; y < 64; y += 2) expect(picture[y]).toBe(picture[y + 1]);
    await display.stop();
  });

  test('mounted upside down: the same picture, turned', async () => {
    const upright = rig(type);
    const turned = rig(type, { rotated: true });
    for (const one of [upright, turned]) {
      await one.start();
      await one.display.show(['Fach 7', '', '', 'unten']);
      await one.display.stop();
    }
    const reversed = (line: string): string => [...line].reverse().join('');
    expect(turned.model().picture().map(reversed).reverse()).toEqual(upright.model().picture());
  });

  test('only what changes is written', async () => {
    const { display, model, start } = rig(type);
    await start();
    await display.show(['Ihre PIN:', '12', '', '*=löschen']);
    model().writes = 0;
    await display.show(['Ihre PIN:', '*2', '', '*=löschen']);
    // One cell, upper and lower half.
    expect(model().writes).toBeGreaterThan(0);
    expect(model().writes).toBeLessThanOrEqual(12);
    model().writes = 0;
    await display.show(['Ihre PIN:', '*2', '', '*=löschen']);
    expect(model().writes).toBe(0);
    await display.stop();
  });

  test('no transfer holds the bus for longer than 33 bytes', async () => {
    const { display, bus, start } = rig(type);
    await start();
    await display.show(['#'.repeat(20), '#'.repeat(20), '#'.repeat(20), '#'.repeat(20)]);
    expect(Math.max(...bus.sent.map((bytes) => bytes.length))).toBeLessThanOrEqual(33);
    await display.stop();
  });

  test('whatever is shown after whatever, that is what can be read', async () => {
    const { display, model, start } = rig(type);
    await start();
    const line = fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 5 }), async (lines) => {
        await display.show(lines);
        expect(read(model().picture())).toEqual(
          Array.from({ length: 4 }, (_, row) => (lines[row] ?? '').slice(0, 20).padEnd(20)),
        );
      }),
      { numRuns: 100 },
    );
    await display.stop();
  });

  test('of many calls at once the latest wins', async () => {
    const { display, model, start } = rig(type);
    await start();
    await Promise.all(['1', '22', '333', '4444', '5'].map((text) => display.show([text])));
    expect(read(model().picture())[0]).toBe('5'.padEnd(20));
    await display.stop();
  });

  test('unplugged while idle: noticed within a second; back after a power cut it shows the latest lines', async () => {
    const { display, model, start, time, told, cutPower, bus } = rig(type);
    await start();
    await display.show(['before']);
    cutPower();
    await time.advance(1_000);
    expect(told()).toEqual(['display lost']);
    await expect(display.show(['meanwhile'])).rejects.toMatchObject({ code: 'lost', device: 'display' });
    bus.there = true;
    await time.advance(5_000);
    expect(told()).toEqual(['display lost', 'display back']);
    expect(read(model().picture())[0]).toBe('meanwhile'.padEnd(20));
    await display.stop();
  });

  test('a dip of its supply that nothing on the bus tells of: the picture is back within 16 s', async () => {
    const { display, model, start, time, told } = rig(type);
    await start();
    await display.show(['still here']);
    model().dip();
    expect(model().picture().join('')).not.toContain('#');
    await time.advance(16_000);
    expect(read(model().picture())).toEqual(padded(20, 'still here', '', '', ''));
    expect(told()).toEqual([]);
    await display.stop();
  });

  test('a picture that stands still is dimmed, and is bright again with the next one', async () => {
    const { display, model, start, time } = rig(type, { contrast: 200, dimAfterSeconds: 60 });
    await start();
    await display.show(['Willkommen']);
    expect(model().contrast).toBe(200);
    await time.advance(59_000);
    expect(model().contrast).toBe(200);
    await time.advance(30_000);
    expect(model().contrast).toBe(25);
    await display.show(['Willkommen']);
    expect(model().contrast).toBe(25);
    await display.show(['Ihre PIN: *']);
    expect(model().contrast).toBe(200);
    await display.stop();
  });
});

test('the dots after power-up stay dark until the first picture is written', async () => {
  const { display, model, bus, time } = rig();
  const seen: boolean[] = [];
  bus.onSend = (bytes) => {
    model().transfer(bytes);
    seen.push(model().on);
    if (model().on) expect(read(model().picture())).toEqual(padded(20, 'first', '', '', ''));
  };
  await expect(display.show(['first'])).rejects.toMatchObject({ code: 'lost' });
  const started = display.start();
  await time.advance(200);
  await started;
  expect(seen.filter((on) => !on).length).toBeGreaterThan(8 * 4);
  expect(model().on).toBe(true);
  await display.stop();
});

test('stopped, it does nothing any more', async () => {
  const { display, start, time, bus, told } = rig();
  await start();
  await display.stop();
  const sent = bus.sent.length;
  await time.advance(120_000);
  await someTurns();
  expect(bus.sent).toHaveLength(sent);
  expect(told()).toEqual([]);
});

describe('the letters on the glass', () => {
  const drawn = (letter: string): string =>
    Array.from({ length: 16 }, (_, y) =>
      glyph(FONT_6, letter)
        .map((bits) => ((bits >> y) & 1 ? '#' : '.'))
        .join(''),
    ).join('\n');

  test('capitals with umlaut, descenders, hooks and strokes are whole', () => {
    expect(['Ä', 'g', 'Ę'].map(drawn)).toMatchInlineSnapshot(`
      [
        "......
      .#.#..
      .#.#..
      ......
      ......
      ..#...
      .#.#..
      #...#.
      #...#.
      #...#.
      #...#.
      #####.
      #...#.
      #...#.
      ......
      ......",
        "......
      ......
      ......
      ......
      ......
      ......
      .###..
      #...#.
      #...#.
      #...#.
      #...#.
      #...#.
      .####.
      ....#.
      #...#.
      .###..",
        "......
      ......
      #####.
      #.....
      #.....
      #.....
      #.....
      ####..
      #.....
      #.....
      #.....
      #.....
      #.....
      #####.
      ..#...
      ...#..",
      ]
    `);
  });

  test('every letter of German, English, French, Turkish and Polish has dots of its own', () => {
    for (const font of [FONT_6, FONT_8]) {
      const shapes = new Map<string, string>();
      for (const letter of LETTERS) {
        const shape = glyph(font, letter).join();
        expect([letter, shapes.get(shape)]).toEqual([letter, undefined]);
        shapes.set(shape, letter);
      }
    }
  });

  test('capitals are twelve dots high, digits as well', () => {
    for (const letter of 'AEHLMNTZ0258') {
      const all = glyph(FONT_6, letter).reduce((sum, bits) => sum | bits, 0);
      expect([letter, Math.floor(Math.log2(all)) - Math.log2(all & -all) + 1]).toEqual([letter, 12]);
    }
  });

  test('what the font lacks is the plain letter or a question mark', () => {
    expect(glyph(FONT_6, 'ȧ')).toEqual(glyph(FONT_6, 'a'));
    expect(glyph(FONT_6, '日')).toEqual(glyph(FONT_6, '?'));
  });
});
