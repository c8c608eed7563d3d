/** What lines are made of before a display looks for its own codes or dots. Pure. */

/** Same meaning, one cell. */
const SAME: Readonly<Record<string, string>> = {
  '\u00a0': ' ',
  '\u202f': ' ',
  '\t': ' ',
  '‐': '-',
  '‑': '-',
  ẞ: 'ß',
};

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
  ħ: 'h',
  Ħ: 'H',
  ŧ: 't',
  Ŧ: 'T',
  þ: 'p',
  Þ: 'P',
  ð: 'd',
  Ð: 'D',
  ı: 'i',
};

/** One line: exactly `columns` characters of one cell each, cut or filled up with blanks. */
export function cellsOf(text: string, columns: number): string[] {
  const cells: string[] = [];
  for (const character of text.normalize('NFC')) {
    if (cells.length === columns) break;
    // Marks that stand on nothing, joiners and variation selectors have no width.
    if (/^[\p{M}\p{Cf}]$/u.test(character)) continue;
    cells.push(SAME[character] ?? character);
  }
  while (cells.length < columns) cells.push(' ');
  return cells;
}

/** The plain letter below an accent, for displays that lack the letter; the character itself where there is none. */
export function plainLetter(character: string): string {
  return PLAIN[character] ?? character.normalize('NFD').replace(/\p{M}/gu, '');
}
