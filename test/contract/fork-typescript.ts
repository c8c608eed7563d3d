import type { ChildProcess, ForkOptions } from 'node:child_process';
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(__dirname, '../..');
const built = new Map<string, Promise<string>>();

/** As the product is built: one CommonJS file. esbuild runs as a program, Jest's sandbox confuses its library. */
async function build(entry: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lockerd-test-'));
  const outfile = join(folder, `${basename(entry, '.ts')}.js`);
  const options = ['--bundle', '--platform=node', '--format=cjs', '--target=node20', '--log-level=warning'];
  await promisify(execFile)(join(root, 'node_modules/.bin/esbuild'), [
    join(root, entry),
    ...options,
    `--outfile=${outfile}`,
  ]);
  return outfile;
}

afterAll(async () => {
  for (const file of built.values()) await rm(dirname(await file), { recursive: true, force: true });
  built.clear();
});

/** Starts a TypeScript file of this repository in a process of its own, with an IPC channel; settles when it runs. */
export async function forkTypeScript(
  entry: string,
  args: string[] = [],
  options: ForkOptions = {},
): Promise<ChildProcess> {
  const building = built.get(entry) ?? build(entry);
  built.set(entry, building);
  const child = fork(await building, args, { execArgv: [], ...options });
  await once(child, 'spawn');
  return child;
}
