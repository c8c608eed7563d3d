// Writes hal/linux/displays/fonts.ts, the glyphs of displays that are made of dots:
//   apt-get download xfonts-base && dpkg-deb -x xfonts-base_*.deb FOLDER
//   node scripts/font.mjs FOLDER/usr/share/fonts/X11/misc
// The source is X.org's misc-fixed, public domain: 6x13 and 8x13 bold. Its letters are stretched to 16 rows, by
// repeating rows with few dots, so that capitals are 12 dots high instead of 9.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** ASCII, Latin-1, Latin Extended-A; the letters with a comma below; punctuation and signs. */
const RANGES = [
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x218, 0x21b],
  [0x2013, 0x2014],
  [0x2018, 0x201a],
  [0x201c, 0x201e],
  [0x2022, 0x2022],
  [0x2026, 0x2026],
  [0x20ac, 0x20ac],
  [0x2190, 0x2193],
];
const FONTS = [
  { name: 'FONT_6', file: '6x13.pcf.gz', width: 6, what: '6x13' },
  { name: 'FONT_8', file: '8x13B.pcf.gz', width: 8, what: '8x13 bold' },
];
const HEIGHT = 16;
/** Rows of the source that may be repeated: from capitals' top to small letters' top, and from there to the base line. */
const UPPER = { from: 2, to: 4, wish: 4 };
const LOWER = { from: 5, to: 9, wish: 7 };

/** X.org's Portable Compiled Format: what is needed of it to get a font's dots. */
function readPcf(file) {
  const data = gunzipSync(readFileSync(file));
  const tables = new Map();
  for (let i = 0; i < data.readUInt32LE(4); i += 1) {
    const at = 8 + i * 16;
    tables.set(data.readUInt32LE(at), { offset: data.readUInt32LE(at + 12) });
  }
  const open = (type) => {
    const { offset } = tables.get(type);
    const format = data.readUInt32LE(offset);
    const big = (format & 4) !== 0;
    return {
      format,
      base: offset + 4,
      u16: (at) => (big ? data.readUInt16BE(at) : data.readUInt16LE(at)),
      u32: (at) => (big ? data.readUInt32BE(at) : data.readUInt32LE(at)),
    };
  };
  const metrics = open(4);
  if ((metrics.format & 0x100) === 0) throw new Error('only compressed metrics are known');
  const metric = (index) => {
    const at = metrics.base + 2 + index * 5;
    const [left, right, , ascent, descent] = [...data.subarray(at, at + 5)].map((byte) => byte - 0x80);
    return { left, width: right - left, ascent, descent };
  };
  const bitmaps = open(8);
  const count = bitmaps.u32(bitmaps.base);
  const pad = 1 << (bitmaps.format & 3);
  const dots = bitmaps.base + 4 + count * 4 + 16;
  if ((bitmaps.format & 8) === 0) throw new Error('only dots with the highest bit first are known');
  const unit = 1 << ((bitmaps.format >> 4) & 3);
  if (unit !== 1 && (bitmaps.format & 4) === 0) throw new Error('only dots in the order of bytes are known');
  const encodings = open(32);
  const [first, last, firstHigh, lastHigh] = [0, 2, 4, 6].map((at) => encodings.u16(encodings.base + at));
  const accel = open(2);
  const fontAscent = accel.u32(accel.base + 8);
  return (code) => {
    const [high, low] = [code >> 8, code & 0xff];
    if (low < first || low > last || high < firstHigh || high > lastHigh) return null;
    const index = encodings.u16(encodings.base + 10 + ((high - firstHigh) * (last - first + 1) + low - first) * 2);
    if (index === 0xffff) return null;
    const { left, width, ascent, descent } = metric(index);
    const start = dots + bitmaps.u32(bitmaps.base + 4 + index * 4);
    const stride = Math.ceil(width / 8 / pad) * pad;
    const rows = Array.from({ length: 13 }, () => 0n);
    for (let y = 0; y < ascent + descent; y += 1) {
      let row = 0n;
      for (let x = 0; x < width; x += 1) {
        if (data[start + y * stride + (x >> 3)] & (0x80 >> (x & 7))) row |= 1n << BigInt(left + x);
      }
      const at = fontAscent - ascent + y;
      if (at >= 0 && at < rows.length) rows[at] = row;
    }
    return rows.map(Number);
  };
}

const dotsIn = (row) => row.toString(2).replaceAll('0', '').length;

/** The rows to repeat: those with the fewest dots, so that strokes get longer and bars not thicker; then the middle ones. */
function repeatable(rows, { from, to, wish }, count) {
  const zone = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  return zone
    .sort((a, b) => dotsIn(rows[a]) - dotsIn(rows[b]) || Math.abs(a - wish) - Math.abs(b - wish))
    .slice(0, count);
}

/** 13 rows to 16: one more above small letters, two more in them. */
function stretch(rows) {
  const twice = [...repeatable(rows, UPPER, 1), ...repeatable(rows, LOWER, 2)];
  return rows.flatMap((row, y) => (twice.includes(y) ? [row, row] : [row]));
}

function table({ name, file, width, what }, folder) {
  const glyph = readPcf(join(folder, file));
  const digits = (width * HEIGHT) / 4;
  const parts = RANGES.map(([from, to]) => {
    const lines = [];
    for (let code = from; code <= to; code += 1) {
      const rows = glyph(code);
      if (rows === null) throw new Error(`${what} lacks U+${code.toString(16)}`);
      // Columns left to right, in each the lowest bit on top: as the displays want it.
      const tall = stretch(rows);
      let text = '';
      for (let x = 0; x < width; x += 1) {
        const column = tall.reduce((bits, row, y) => bits | (((row >> x) & 1) << y), 0);
        text += column.toString(16).padStart(4, '0');
      }
      if (text.length !== digits) throw new Error(`U+${code.toString(16)}: ${text.length} digits`);
      lines.push(text);
    }
    const rows = [];
    const perRow = Math.floor(112 / digits);
    for (let i = 0; i < lines.length; i += perRow) rows.push(`      '${lines.slice(i, i + perRow).join('')}',`);
    const all = rows.length === 1 ? `[${rows[0].trim().slice(0, -1)}]` : `[\n${rows.join('\n')}\n    ]`;
    return `    [0x${from.toString(16)}, ${all}],`;
  });
  return `/** ${what} of misc-fixed, stretched. */\nexport const ${name}: Font = {\n  width: ${width},\n  height: ${HEIGHT},\n  ranges: [\n${parts.join('\n')}\n  ],\n};\n`;
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node scripts/font.mjs FOLDER');
const head = `/**
 * The glyphs of displays that are made of dots. Made by scripts/font.mjs from X.org's misc-fixed fonts, which are
 * public domain ("Public domain font. Share and enjoy.").
 */
export interface Font {
  /** dots */
  readonly width: number;
  readonly height: number;
  /** First code point of a range, and its glyphs in hex: column by column, 16 bits each, the lowest bit on top. */
  readonly ranges: readonly (readonly [number, readonly string[]])[];
}
`;
const out = fileURLToPath(new URL('../hal/linux/displays/fonts.ts', import.meta.url));
writeFileSync(out, `${head}\n${FONTS.map((font) => table(font, folder)).join('\n')}`);
