import { plainLetter } from './characters';
import { FONT_6, FONT_8, type Font } from './fonts';
import type { Cells } from './text-display';

/** Lines of text as the dots of a display of 128x64. Pure. */

export const WIDTH = 128;
export const PAGES = 8;

export interface Layout {
  readonly columns: 16 | 20;
  readonly rows: 2 | 4;
}

/**
 * How text fills the 128x64 dots: four lines of 6x16, or two of 8x32 (each dot of the bold font twice as high).
 * How large that is on the glass: docs/displays.md.
 */
export const LAYOUTS: Readonly<Record<2 | 4, Layout>> = { 2: { columns: 16, rows: 2 }, 4: { columns: 20, rows: 4 } };

/** What stands for letters and signs that the font lacks. */
const SUBSTITUTES: Readonly<Record<string, string>> = { '−': '-', '‹': '<', '›': '>' };

const glyphs = new Map<Font, ReadonlyMap<string, readonly number[]>>();

/** Columns left to right, 16 bits each, the lowest on top. */
function glyphsOf(font: Font): ReadonlyMap<string, readonly number[]> {
  const known = glyphs.get(font);
  if (known !== undefined) return known;
  const made = new Map<string, readonly number[]>();
  for (const [first, parts] of font.ranges) {
    const columns = (parts.join('').match(/.{4}/g) ?? []).map((hex) => Number.parseInt(hex, 16));
    for (let at = 0; at < columns.length; at += font.width) {
      made.set(String.fromCodePoint(first + at / font.width), columns.slice(at, at + font.width));
    }
  }
  glyphs.set(font, made);
  return made;
}

/** The dots of one character, columns left to right, 16 bits each; of what the font lacks the plain letter or `?`. */
export function glyph(font: Font, character: string): readonly number[] {
  const all = glyphsOf(font);
  const found =
    all.get(character) ?? all.get(SUBSTITUTES[character] ?? '') ?? all.get(plainLetter(character)) ?? all.get('?');
  return found ?? [];
}

/** Eight pages of 128 columns, a byte being eight dots below each other with the lowest bit on top, as the chips keep them. */
export function drawText(cells: Cells, { columns, rows }: Layout): Uint8Array[] {
  const font = rows === 4 ? FONT_6 : FONT_8;
  const left = (WIDTH - columns * font.width) / 2;
  const pagesPerRow = PAGES / rows;
  const pages = Array.from({ length: PAGES }, () => new Uint8Array(WIDTH));
  for (const [row, line] of cells.entries()) {
    for (const [index, character] of line.entries()) {
      for (const [x, bits] of glyph(font, character).entries()) {
        const tall = rows === 4 ? bits : twice(bits);
        for (let part = 0; part < pagesPerRow; part += 1) {
          const page = pages[row * pagesPerRow + part];
          if (page) page[left + index * font.width + x] = (tall >>> (part * 8)) & 0xff;
        }
      }
    }
  }
  return pages;
}

/** Each of 16 bits twice. */
function twice(bits: number): number {
  let tall = 0;
  for (let y = 0; y < 16; y += 1) if ((bits >> y) & 1) tall |= 0b11 << (y * 2);
  return tall >>> 0;
}
