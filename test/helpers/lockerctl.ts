import { tmpdir } from 'node:os';
import { commandTree, everyNode, type CommandNode } from '../../firmware/cli/completion/tree';
import type { CliIo } from '../../firmware/cli/io';
import { createProgram, run } from '../../firmware/cli/run';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a script of kim's gets: no terminal, no environment. */
const KIMS: CliIo = {
  out: () => undefined,
  err: () => undefined,
  tty: false,
  env: {},
  cwd: tmpdir(),
  user: 'kim',
  signal: new AbortController().signal,
};

/** @param io what is different this time */
export async function lockerctl(args: readonly string[], io: Partial<CliIo> = {}): Promise<Ran> {
  let [out, err] = ['', ''];
  const code = await run(args, { ...KIMS, out: (text) => (out += text), err: (text) => (err += text), ...io });
  return { code, out, err };
}

/** Every command that there is for people. */
export function everyCommand(): CommandNode[] {
  return everyNode(commandTree(createProgram(KIMS)));
}
