import type { LogLine } from '../../core/log-ring';
import type { CliContext, Commands } from '../context';
import { whole } from '../numbers';
import { followStream } from '../follow';
import { plain, shortTime, type Paint, type Style } from '../text';

const LINES = 50;
const STYLES: Readonly<Partial<Record<string, Style>>> = { warn: 'yellow', error: 'red', fatal: 'red' };

export const logCommands: Commands = (program, context) => {
  program
    .command('log')
    .description(`the daemon's own log since its start, oldest first; the latest ${LINES} lines`)
    .option('-f, --follow', 'go on with what is logged from now on, until Ctrl-C; with --json one line each')
    .option('--lines <n>', 'so many, at most 1000')
    .action(async (options: { follow?: boolean; lines?: string }) => {
      const lines = whole('--lines', options.lines) ?? LINES;
      const { lines: tail } = await context.client().get<{ lines: LogLine[] }>(`/log?lines=${lines}`);
      if (options.follow !== true) {
        context.show(tail, () => tail.map((line) => logText(line, context.paint)).join(''));
        return;
      }
      for (const line of tail) print(line, context);
      await followStream(
        context,
        () => null,
        ({ name, data }) => {
          if (name === 'log') print(data as LogLine, context);
        },
      );
    });
};

function print(line: LogLine, { io, json, paint }: CliContext): void {
  io.out(json() ? `${JSON.stringify(line)}\n` : logText(line, paint));
}

function logText({ time, level, message, fields }: LogLine, paint: Paint): string {
  const style = STYLES[level];
  const name = style ? paint(style, level.padEnd(5)) : level.padEnd(5);
  const more = Object.entries(fields).map(
    ([key, value]) => `${key}=${plain(typeof value === 'string' ? value : JSON.stringify(value))}`,
  );
  return `${paint('dim', shortTime(time))}  ${name} ${plain(message)} ${paint('dim', more.join(' '))}`.trimEnd() + '\n';
}
