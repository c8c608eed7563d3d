import { plainLetter } from './characters';
import { LETTERS } from './hd44780-letters';

/**
 * Unicode to the character codes of an HD44780 with ROM A00 (Hitachi HD44780U data sheet, table 4). Pure.
 * The ROM lacks most letters with a mark. Eight of them at a time can be drawn into the character RAM, so they
 * are chosen for each screen anew; should a screen have more, the rarest become the plain letter.
 */

export const BLANK = 0x20;
const UNKNOWN = 0x3f;

/** Places of the character RAM, codes 0 to 7; the letter that each holds. */
export type Slots = readonly (string | null)[];
const SLOTS = 8;
export const NO_SLOTS: Slots = Array.from({ length: SLOTS }, () => null);

const CODES: ReadonlyMap<string, number> = new Map([
  ['ä', 0xe1],
  ['ö', 0xef],
  ['ü', 0xf5],
  ['ß', 0xe2],
  ['ñ', 0xee],
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
  ['–', 0x2d],
  ['—', 0x2d],
  ['…', 0x2e],
  ['„', 0x22],
  ['“', 0x22],
  ['”', 0x22],
  ['«', 0x22],
  ['»', 0x22],
  ['‚', 0x27],
  ['‘', 0x27],
  ['’', 0x27],
  ['€', 0x45],
  ['×', 0x78],
]);

/** Which letters the character RAM holds for a screen: those there stay where they are, if they are still needed. */
export function chooseSlots(screen: readonly (readonly string[])[], before: Slots): Slots {
  const counts = new Map<string, number>();
  for (const character of screen.flat()) {
    if (LETTERS.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const needed = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0)).slice(0, SLOTS);
  const added = needed.filter((letter) => !before.includes(letter));
  // Letters that nobody needs now may be needed again: empty places are taken first.
  const free = [...before.keys()].filter((slot) => !needed.includes(before[slot] ?? ''));
  free.sort((a, b) => Number(before[a] !== null) - Number(before[b] !== null));
  const slots = [...before];
  for (const [index, letter] of added.entries()) slots[free[index] ?? 0] = letter;
  return slots;
}

/** The code of each cell, with what the character RAM holds. */
export function encodeCells(cells: readonly string[], slots: Slots): Uint8Array {
  return Uint8Array.from(cells, (character) => codeOf(character, slots));
}

function codeOf(character: string, slots: Slots): number {
  const slot = slots.indexOf(character);
  if (slot >= 0) return slot;
  const known = CODES.get(character);
  if (known !== undefined) return known;
  const plain = plainLetter(character);
  const code = plain.length === 1 ? plain.charCodeAt(0) : UNKNOWN;
  return code >= 0x20 && code <= 0x7d && code !== 0x5c ? code : UNKNOWN;
}
