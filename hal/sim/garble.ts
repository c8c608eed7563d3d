/** A scan as it arrives over a bad line: each third character, and at least one, is another one. */
export function garble(data: string): string {
  if (data === '') return '~';
  return [...data].map((character, index) => (index % 3 === 0 ? '~' : character)).join('');
}
