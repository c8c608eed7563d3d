import { LANGUAGES, type Language } from '../../../config/schema';
import { cellsOf, plainLetter } from '../../../hal/linux/displays/characters';
import { glyph } from '../../../hal/linux/displays/dots';
import { FONT_6, FONT_8 } from '../../../hal/linux/displays/fonts';
import { LETTERS } from '../../../hal/linux/displays/hd44780-letters';
import { chooseSlots, encodeCells, NO_SLOTS } from '../../../hal/linux/displays/hd44780-text';
import { everything } from './everything';

const QUESTION_MARK = 0x3f;
/** Places for letters that the ROM of an HD44780 lacks. */
const PLACES = 8;

const SIZES = [
  { size: 'large', columns: 20, rows: 4, font: FONT_6 },
  { size: 'small', columns: 16, rows: 2, font: FONT_8 },
] as const;
const all = LANGUAGES.flatMap((language) => SIZES.map((size) => ({ language, ...size })));

/** What stands on the display at one time. */
function* screens(language: Language, size: 'large' | 'small', columns: number, rows: number): Generator<string[][]> {
  for (const [, lines] of everything(language, size)) {
    for (let from = 0; from < lines.length; from += rows) {
      yield lines.slice(from, from + rows).map((line) => cellsOf(line, columns));
    }
  }
}

test.each(all)(
  '$language, $size: an HD44780 shows every letter as it is written',
  ({ language, size, columns, rows }) => {
    const wrong = new Set<string>();
    for (const screen of screens(language, size, columns, rows)) {
      const drawn = new Set(screen.flat().filter((character) => LETTERS.has(character)));
      if (drawn.size > PLACES) wrong.add(`${screen.map((line) => line.join('')).join('|')}: ${[...drawn].join('')}`);
      const slots = chooseSlots(screen, NO_SLOTS);
      for (const line of screen) {
        const codes = encodeCells(line, slots);
        line.forEach((character, at) => {
          const code = codes[at] ?? QUESTION_MARK;
          if (character === '?' || !/[^ -~]/.test(character)) return;
          // Its own code, not that of a letter that only looks like it.
          if (code === QUESTION_MARK || code === plainLetter(character).charCodeAt(0)) wrong.add(character);
        });
      }
    }
    expect([...wrong]).toEqual([]);
  },
);

test.each(all)('$language, $size: a display of dots has every letter', ({ language, size, columns, rows, font }) => {
  const wrong = new Set<string>();
  for (const screen of screens(language, size, columns, rows)) {
    for (const character of new Set(screen.flat())) {
      const same = (other: string): boolean => glyph(font, character).join() === glyph(font, other).join();
      const plain = plainLetter(character);
      if (character !== '?' && same('?')) wrong.add(character);
      if (character !== plain && same(plain)) wrong.add(character);
    }
  }
  expect([...wrong]).toEqual([]);
});
