import { LANGUAGES, type Language } from '../../config/schema';
import { cellsOf } from '../../hal/linux/displays/characters';
import { drawText, glyph, LAYOUTS, PAGES, WIDTH } from '../../hal/linux/displays/dots';
import { FONT_6 } from '../../hal/linux/displays/fonts';
import { pages } from '../../firmware/terminal/render';
import { explore, type Variant } from './explore';
import type { Picture } from './png';

/** Display of dots beside display, a name above each: what a display of 128x64 dots really shows. */
const HEIGHT = 64;
const FRAME = 5;
const GAP = 10;
const CAPTION = 18;
const ACROSS = 5;
const TILE = { width: WIDTH + 2 * FRAME + GAP, height: HEIGHT + 2 * FRAME + CAPTION + GAP };

const INK = 1;
const DARK = 2;
const LIT = 3;

/** By file name: each language on large and on small displays. */
export function pictures(): ReadonlyMap<string, Picture> {
  const variants = new Set(explore().flatMap(({ from, to }) => [from, to]));
  return new Map(
    LANGUAGES.flatMap((language) =>
      ([4, 2] as const).map((rows) => {
        const { columns } = LAYOUTS[rows];
        return [`${language}-${columns}x${rows}.png`, picture([...variants], language, rows)] as const;
      }),
    ),
  );
}

interface Tile {
  readonly name: string;
  readonly lines: readonly string[];
}

function picture(variants: readonly Variant[], language: Language, rows: 2 | 4): Picture {
  const layout = LAYOUTS[rows];
  const tiles = variants.flatMap(({ screen, state }): Tile[] => {
    const all = pages({ ...state, language, languages: LANGUAGES }, VIEW, layout);
    return all.map((lines, page) => ({ name: all.length > 1 ? `${screen} ${page + 1}/${all.length}` : screen, lines }));
  });
  const width = ACROSS * TILE.width + GAP;
  const height = Math.ceil(tiles.length / ACROSS) * TILE.height + GAP;
  const pixels = new Uint8Array(width * height);
  const set = (x: number, y: number, colour: number): void => void (pixels[y * width + x] = colour);
  for (const [index, { name, lines }] of tiles.entries()) {
    const left = GAP + (index % ACROSS) * TILE.width;
    const top = GAP + Math.floor(index / ACROSS) * TILE.height;
    write(name, (x, y) => set(left + x, top + y, INK));
    const glass = top + CAPTION;
    for (let y = 0; y < HEIGHT + 2 * FRAME; y += 1)
      for (let x = 0; x < WIDTH + 2 * FRAME; x += 1) set(left + x, glass + y, DARK);
    const dots = drawText(
      lines.map((line) => cellsOf(line, layout.columns)),
      layout,
    );
    for (let page = 0; page < PAGES; page += 1) {
      dots[page]?.forEach((byte, x) => {
        for (let bit = 0; bit < 8; bit += 1)
          if ((byte >> bit) & 1) set(left + FRAME + x, glass + FRAME + page * 8 + bit, LIT);
      });
    }
  }
  return { width, height, pixels };
}

const VIEW = { now: 0, pinOpensAt: '12:34', masked: true };

function write(text: string, dot: (x: number, y: number) => void): void {
  for (const [at, character] of [...text].entries()) {
    for (const [x, bits] of glyph(FONT_6, character).entries())
      for (let y = 0; y < FONT_6.height; y += 1) if ((bits >> y) & 1) dot(at * FONT_6.width + x, y);
  }
}
