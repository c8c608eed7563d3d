import { glyph } from '../../hal/linux/displays/dots';
import { FONT_6, FONT_8 } from '../../hal/linux/displays/fonts';

/** Letters and signs that can be read; each has dots of its own. */
export const OLED_LETTERS =
  ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_abcdefghijklmnopqrstuvwxyz{}~' +
  'äöüÄÖÜßàâæçèéêëîïôœùûÿÀÂÆÇÈÉÊËÎÏÔŒÙÛŸğışĞİŞąćęłńóśźżĄĆĘŁŃÓŚŹŻ…«»€→';

/** What a person reads: each cell is looked up in the font; `▮` for dots that are no letter. */
export function readOled(picture: readonly string[], rows: 2 | 4 = 4): string[] {
  const font = rows === 4 ? FONT_6 : FONT_8;
  const columns = rows === 4 ? 20 : 16;
  const letters = new Map<string, string>();
  for (const letter of [...OLED_LETTERS].reverse()) letters.set(glyph(font, letter).join(), letter);
  const height = 64 / rows;
  const left = (128 - columns * font.width) / 2;
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) => {
      const bits = Array.from({ length: font.width }, (___, x) =>
        Array.from({ length: 16 }, (____, y) => {
          const line = picture[row * height + (y * height) / 16]!;
          return line[left + column * font.width + x] === '#' ? 2 ** y : 0;
        }).reduce((sum, bit) => sum + bit, 0),
      );
      return letters.get(bits.join()) ?? '▮';
    }).join(''),
  );
}
