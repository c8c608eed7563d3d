import { join } from 'node:path';
import * as fc from 'fast-check';
import { loadSite } from '../../../config/load';
import { checkWall, UNITS, wallColumns } from '../../../config/wall';

const SIM = join(__dirname, '../../../config/sim.yaml');
const doors = (sizes: readonly string[]) => sizes.map((size, index) => ({ id: `D${index + 1}`, size }));

test('the wall stands as the site file says, the terminal among its doors', () => {
  const result = loadSite(SIM);
  if (!result.ok) throw new Error('config/sim.yaml is broken');
  const { compartments, wall } = result.site;
  const columns = wallColumns(compartments, wall);
  expect(columns[1]).toEqual(['A3', null, 'C4']);
  expect(new Set(columns.flat()).size).toBe(compartments.length + 1);
});

test('a wall that nobody has described: columns of about the same height, the terminal between them', () => {
  expect(wallColumns(doors(['S', 'S', 'M']), undefined)).toEqual([['D1', 'D2', 'D3'], [null]]);
  const columns = wallColumns(doors(['S', 'S', 'S', 'S', 'M', 'M', 'M', 'M', 'L', 'L', 'XL', 'XL']), undefined);
  expect(columns).toEqual([['D1', 'D2', 'D3', 'D4', 'D5', 'D6'], ['D7', 'D8', 'D9', 'D10'], [null], ['D11', 'D12']]);
});

test('every compartment has its place in such a wall, in order, and no column is higher than it must be', () => {
  const size = fc.constantFrom('S', 'M', 'L', 'XL');
  fc.assert(
    fc.property(fc.array(size, { minLength: 1, maxLength: 200 }), (sizes) => {
      const all = doors(sizes);
      const columns = wallColumns(all, undefined);
      expect(columns.flat().filter((id) => id !== null)).toEqual(all.map(({ id }) => id));
      expect(columns.filter((column) => column.includes(null))).toEqual([[null]]);
      const units = new Map(all.map(({ id, size }) => [id, UNITS[size] ?? 0]));
      const heights = columns.map((column) => column.reduce((sum, id) => sum + (units.get(id ?? '') ?? 0), 0));
      expect(Math.max(...heights)).toBeLessThanOrEqual(15 + 4);
    }),
  );
});

describe('what is told of a mistaken wall', () => {
  const compartments = [{ id: 'A1' }, { id: 'A2' }];
  test.each([
    [[['A1', 'A2']], []],
    [[['A1', 'terminal'], ['A2']], []],
    [[['A1'], ['A1', 'A2']], ['wall.columns.1.0: stands in the wall already']],
    [[['A1', 'terminal', 'terminal', 'A2']], ['wall.columns.0.2: stands in the wall already']],
    [[['A1', 'B7']], ['wall.columns.0.1: no compartment has this id', 'wall.columns: has no place for A2']],
    ['A1', []],
  ])('%j', (columns, told) => {
    const failures = checkWall({ columns }, compartments);
    expect(failures.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual(told);
  });

  test('a compartment called terminal can have no place in a described wall', () => {
    expect(checkWall({ columns: [['terminal']] }, [{ id: 'terminal' }])).toMatchObject([{ path: ['wall', 'columns'] }]);
  });
});
