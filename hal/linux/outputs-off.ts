import type { LineConfig } from '../../config/linux/line';
import type { BoardChannelConfig } from '../../config/linux/lock-boards';
import type { LinuxHalConfig } from '../../config/linux/schema';
import type { SiteConfig } from '../../config/schema';
import { HalError } from '../errors';
import type { BoardLine } from './gpio/backend';
import { findChip, listChips } from './gpio/chips';
import { exportError, lineFolder } from './gpio/sysfs-export';
import { dialectOf, parseDetect, runTool, toolError } from './gpio/tools';
import { LinuxI2cBus, loadI2c } from './i2c/bus';
import type { I2cBus } from './lines';
import { bitOf, REG, toBytes, toWord, type Word } from './mcp23017-registers';
import { lineRef } from './wiring';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface OutputOff {
  readonly compartment: string;
  /** As the site file names it. */
  readonly line: string;
  readonly off: boolean;
  /** What went wrong; empty when it is off. */
  readonly detail: string;
}

export interface OffDeps {
  readonly bus?: (number: number) => Promise<I2cBus>;
  /** Makes a line of the board inactive. @throws */
  readonly board?: (line: BoardLine) => Promise<void>;
}

/**
 * Sets every lock's output of the site file inactive, without the daemon: also lines that a process that died
 * has left exported, and those that nobody has set up yet. They stay driven. Does not throw.
 */
export async function outputsOff(config: SiteConfig['hal'], deps: OffDeps = {}): Promise<OutputOff[]> {
  if (config.driver !== 'linux') return [];
  const board = deps.board ?? (config.gpio.backend === 'sysfs' ? sysfsOff : chardevOff);
  const results: OutputOff[] = [];
  const chips = new Map<string, { compartment: string; line: LineConfig }[]>();
  for (const [compartment, { lock, board: channel }] of Object.entries(config.doors)) {
    if (lock === undefined) {
      results.push({ compartment, line: channelName(channel), off: true, detail: '' });
      continue;
    }
    const ref = lineRef(lock, config);
    if (ref.on === 'expander') {
      chips.set(ref.expander, [...(chips.get(ref.expander) ?? []), { compartment, line: lock }]);
    } else {
      const detail = await failure(() => board(ref.line));
      results.push({ compartment, line: ref.line.name, off: detail === '', detail });
    }
  }
  for (const [name, locks] of chips) {
    const detail = await failure(() =>
      expanderOff(
        config,
        name,
        locks.map(({ line }) => line),
        deps,
      ),
    );
    for (const { compartment, line } of locks) {
      results.push({ compartment, line: `${name} ${line.pin ?? ''}`, off: detail === '', detail });
    }
  }
  return results;
}

/** A lock board ends its pulses itself: there is nothing to switch off, and no command that would do it. */
function channelName(channel: BoardChannelConfig | undefined): string {
  const { bus, address, channel: number } = channel ?? { bus: '?', address: '?', channel: '?' };
  return `board ${address} channel ${number} of ${bus} (the board ends its pulses itself)`;
}

async function failure(run: () => Promise<void>): Promise<string> {
  try {
    await run();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Direction and level in one write, then read back. The levels of `direction` are the pin's, active_low aside. */
async function sysfsOff(line: BoardLine): Promise<void> {
  const number = (await findChipBase(line)) + line.line;
  const folder = lineFolder(number);
  const there = await access(folder).then(
    () => true,
    () => false,
  );
  if (!there) {
    await writeFile('/sys/class/gpio/export', String(number)).catch((cause: unknown) => {
      throw exportError(line.name, number, cause);
    });
    await udev(join(folder, 'direction'));
  }
  const level = line.activeLow ? 'high' : 'low';
  // Refused while the line still interrupts.
  await writeFile(join(folder, 'edge'), 'none').catch(() => undefined);
  await writeFile(join(folder, 'direction'), level);
  const read = async (file: string): Promise<string> => (await readFile(join(folder, file), 'utf8')).trim();
  const high = (await read('value')) !== (await read('active_low'));
  if ((await read('direction')) === 'out' && high === line.activeLow) return;
  throw new HalError('lost', line.name, `line ${number} did not become an output that is ${level}`);
}

async function findChipBase(line: BoardLine): Promise<number> {
  return findChip(await listChips(), line.chip, line.line).base;
}

/** Until the file may be written, a second at most. */
async function udev(file: string): Promise<void> {
  for (let tries = 100; tries > 0; tries -= 1) {
    if (
      await access(file, 2).then(
        () => true,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Nothing holds a line of the character device beyond its process; a moment of the inactive level is all there is. */
async function chardevOff(line: BoardLine): Promise<void> {
  const dialect = dialectOf(await runTool(['gpioset', '--version']));
  if (dialect === null) throw new HalError('config', 'gpio', 'this version of libgpiod is not known');
  const { chip } = findChip(parseDetect(await runTool(['gpiodetect'])), line.chip, line.line);
  try {
    await runTool(dialect.once({ chip, line: line.line, activeLow: line.activeLow }, false));
  } catch (error) {
    throw toolError(line.name, (error as Error).message);
  }
}

/** The latch before the direction; all other pins stay as they are. */
async function expanderOff(
  config: LinuxHalConfig,
  name: string,
  lines: readonly LineConfig[],
  { bus: openBus = async (number) => new LinuxI2cBus(number, await loadI2c()) }: OffDeps,
): Promise<void> {
  const { bus: number = config.buses.i2c, address } = config.expanders[name] ?? { address: -1 };
  const bus = await openBus(number);
  const sum = (chosen: readonly LineConfig[]): Word => chosen.reduce((word, { pin = 'A0' }) => word | bitOf(pin), 0);
  const mask = sum(lines);
  const inactive = sum(lines.filter(({ activeLow }) => activeLow));
  const change = async (register: number, clear: Word, set: Word): Promise<void> => {
    const wanted = (toWord(await bus.read(address, register, 2), 0) & ~clear) | set;
    await bus.write(address, register, toBytes(wanted));
    if (toWord(await bus.read(address, register, 2), 0) !== wanted) {
      throw new HalError('lost', `expander:${name}`, 'it does not keep what is written to it');
    }
  };
  try {
    await change(REG.OLAT, mask, inactive);
    await change(REG.IODIR, mask, 0);
  } finally {
    await bus.close();
  }
}
