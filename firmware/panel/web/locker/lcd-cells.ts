/**
 * The characters of a display, cell by cell: rows of the display's width, cut and filled with blanks.
 * @param lines as the terminal gives them, perhaps longer or more than the display has
 */
export function lcdCells(lines: readonly string[], columns: number, rows: number): string[][] {
  return Array.from({ length: rows }, (_, row) => {
    const characters = [...(lines[row] ?? '')].slice(0, columns);
    return Array.from({ length: columns }, (_, column) => characters[column] ?? ' ');
  });
}
