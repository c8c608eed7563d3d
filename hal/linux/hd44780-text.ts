/**
 * Unicode to the character codes of an HD44780 with ROM A00 (Hitachi HD44780U data sheet, table 4). Pure.
 * Every character takes one cell; what the ROM lacks becomes the plain letter below its accent, or `?`.
 */

export const BLANK = 0x20;
const UNKNOWN = 0x3f;

/** The ROM has no capitals with umlaut: five by seven dots each, one byte a row, in the character RAM. */
export const CUSTOM_CHARACTERS: readonly { readonly text: string; readonly rows: readonly number[] }[] = [
  { text: 'Ä', rows: [0x0a, 0x00, 0x0e, 0x11, 0x1f, 0x11, 0x11, 0x00] },
  { text: 'Ö', rows: [0x0a, 0x00, 0x0e, 0x11, 0x11, 0x11, 0x0e, 0x00] },
  { text: 'Ü', rows: [0x0a, 0x00, 0x11, 0x11, 0x11, 0x11, 0x0e, 0x00] },
];

const CODES: ReadonlyMap<string, number> = new Map([
  ...CUSTOM_CHARACTERS.map(({ text }, slot): [string, number] => [text, slot]),
  ['ä', 0xe1],
  ['ö', 0xef],
  ['ü', 0xf5],
  ['ß', 0xe2],
  ['ẞ', 0xe2],
  ['→', 0x7e],
  ['←', 0x7f],
  ['°', 0xdf],
  ['µ', 0xe4],
  ['·', 0xa5],
  ['•', 0xa5],
  ['÷', 0xfd],
  ['¥', 0x5c],
  // What the ROM shows in the place of these ASCII codes is something else.
  ['\\', 0x2f],
  ['~', 0x2d],
  ['\u007f', UNKNOWN],
  // Same meaning, one cell.
  ['\u00a0', BLANK],
  ['\u202f', BLANK],
  ['\t', BLANK],
  ['–', 0x2d],
  ['—', 0x2d],
  ['‐', 0x2d],
  ['…', 0x2e],
  ['„', 0x22],
  ['“', 0x22],
  ['”', 0x22],
  ['‚', 0x27],
  ['‘', 0x27],
  ['’', 0x27],
  ['€', 0x45],
  ['×', 0x78],
]);

/** Letters that no decomposition takes apart. */
const PLAIN: Readonly<Record<string, string>> = {
  ø: 'o',
  Ø: 'O',
  æ: 'a',
  Æ: 'A',
  œ: 'o',
  Œ: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ı: 'i',
};

/** One line: exactly `columns` codes, cut or filled up with blanks. */
export function encodeLine(text: string, columns: number): Uint8Array {
  const cells = new Uint8Array(columns).fill(BLANK);
  let column = 0;
  for (const character of text.normalize('NFC')) {
    if (column === columns) break;
    // Marks that stand on nothing, joiners and variation selectors have no width.
    if (/^[\p{M}\p{Cf}]$/u.test(character)) continue;
    cells[column] = codeOf(character);
    column += 1;
  }
  return cells;
}

function codeOf(character: string): number {
  const known = CODES.get(character);
  if (known !== undefined) return known;
  const plain = PLAIN[character] ?? character.normalize('NFD').replace(/\p{M}/gu, '');
  const code = plain.length === 1 ? plain.charCodeAt(0) : UNKNOWN;
  return code >= 0x20 && code <= 0x7d ? code : UNKNOWN;
}
