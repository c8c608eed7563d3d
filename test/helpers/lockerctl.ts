import { tmpdir } from 'node:os';
import type { CliIo } from '../../firmware/cli/io';
import { run } from '../../firmware/cli/run';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a script of kim's gets: no terminal, no environment. @param io what is different this time */
export async function lockerctl(args: readonly string[], io: Partial<CliIo> = {}): Promise<Ran> {
  let [out, err] = ['', ''];
  const code = await run(args, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    tty: false,
    env: {},
    cwd: tmpdir(),
    user: 'kim',
    signal: new AbortController().signal,
    ...io,
  });
  return { code, out, err };
}
