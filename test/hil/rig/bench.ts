import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';

/** The bench's kernel modules (scripts/hil/kernel) as a test uses them: hands on inputs, eyes on outputs. */

const BENCH = '/sys/kernel/debug/locker-bench';
const CONFIGFS = '/sys/kernel/config/gpio-sim';
/** A wait looks again after this long, ms; */
const LOOK_EVERY = 5;
/** or after this many times what the look took: who asks without a break slows down what he waits for. */
const LOOK_SHARE = 3;

/** How much longer than asked for a pulse may be in an emulated machine, ms. */
export const LATE = 200;
/** And how much shorter: a timer of the emulated processor may be early by one of its ticks, ms. */
export const EARLY = 10;

export interface Happening {
  readonly seq: number;
  /** Monotonic ms, the same clock as process.hrtime. */
  readonly at: number;
  /** A chip's label, `x20` (an expander), `key`, `pull`. */
  readonly where: string;
  /** The line; on expanders 0–15 a pin, 0x100 + a register that was written, 0x200 + a pin moved from outside. */
  readonly line: number;
  /** -1: the line is no output any more. */
  readonly value: number;
}

export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => void setTimeout(done, ms));
}

/** Looks until it is there. @throws Error that says what did not come, and what was there instead */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | null | Promise<T | undefined | false | null>,
  patience = 40_000,
): Promise<T> {
  const end = now() + patience;
  for (;;) {
    const started = now();
    const found = await look();
    if (found !== undefined && found !== false && found !== null) return found;
    if (now() > end) throw new Error(`${what} did not come within ${patience / 1_000} s`);
    await pause(Math.max(LOOK_EVERY, (now() - started) * LOOK_SHARE));
  }
}

export function nonEmpty<T>(list: readonly T[]): readonly T[] | null {
  return list.length === 0 ? null : list;
}

export function control(...commands: string[]): void {
  for (const command of commands) {
    try {
      writeFileSync(`${BENCH}/control`, `${command}\n`);
    } catch (error) {
      throw new Error(`the bench refused "${command}": ${(error as Error).message}`, { cause: error });
    }
  }
}

/** What has happened from that number on. */
export function log(from = 1): Happening[] {
  control(`from ${from}`);
  return readFileSync(`${BENCH}/log`, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((text) => {
      const [seq, ns, where = '', line, value] = text.split(' ');
      return { seq: Number(seq), at: Number(ns) / 1e6, where, line: Number(line), value: Number(value) };
    });
}

/** The number of the next happening. */
export function mark(): number {
  return Number(readFileSync(`${BENCH}/next`, 'utf8'));
}

/** How often a column of the keypad was set so far: it is scanned while a key is down. */
export function columnWrites(): number {
  return Number(readFileSync(`${BENCH}/column-writes`, 'utf8'));
}

/** A keypad at rest drives all columns; while a key is down, never more than one. */
export function columnsAtRest(): boolean {
  return readFileSync(`${BENCH}/columns`, 'utf8')
    .trim()
    .split(' ')
    .every((level) => level === '0');
}

export interface Pulse {
  readonly from: number;
  readonly ms: number;
}

/** Complete pulses of an output, by the kernel's time. @param active the level that drives the coil */
export function pulses(where: string, line: number, { since = 1, active = 1 } = {}): Pulse[] {
  const found: Pulse[] = [];
  let on: number | null = null;
  for (const one of log(since)) {
    if (one.where !== where || one.line !== line) continue;
    if (one.value === active) on ??= one.at;
    else if (on !== null) {
      found.push({ from: on, ms: one.at - on });
      on = null;
    }
  }
  return found;
}

/** The level of an output now: -1 when nobody drives it. */
export function level(where: string, line: number): number {
  return log().findLast((one) => one.where === where && one.line === line)?.value ?? -1;
}

/** A gpio-sim chip with that label. */
export function makeChip(label: string, lines: number): void {
  const folder = `${CONFIGFS}/${label}`;
  if (existsSync(folder)) return;
  mkdirSync(`${folder}/bank0`, { recursive: true });
  writeFileSync(`${folder}/bank0/num_lines`, String(lines));
  writeFileSync(`${folder}/bank0/label`, label);
  writeFileSync(`${folder}/live`, '1');
}

/** The chip is pulled out of the board. */
export function removeChip(label: string): void {
  const folder = `${CONFIGFS}/${label}`;
  if (!existsSync(folder)) return;
  writeFileSync(`${folder}/live`, '0');
  rmdirSync(`${folder}/bank0`);
  rmdirSync(folder);
}

/** Where sysfs counts that chip's lines from. */
export function baseOf(label: string): number {
  const root = '/sys/class/gpio';
  for (const name of readdirSync(root).filter((one) => one.startsWith('gpiochip'))) {
    if (readFileSync(`${root}/${name}/label`, 'utf8').trim() === label) {
      return Number(readFileSync(`${root}/${name}/base`, 'utf8'));
    }
  }
  throw new Error(`no chip ${label}`);
}

export interface ScreenShot {
  readonly lines: readonly string[];
  readonly on: boolean;
  readonly clears: number;
  /** Instructions that came before the one before them was done. */
  readonly tooEarly: number;
}

/** Character ROM A00 where it is not ASCII, as far as the texts use it. */
const ROM_A00: Record<number, string> = { 0xe1: 'ä', 0xef: 'ö', 0xf5: 'ü', 0xe2: 'ß', 0x7e: '→', 0x7f: '←' };
/** The custom characters that stand for capitals, by their picture. */
export type Glyphs = (picture: Buffer) => string;

/** What a person reads on the display. */
export function screen(columns = 20, rows = 4): ScreenShot {
  const [first = '', second = '', third = ''] = readFileSync(`${BENCH}/lcd`, 'utf8').split('\n');
  const ram = Buffer.from(first, 'hex');
  const glyphs = Buffer.from(second, 'hex');
  const [on, clears, tooEarly] = third.split(' ').map(Number);
  const starts = columns === 20 ? [0x00, 0x40, 0x14, 0x54] : [0x00, 0x40];
  const letter = (code: number): string =>
    code < 16
      ? capital(glyphs.subarray((code & 7) * 8, (code & 7) * 8 + 8))
      : (ROM_A00[code] ?? String.fromCharCode(code));
  return {
    lines: starts.slice(0, rows).map((start) => [...ram.subarray(start, start + columns)].map(letter).join('')),
    on: on === 1,
    clears: clears ?? 0,
    tooEarly: tooEarly ?? 0,
  };
}

/** A capital with two dots: which one by its foot. An A stands on two legs, an O and a U are closed; a U is open above. */
function capital(picture: Buffer): string {
  const foot = picture[6] ?? 0;
  const middle = picture[2] ?? 0;
  if (foot === 0b10001) return 'Ä';
  return middle === 0b10001 ? 'Ü' : 'Ö';
}

export interface ExpanderState {
  readonly registers: Buffer;
  readonly transfers: number;
}

export function expander(address: number): ExpanderState {
  const line = readFileSync(`${BENCH}/expanders`, 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${address.toString(16)} `));
  const [, registers = '', transfers] = (line ?? '').split(' ');
  return { registers: Buffer.from(registers, 'hex'), transfers: Number(transfers) };
}
