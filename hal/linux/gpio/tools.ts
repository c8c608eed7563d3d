import { execFile } from 'node:child_process';
import { HalError } from '../../errors';

/**
 * The command lines of libgpiod's tools: 1.6 (Debian 12) and 2.x (Debian 13) speak differently. Pure but for
 * `runTool`. Sources: gpioset(1), gpioget(1), gpiomon(1), gpiodetect(1) of libgpiod 1.6.3 and 2.2.1.
 */
export interface Dialect {
  readonly major: 1 | 2;
  /** Holds outputs of one chip until its standard input ends. */
  hold(lines: readonly ToolLine[], active: readonly boolean[]): string[];
  /** Active for `ms`, then inactive and held until standard input ends: a shell's command line. */
  pulse(line: ToolLine, ms: number): string[];
  /** Sets an output and ends. */
  once(line: ToolLine, active: boolean): string[];
  get(line: ToolLine): string[];
  /** Prints its process id, then edges, until its standard input ends. */
  monitor(line: ToolLine): string[];
  /** Like `monitor`, on lines of one chip, and only when one becomes active. */
  watch(lines: readonly ToolLine[]): string[];
  /** A line that `watch` prints: `LINE SECONDS.NANOSECONDS`. */
  rise(text: string): { readonly line: number; readonly at: number } | null;
  /** A line that `monitor` prints: `E SECONDS.NANOSECONDS`, E = 1 for a rising edge. */
  event(text: string): { readonly active: boolean; readonly at: number } | null;
}

export interface ToolLine {
  /** As gpiodetect names it: gpiochip0. */
  readonly chip: string;
  readonly line: number;
  readonly activeLow: boolean;
}

const value = (active: boolean): '0' | '1' => (active ? '1' : '0');

/** Time stamps are CLOCK_MONOTONIC (Linux 5.7 and later). */
function parseEvent(text: string): { active: boolean; at: number } | null {
  const match = /^([012]) (\d+)\.(\d+)$/.exec(text.trim());
  if (match === null) return null;
  const [, edge, seconds, fraction = ''] = match;
  // 1.6 prints the nanoseconds as a number, 2.x with leading zeros: both as nine digits.
  return { active: edge === '1', at: Number(seconds) * 1_000 + Number(fraction.padStart(9, '0')) / 1e6 };
}

function parseRise(text: string): { line: number; at: number } | null {
  const [line = '', ...rest] = text.trim().split(' ');
  const event = /^\d+$/.test(line) ? parseEvent(`1 ${rest.join(' ')}`) : null;
  return event === null ? null : { line: Number(line), at: event.at };
}

const numbers = (lines: readonly ToolLine[]): string[] => lines.map(({ line }) => String(line));

/** Lines that one call of a tool can hold are of one chip and one polarity. */
const first = (lines: readonly ToolLine[]): ToolLine => lines[0] ?? { chip: '', line: 0, activeLow: false };
const levels = (lines: readonly ToolLine[], active: readonly boolean[]): string[] =>
  lines.map(({ line }, index) => `${line}=${value(active[index] ?? false)}`);

const low1 = ({ activeLow }: ToolLine): string[] => (activeLow ? ['--active-low'] : []);

const v1: Dialect = {
  major: 1,
  hold: (lines, active) => [
    'gpioset',
    '--mode=wait',
    ...low1(first(lines)),
    first(lines).chip,
    ...levels(lines, active),
  ],
  pulse: (line, ms) => {
    const timed = ['gpioset', '--mode=time', `--usec=${ms * 1_000}`, ...low1(line), line.chip, `${line.line}=1`];
    return inTurn(timed, v1.hold([line], [false]));
  },
  once: (line, active) => ['gpioset', '--mode=exit', ...low1(line), line.chip, `${line.line}=${value(active)}`],
  get: (line) => ['gpioget', ...low1(line), line.chip, String(line.line)],
  monitor: (line) =>
    leashed(['gpiomon', '--line-buffered', '--format=%e %s.%n', ...low1(line), line.chip, String(line.line)]),
  watch: (lines) =>
    leashed([
      'gpiomon',
      '--line-buffered',
      '--rising-edge',
      '--format=%o %s.%n',
      ...low1(first(lines)),
      first(lines).chip,
      ...numbers(lines),
    ]),
  rise: parseRise,
  event: parseEvent,
};

