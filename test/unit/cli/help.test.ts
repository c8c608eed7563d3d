import { EXAMPLES } from '../../../firmware/cli/examples';
import { everyCommand, lockerctl } from '../../helpers/lockerctl';

const nodes = everyCommand();

describe('--help', () => {
  test.each(nodes.filter(({ name }) => name !== 'help').map(({ path }) => [path]))(
    '%s shows what one would type',
    async (path) => {
      const { code, out } = await lockerctl([...path.split(' ').slice(1), '--help']);
      expect(code).toBe(0);
      // firmware/cli/examples.ts, or the command itself.
      expect(out).toMatch(/\nExamples?:\n {2}lockerctl /);
    },
  );

  test('every example names a command, and options that it has', () => {
    for (const [name, examples] of Object.entries(EXAMPLES)) {
      const node = nodes.find(({ path }) => path === `lockerctl ${name}`);
      expect([name, node?.commands]).toEqual([name, []]);
      const known = [...(node?.options ?? []), ...(nodes[0]?.options ?? [])].flatMap(({ names }) => names);
      for (const [text] of examples) {
        expect(text.startsWith(name)).toBe(true);
        const used = text.replace(/[|>].*$/, '').match(/(?<= )--?[a-z-]+/g) ?? [];
        expect([text, used.filter((option) => !known.includes(option))]).toEqual([text, []]);
      }
    }
  });
});
