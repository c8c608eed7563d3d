import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';

export type ShellName = 'bash' | 'zsh';

/** Without anybody's own settings, and with lists shown at the first TAB. */
const START: Readonly<Record<ShellName, { readonly args: readonly string[]; readonly first: string }>> = {
  bash: { args: ['--norc', '--noprofile', '-i'], first: "bind 'set show-all-if-ambiguous on'" },
  zsh: { args: ['-f', '-i'], first: 'autoload -Uz compinit; compinit -D -u' },
};
const POLL_MS = 10;
/** A shell that has not shown it by then never will, ms. The machine may be busy. */
const PATIENCE_MS = 20_000;

/** bash, and zsh where it is installed: a laptop may lack it and is told so, CI may not (`.ci/run` installs it). */
export function shells(): ShellName[] {
  if (spawnSync('zsh', ['--version']).error === undefined) return ['bash', 'zsh'];
  const text = 'zsh is not installed: nobody has tried what it completes';
  if (process.env['CI'] !== undefined) throw new Error(text);
  process.stderr.write(`${text}\n`);
  return ['bash'];
}

/** A shell at a pseudo terminal, with somebody who types. Node has no such terminals, python3 has (see pty.ts). */
export class Shell {
  private readonly child: ChildProcessWithoutNullStreams;
  private shown = '';

  constructor(name: ShellName, cwd: string) {
    const { args, first } = START[name];
    const env = { PATH: `${cwd}:${process.env['PATH'] ?? ''}`, HOME: cwd, TERM: 'dumb', PS1: '$ ', HISTFILE: '' };
    this.child = spawn('python3', ['-c', 'import pty, sys; pty.spawn(sys.argv[1:])', name, ...args], { cwd, env });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream.on('data', (bytes: Buffer) => (this.shown += bytes.toString()));
    this.type(`${first}\n`);
  }

  /** What was shown before is forgotten. */
  type(keys: string): void {
    this.shown = '';
    this.child.stdin.write(keys);
  }

  /** Settles when all of it has been shown. */
  async shows(...texts: readonly string[]): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (!texts.every((text) => this.shown.includes(text))) {
      if (performance.now() > end) throw new Error(`not shown: ${texts.join(', ')}, but: ${this.shown}`);
      await new Promise((done) => setTimeout(done, POLL_MS));
    }
  }

  async end(): Promise<void> {
    const gone = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGKILL');
    await gone;
  }
}
