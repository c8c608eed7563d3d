import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

interface Snippet {
  readonly file: string;
  readonly code: string;
}

function lint(snippets: readonly Snippet[]): { ruleId: string; message: string }[][] {
  const script = join(__dirname, '../../helpers/lint-snippets.mjs');
  const output = execFileSync(process.execPath, [script], { input: JSON.stringify(snippets), encoding: 'utf8' });
  return JSON.parse(output) as { ruleId: string; message: string }[][];
}

/** `firmware/store/x.ts` imports `firmware/core/clock`. */
function imports(from: string, to: string): Snippet {
  const up = '../'.repeat(from.split('/').length - 1);
  return { file: from, code: `import { thing } from '${up || './'}${to}';\nexport const other = thing;\n` };
}

const ORDER = [['core'], ['store'], ['access', 'parcels', 'doors'], ['health'], ['terminal', 'sync', 'panel']];
const ROOMS = ORDER.flatMap((rooms, rank) => rooms.map((room) => ({ room, rank })));
const file = (room: string): string => `firmware/${room}/x.ts`;
const target = (room: string): string => `firmware/${room}/thing`;

const wrong: Snippet[] = [
  ...ROOMS.flatMap(({ room, rank }) =>
    ROOMS.filter((other) => other.rank >= rank && other.room !== room).map((other) =>
      imports(file(room), target(other.room)),
    ),
  ),
  ...ROOMS.map(({ room }) => imports(file(room), 'firmware/app')),
  ...ROOMS.map(({ room }) => imports(file(room), 'firmware/cli/main')),
  ...ROOMS.map(({ room }) => imports(file(room), 'hal/sim/world')),
  ...ROOMS.map(({ room }) => imports(file(room), 'hal/create-hal')),
  imports('firmware/app.ts', 'hal/linux/gpio-line'),
  imports('firmware/app.ts', 'firmware/cli/main'),
  imports('firmware/cli/main.ts', 'firmware/app'),
  imports('firmware/cli/commands/sniff.ts', 'hal/linux/lock-boards/registry'),
  imports('firmware/core/x.ts', 'firmware/novelty/thing'),
  imports('firmware/novelty/x.ts', 'firmware/core/thing'),
  imports('hal/sim/x.ts', 'firmware/core/clock'),
  imports('config/x.ts', 'firmware/core/clock'),
  imports('config/x.ts', 'hal/ports'),
  imports('config/x.ts', 'hal/linux/lock-boards/registry'),
  imports('config/linux/lock-boards.ts', 'hal/linux/lock-boards/bus'),
  imports('firmware/app.ts', 'scripts/demo/main'),
  imports('hal/sim/x.ts', 'test/helpers/thing'),
  imports('scripts/demo/x.ts', 'test/helpers/thing'),
  // The same by every other road.
  { file: 'firmware/core/x.ts', code: "import type { A } from '../store/store';\nexport type B = A;\n" },
  { file: 'firmware/core/x.ts', code: "export * from '../store/store';\n" },
  { file: 'firmware/core/x.ts', code: "export { a } from '../store/store';\n" },
  { file: 'firmware/core/x.ts', code: "export const a = import('../store/store');\n" },
  { file: 'firmware/core/x.ts', code: "export type A = import('../store/store').A;\n" },
  { file: 'firmware/core/deep/x.ts', code: "import '../../store/store';\n" },
  { file: 'firmware/core/x.ts', code: "import '../store/store.js';\n" },
];

const right: Snippet[] = [
  imports('config/linux/lock-boards.ts', 'hal/linux/lock-boards/registry'),
  imports('config/linux/lock-board-checks.ts', 'hal/linux/lock-boards/registry'),
  ...ROOMS.flatMap(({ room, rank }) =>
    ROOMS.filter((other) => other.rank < rank).map((other) => imports(file(room), target(other.room))),
  ),
  ...ROOMS.map(({ room }) => imports(file(room), target(room))),
  ...ROOMS.map(({ room }) => imports(file(room), 'hal/ports')),
  ...ROOMS.map(({ room }) => imports(file(room), 'hal/errors')),
  ...ROOMS.map(({ room }) => imports(file(room), 'config/schema')),
  ...ROOMS.map(({ room }) => imports('firmware/app.ts', target(room))),
  imports('firmware/app.ts', 'hal/create-hal'),
  imports('firmware/main.ts', 'firmware/app'),
  imports('firmware/cli/x.ts', 'firmware/store/thing'),
  imports('firmware/cli/commands/sniff.ts', 'hal/linux/sniff/sniff'),
  imports('firmware/cli/commands/detect.ts', 'hal/linux/detect/detect'),
  imports('hal/sim/x.ts', 'config/schema'),
  imports('test/unit/x.ts', 'firmware/app'),
  imports('scripts/demo/x.ts', 'hal/sim/world'),
];

test('every import against the order of the folders is caught, every other is let through', () => {
  const results = lint([...wrong, ...right]);
  const caught = results.map((messages) => messages.some(({ ruleId }) => ruleId === 'local/folder-order'));
  const name = ({ file: from, code }: Snippet): string => `${from}: ${code.split('\n')[0]}`;
  expect(wrong.filter((_snippet, index) => !caught[index]).map(name)).toEqual([]);
  expect(right.filter((_snippet, index) => caught[wrong.length + index]).map(name)).toEqual([]);
}, 30_000);

test('a skipped or lonely test, a long file and an unused excuse are caught', () => {
  const code = ['test.skip', 'it.only', 'describe.skip', 'test.todo', 'xit', 'fdescribe', 'test.skip.each([1])'].map(
    (call) => `${call}('x', () => undefined);`,
  );
  const results = lint([
    ...code.map((line) => ({ file: 'test/unit/x.test.ts', code: `${line}\n` })),
    { file: 'firmware/core/x.ts', code: 'export {};\n'.repeat(401) },
    // Switching a rule off where nothing breaks it is an error of its own.
    { file: 'firmware/core/x.ts', code: '// eslint-disable-next-line eqeqeq\nexport {};\n' },
  ]);
  expect(results.filter((messages) => messages.length > 0)).toHaveLength(results.length);
}, 30_000);
