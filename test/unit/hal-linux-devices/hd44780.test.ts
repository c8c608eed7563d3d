import * as fc from 'fast-check';
import { cellsOf } from '../../../hal/linux/displays/characters';
import { Hd44780 } from '../../../hal/linux/displays/hd44780';
import { LETTERS } from '../../../hal/linux/displays/hd44780-letters';
import { chooseSlots, encodeCells, NO_SLOTS } from '../../../hal/linux/displays/hd44780-text';
import { TextDisplay } from '../../../hal/linux/displays/text-display';
import { someTurns } from '../../../hal/sim/virtual-time';
import { de } from '../../../firmware/terminal/texts/de';
import { Hd44780Model } from '../../helpers/hd44780-model';
import { bench, FakeBus } from './bench';

function rig(columns: 16 | 20 = 20, rows: 2 | 4 = 4) {
  const { time, deps, told } = bench();
  const bus = new FakeBus(0x27);
  let model = new Hd44780Model(columns, rows);
  bus.onSend = (bytes) => model.transfer(bytes);
  const display = new TextDisplay(new Hd44780({ address: 0x27, columns, rows }, bus, time), deps);
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
      model = new Hd44780Model(columns, rows);
    },
  };
}

const padded = (columns: number, ...lines: string[]): string[] => lines.map((line) => line.padEnd(columns));

test('20x4: what is shown can be read, umlauts too, and lines that are too long are cut', async () => {
  const { display, model, start } = rig();
  await start();
  expect(model().text()).toEqual(padded(20, '', '', '', ''));
  await display.show(['Tür Äpfel ÖL Über', 'Größe äöüß', 'x'.repeat(30), '4', 'five']);
  expect(model().text()).toEqual(padded(20, 'Tür Äpfel ÖL Über', 'Größe äöüß', 'x'.repeat(20), '4'));
  expect(model().backlight).toBe(true);
  await display.stop();
});

test('16x2: two rows', async () => {
  const { display, model, start } = rig(16, 2);
  await start();
  await display.show(['Code eingeben', 'oder scannen', 'nothing']);
  expect(model().text()).toEqual(padded(16, 'Code eingeben', 'oder scannen'));
  await display.stop();
});

test('only cells that change are written', async () => {
  const { display, model, start } = rig();
  await start();
  await display.show(['Code: 1', '', 'same', 'same']);
  model().writes = 0;
  await display.show(['Code: *2', '', 'same', 'same']);
  expect(model().writes).toBe(2);
  await display.show(['Code: *2', '', 'same', 'same']);
  expect(model().writes).toBe(2);
  await display.stop();
});

test('of many calls at once the latest wins', async () => {
  const { display, model, start } = rig();
  await start();
  await Promise.all(['1', '22', '333', '4444', '5'].map((text) => display.show([text])));
  expect(model().text()[0]).toBe('5'.padEnd(20));
  await display.stop();
});

test('whatever is shown after whatever, that is what can be read', async () => {
  const { display, model, start } = rig();
  await start();
  const line = fc.string({ unit: fc.constantFrom(...'aZ09 *#.äöüßÄÖÜ'), maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 5 }), async (lines) => {
      await display.show(lines);
      expect(model().text()).toEqual(Array.from({ length: 4 }, (_, row) => (lines[row] ?? '').slice(0, 20).padEnd(20)));
    }),
    { numRuns: 200 },
  );
  await display.stop();
});

test('unplugged while idle: noticed within a second; back after a power cut it shows the latest lines', async () => {
  const { display, model, start, time, told, cutPower, bus } = rig();
  await start();
  await display.show(['before']);
  cutPower();
  await time.advance(1_000);
  expect(told()).toEqual(['display lost']);
  await expect(display.show(['meanwhile'])).rejects.toMatchObject({
    code: 'lost',
    device: 'display',
    message: 'display: i2c-1: no answer at 0x27',
  });
  bus.there = true;
  await time.advance(5_000);
  expect(told()).toEqual(['display lost', 'display back']);
  expect(model().text()[0]).toBe('meanwhile'.padEnd(20));
  await display.stop();
});

test('a write that fails is told, and the display comes back by itself', async () => {
  const { display, model, start, time, told, bus } = rig();
  await start();
  bus.there = false;
  await expect(display.show(['lost'])).rejects.toMatchObject({ code: 'lost', device: 'display' });
  bus.there = true;
  await time.advance(2_000);
  expect(told()).toEqual(['display lost', 'display back']);
  await display.show(['found']);
  expect(model().text()[0]).toBe('found'.padEnd(20));
  await display.stop();
});

test('out of step by half a byte: readable again within a minute', async () => {
  const { display, model, start, time } = rig();
  await start();
  await display.show(['in step']);
  model().slip();
  await display.show(['garbage?']);
  expect(model().text()[0]).not.toBe('garbage?'.padEnd(20));
  await time.advance(61_000);
  expect(model().text()).toEqual(padded(20, 'garbage?', '', '', ''));
  await display.stop();
});

