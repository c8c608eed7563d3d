import { spawn, type ChildProcess } from 'node:child_process';
import type { TimeSource } from '../ports';

/** Between two looks at what the program has done, ms. */
const LOOK_MS = 100;
/** From the request to end until it is made to, ms: a camera can be let go in order. */
const GRACE_MS = 1_000;
/** A program whose end was asked for leaves its pipe at once; what is still open then belongs to nobody, ms. */
const PIPE_MS = 200;
/** What is kept of its complaints, characters: the last ones say most. */
const COMPLAINT = 300;
/** All that a program finds in its environment: nothing of ours. */
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', HOME: '/' };

export interface RunOptions {
  readonly time: TimeSource;
  readonly limitMs: number;
  /** Ends the program. */
  readonly signal: AbortSignal;
  /** Asked while it runs: why it must not go on, or null. */
  readonly watch: () => Promise<string | null>;
}

export type ProgramEnd = { readonly complaint: string } & (
  | { readonly how: 'done' }
  | { readonly how: 'late' }
  /** Ended badly, was stopped, or never began. */
  | { readonly how: 'failed'; readonly why: string }
);

/**
 * Runs a program without a shell, in a process group of its own, with an empty environment and nothing but its
 * complaints coming back. When it settles the whole group is gone: children that it left behind are ended too.
 */
export async function runProgram(program: string, args: readonly string[], options: RunOptions): Promise<ProgramEnd> {
  const { time, limitMs, signal } = options;
  // Starting a process takes ms in which nothing else is done: after what is under way in this turn.
  await new Promise((resolve) => setImmediate(resolve));
  if (signal.aborted) return { how: 'failed', why: 'stopped', complaint: '' };
  const child = spawn(program, args, {
    cwd: '/',
    env: ENVIRONMENT,
    detached: true,
    shell: false,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint = `${complaint}${text}`.slice(-COMPLAINT)));
  let verdict: ProgramEnd['how'] | null = null;
  let why = '';
  let force = (): void => undefined;
  const end = (how: 'late' | 'failed', reason: string): void => {
    if (verdict !== null) return;
    verdict = how;
    why = reason;
    signalGroup(child, 'SIGTERM');
    force = time.after(GRACE_MS, () => signalGroup(child, 'SIGKILL'));
  };
  const stopped = (): void => end('failed', 'stopped');
  signal.addEventListener('abort', stopped);
  const late = time.after(limitMs, () => end('late', 'late'));
  const unwatch = watchOver(options, (reason) => end('failed', reason));
  const closed = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  const ended = await new Promise<string | null>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => resolve(startError(program, error)));
    child.once('exit', (code, killer) => resolve(code === 0 ? null : `${program} ended with ${killer ?? code}`));
  });
  signal.removeEventListener('abort', stopped);
  late();
  unwatch();
  force();
  // Whatever it started and left behind.
  signalGroup(child, 'SIGKILL');
  if (child.pid !== undefined) await Promise.race([closed, wait(time, PIPE_MS)]);
  child.stderr?.destroy();
  complaint = clean(complaint);
  if (verdict === 'late') return { how: 'late', complaint };
  if (verdict === 'failed') return { how: 'failed', why, complaint };
  return ended === null ? { how: 'done', complaint } : { how: 'failed', why: ended, complaint };
}

function watchOver({ time, watch }: RunOptions, end: (reason: string) => void): () => void {
  let over = false;
  let cancel = time.after(LOOK_MS, look);
  function look(): void {
    void watch().then((reason) => {
      if (over) return;
      if (reason !== null) end(reason);
      else cancel = time.after(LOOK_MS, look);
    });
  }
  return () => {
    over = true;
    cancel();
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}

function startError(program: string, error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return `${program} is not there: is it installed, is its path right?`;
    case 'EACCES':
      return `${program} may not be run: is it a program, may the service's user run it?`;
    default:
      return `${program} could not be started: ${error.message}`;
  }
}

/** On one line, printable. */
function clean(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{P}\p{S}]+/gu, ' ').trim();
}

function wait(time: TimeSource, ms: number): Promise<void> {
  return new Promise((resolve) => void time.after(ms, resolve));
}
