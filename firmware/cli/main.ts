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

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // A second one ends at once, whatever is going on.
  process.once(signal, () => stop.abort());
}
// `lockerctl events | head`: whoever read has gone, which is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

void run(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  tty: process.stdout.isTTY,
  env: process.env,
  cwd: process.cwd(),
  user: userName(),
  signal: stop.signal,
}).then((code) => {
  process.exitCode = code;
});