test('a call during the refresh is not mixed into it', async () => {
  const { display, model, start, time } = rig();
  await start();
  let shown: Promise<void> = Promise.resolve();
  time.after(59_804, () => {
    shown = display.show(['in between']);
  });
  await time.advance(61_000);
  await shown;
  expect(model().text()[0]).toBe('in between'.padEnd(20));
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
  await expect(display.show(['x'])).rejects.toMatchObject({ code: 'lost' });
  expect(told()).toEqual([]);
});

describe('text', () => {
  const codes = (text: string) => [...encodeCells([...text.normalize('NFC')], NO_SLOTS)];

  test('the umlauts of the ROM', () => {
    expect(codes('äöüß')).toEqual([0xe1, 0xef, 0xf5, 0xe2]);
    expect(codes('a\u0308')).toEqual([0xe1]);
  });

  test('what neither ROM nor character RAM has becomes the plain letter or a question mark, never two cells', () => {
    expect(Buffer.from(codes('éèçñÉø–…„“')).toString('latin1')).toBe('eec\u00eeEo-.""');
    expect(Buffer.from(codes('日\u{1f4e6}\u0007\\~')).toString('latin1')).toBe('???/-');
  });

  test('any text gives exactly the columns, and nothing that the display would take for a command', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom(16, 20), (text, columns) => {
        const line = cellsOf(text, columns);
        const cells = encodeCells(line, chooseSlots([line], NO_SLOTS));
        expect(cells).toHaveLength(columns);
        expect([...cells].every((code) => code <= 7 || (code >= 0x20 && code <= 0x7f) || code >= 0xa0)).toBe(true);
      }),
    );
  });

  test('all of the German idle screen is in the ROM', () => {
    for (const line of de.large.idle(null, false, '*=English'))
      expect(codes(line).includes(0x3f)).toBe(line.includes('?'));
  });
});

describe('letters that the ROM lacks', () => {
  const ALPHABETS = {
    German: 'äöüÄÖÜßẞ',
    English: 'café',
    French: 'àâæçèéêëîïôœùûüÿÀÂÆÇÈÉÊËÎÏÔŒÙÛÜŸ',
    Turkish: 'çğıöşüÇĞİÖŞÜâîû',
    Polish: 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ',
  };

  test.each(Object.entries(ALPHABETS))(
    '%s: every letter is in the ROM or drawn as it is, eight at a time',
    async (_, letters) => {
      const { display, model, start } = rig();
      await start();
      for (let at = 0; at < letters.length; at += 8) {
        const some = letters.slice(at, at + 8);
        await display.show(['', some]);
        for (const [column, letter] of [...some].entries()) {
          if ('äöüß'.includes(letter) || letter === 'ẞ') expect('äöüß').toContain(model().text()[1]![column]!);
          else if (/[a-z]/.test(letter)) expect(model().text()[1]![column]).toBe(letter);
          else expect(model().drawn(1, column)).toEqual(LETTERS.get(letter));
        }
      }
      await display.stop();
    },
  );

  test('a letter stays where it is while it is needed, whatever else comes and goes', async () => {
    const { display, model, start } = rig();
    await start();
    const sentences = ['Zażółć gęślą jaźń', 'Çağrı İşık göğüs', 'Réessayez à côté', 'Proszę zamknąć'];
    for (const [index, sentence] of [...sentences, ...sentences].entries()) {
      await display.show(['Ł', sentence]);
      expect(model().drawn(0, 0)).toEqual(LETTERS.get('Ł'));
      const shown = [...sentence].map((letter, column) => model().drawn(1, column) ?? letter);
      const wanted = [...sentence].map((letter) => LETTERS.get(letter) ?? letter);
      // Nine and more letters on one screen: the rarest is the plain one.
      const plain = shown.filter((cell, column) => typeof cell === 'string' && wanted[column] !== cell);
      expect([index % 4, plain.length]).toEqual([index % 4, index % 4 === 0 ? 2 : 0]);
    }
    await display.stop();
  });

  test('more than eight on one screen: those that are there most often are drawn, the others are plain letters', async () => {
    const { display, model, start } = rig();
    await start();
    await display.show(['ąąćęłńóśźżż', 'ąąćęłńóś']);
    expect(model().drawn(0, 0)).toEqual(LETTERS.get('ą'));
    expect(model().drawn(0, 10)).toEqual(LETTERS.get('ż'));
    expect(model().text()[0]![8]).toBe('z');
    expect(model().text()[0]!).not.toContain('?');
    await display.stop();
  });

  test('what was already drawn is not drawn again, and after a power cut all is', async () => {
    const { display, model, start, time, cutPower, bus } = rig();
    await start();
    await display.show(['Łódź']);
    const sent = bus.sent.length;
    await display.show(['Łódź.']);
    expect(bus.sent.length - sent).toBe(1);
    cutPower();
    await time.advance(2_000);
    bus.there = true;
    await time.advance(5_000);
    expect(model().drawn(0, 0)).toEqual(LETTERS.get('Ł'));
    expect(model().drawn(0, 1)).toEqual(LETTERS.get('ó'));
    await display.stop();
  });
});