const on2 = ({ chip, activeLow }: ToolLine): string[] => ['--chip', chip, ...(activeLow ? ['--active-low'] : [])];

const v2: Dialect = {
  major: 2,
  // Interactive: takes `set` commands, prompts after each, and dies of its closed pipes when this process ends.
  hold: (lines, active) => ['gpioset', '--interactive', ...on2(first(lines)), ...levels(lines, active)],
  pulse: (line, ms) => {
    const timed = ['gpioset', '--toggle', `${ms}ms,0`, ...on2(line), `${line.line}=1`];
    return inTurn(timed, v2.hold([line], [false]));
  },
  once: (line, active) => ['gpioset', '--toggle', '0', ...on2(line), `${line.line}=${value(active)}`],
  get: (line) => ['gpioget', '--numeric', ...on2(line), String(line.line)],
  monitor: (line) => leashed(['gpiomon', '--format', '%e %S', ...on2(line), String(line.line)]),
  watch: (lines) =>
    leashed(['gpiomon', '--edges', 'rising', '--format', '%o %S', ...on2(first(lines)), ...numbers(lines)]),
  rise: parseRise,
  event: parseEvent,
};

const quote = (words: readonly string[]): string => words.map((word) => `'${word.replace(/'/g, "'\\''")}'`).join(' ');

/** One after the other, the second in the shell's place. */
function inTurn(one: readonly string[], other: readonly string[]): string[] {
  return ['sh', '-c', `${quote(one)} </dev/null; exec ${quote(other)}`];
}

/**
 * Says its process id, then runs until standard input ends: a gpiomon whose reader was killed would otherwise
 * keep its line until the next edge. The shell gives its own output away, so that its end shows the tool's.
 */
function leashed(words: readonly string[]): string[] {
  return ['sh', '-c', `${quote(words)} </dev/null & echo $!; exec >&- 2>&-; read end; kill $!`];
}

/** @param text what `gpioset --version` prints first: `gpioset (libgpiod) v1.6.3` */
export function dialectOf(text: string): Dialect | null {
  const major = /\bv?(\d+)\.\d+/.exec(text)?.[1];
  if (major === '1') return v1;
  return major === '2' ? v2 : null;
}

/** What gpiodetect prints: `gpiochip0 [pinctrl-bcm2711] (58 lines)`. */
export function parseDetect(text: string): { chip: string; label: string; lines: number }[] {
  return [...text.matchAll(/^(gpiochip\d+) \[(.*)\] \((\d+) lines?\)$/gm)].map(([, chip = '', label = '', lines]) => ({
    chip,
    label,
    lines: Number(lines),
  }));
}

/** @throws HalError `config` when the tool is not installed, Error with what it printed when it failed */
export function runTool([program = '', ...args]: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: 5_000 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      if (error.code === 'ENOENT') {
        const text = `${program} is not installed: apt install gpiod, or set hal.gpio.backend: sysfs`;
        return reject(new HalError('config', 'gpio', text, { cause: error }));
      }
      reject(new Error(stderr.trim() || error.message, { cause: error }));
    });
  });
}

/** What a tool's complaint means to the technician. */
export function toolError(name: string, complaint: string): HalError {
  if (/busy/i.test(complaint)) {
    const text = 'is busy: another program or a kernel driver has the line; gpioinfo shows which';
    return new HalError('busy', name, text);
  }
  if (/permission|not permitted/i.test(complaint)) {
    return new HalError('config', name, 'no permission to open /dev/gpiochip*: the user must be in the group gpio');
  }
  return new HalError('lost', name, complaint);
}
