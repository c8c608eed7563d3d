import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Demo } from './demo';

jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '../..');
const run = promisify(execFile);

/** The shell blocks of the tour, in order. */
function tour(): string[] {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const section = text.slice(text.indexOf('## A five-minute tour'), text.indexOf('## What is where'));
  return [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
}

test("the README's tour does what it says when it is typed", async () => {
  const demo = new Demo();
  try {
    await demo.start();
    const [first = '', ...rest] = tour();
    // A hand needs a moment between two commands; the doors of the simulator swing for 300 ms.
    const type = async (block: string): Promise<string> => {
      const typed = block
        .split('\n')
        .map((line) => `${line}\nsleep 0.3`)
        .join('\n');
      const script = `set -euo pipefail\n${first}\n${typed}`;
      const { stdout } = await run('bash', ['-c', script], {
        cwd: ROOT,
        env: { ...process.env, LOCKERD_SOCKET: join(demo.stateDir, 'lockerd.sock') },
      });
      return stdout;
    };
    const [deposit, pickup, trouble, takeBack] = rest;
    expect(rest).toHaveLength(4);
    expect(await type(deposit ?? '')).toMatch(/^B1 .*occupied/m);
    expect(await type(pickup ?? '')).toMatch(/^terminal +refused$/m);
    expect(await type(trouble ?? '')).toContain('door.jammed');
    const story = await type(takeBack ?? '');
    expect(story).toMatch(/^C1 /m);
    const types = (await demo.events()).map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining(['parcel.collected', 'access.refused', 'parcel.expired', 'parcel.retrieved']),
    );
    expect((await demo.compartment('C1')).state).toBe('free');
  } finally {
    await demo.remove();
  }
});
