import { userInfo } from 'node:os';
import { run } from './run';

function userName(): string {
  const behindSudo = process.env['SUDO_USER'];
  if (behindSudo !== undefined && behindSudo !== '') return behindSudo;
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}

/** The question goes to standard error: standard output may be a report for a machine. */
async function ask(question: string): Promise<string | null> {
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: process.stdin.isTTY });
  return new Promise((answer) => {
    const gone = (): void => lines.close();
    stop.signal.addEventListener('abort', gone, { once: true });
    // Ctrl-C reaches the terminal's own line first.
    lines.on('SIGINT', () => stop.abort());
    lines.on('close', () => {
      stop.signal.removeEventListener('abort', gone);
      answer(null);
    });
    lines.question(question, (text) => {
      answer(text);
      lines.close();
    });
  });
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // A second one ends at once, whatever is going on.
  process.once(signal, () => stop.abort());
}
// `lockerctl events | head`: whoever read has gone, which is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

// Whoever waits for nothing but Ctrl-C waits all the same: node ends when only signals are left to come.
const awake = setInterval(() => undefined, 60_000);
void run(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  tty: process.stdout.isTTY,
  ask,
  env: process.env,
  cwd: process.cwd(),
  user: userName(),
  signal: stop.signal,
}).then((code) => {
  clearInterval(awake);
  process.exitCode = code;
});
