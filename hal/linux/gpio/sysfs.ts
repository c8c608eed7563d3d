import { closeSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Gpio } from 'onoff';
import { HalError } from '../../errors';
import type { HalLogger } from '../../log';
import type { TimeSource, Unsubscribe } from '../../ports';
import { Signal } from '../../signal';
import type { Edge, InputLine, OffSwitch, OutputLine } from '../lines';
import { optionalModule } from '../optional';
import type { BoardLine, GpioBackend } from './backend';
import { findChip, listChips } from './chips';
import { exportLine, lineFolder } from './sysfs-export';

/** Every line is read this often besides: a line that was taken away, or an edge that was missed, shows, ms. */
const CHECK_MS = 1_000;

export interface SysfsDeps {
  readonly time: TimeSource;
  readonly logger: HalLogger;
}

type OnoffModule = typeof import('onoff');

/** @throws HalError `config` when onoff is not installed */
export function loadOnoff(): Promise<OnoffModule> {
  return optionalModule<OnoffModule>('onoff', () => import('onoff'));
}

/**
 * Lines of /sys/class/gpio through onoff 6.0.3 (Linux: Documentation/admin-guide/gpio/sysfs.rst). onoff says
 * nothing when an exported line can't be set up, so everything is read back.
 */
export class SysfsGpio implements GpioBackend {
  private readonly watched = new Set<() => void>();
  private timer: Unsubscribe | null = null;

  constructor(
    private readonly onoff: OnoffModule,
    private readonly deps: SysfsDeps,
  ) {}

  async output(line: BoardLine): Promise<OutputLine> {
    const { number, gpio } = await this.open(line, 'out');
    const folder = lineFolder(number);
    const offSwitch: OffSwitch = { kind: 'file', path: join(folder, 'value'), text: '0' };
    const lost = new Signal<string>();
    let closed = false;
    const failed = (error: unknown): HalError => {
      const problem = new HalError('lost', line.name, `line ${number} is gone or can't be set: ${text(error)}`, {
        cause: error,
      });
      lost.emit(problem.message);
      return problem;
    };
    const unwatch = this.watch(() => {
      try {
        gpio.readSync();
      } catch (error) {
        if (!closed) failed(error);
      }
    });
    return {
      name: line.name,
      offSwitch,
      onLost: lost.listen,
      async set(active) {
        if (closed) throw new HalError('lost', line.name, 'is closed');
        try {
          // Synchronous: a write of microseconds, and no coil waits for a thread that is busy elsewhere.
          gpio.writeSync(active ? 1 : 0);
          if (gpio.readSync() !== (active ? 1 : 0)) throw new Error('it reads back as it was');
        } catch (error) {
          throw failed(error);
        }
      },
      async close() {
        if (closed) return;
        closed = true;
        unwatch();
        try {
          gpio.writeSync(0);
          letGo(gpio);
        } catch {
          // Gone or not ours any more: nothing to hold on to.
          gpio.unexport();
        }
      },
    };
  }

  async input(line: BoardLine): Promise<InputLine> {
    const { number, gpio } = await this.open(line, 'in');
    const edges = new Signal<Edge>();
    const lost = new Signal<string>();
    const { time } = this.deps;
    let closed = false;
    const gone = (error: unknown): HalError => {
      const problem = new HalError('lost', line.name, `line ${number} is gone or can't be read: ${text(error)}`, {
        cause: error,
      });
      if (!closed) {
        gpio.unwatchAll();
        lost.emit(problem.message);
      }
      return problem;
    };
    let last = gpio.readSync();
    const readSync = gpio.readSync.bind(gpio);
    // onoff reads in its epoll callback: there an exception (the line was unexported) would end the process.
    gpio.readSync = () => {
      try {
        return readSync();
      } catch (error) {
        gone(error);
        return last;
      }
    };
    const seen = (value: 0 | 1): void => {
      if (closed || value === last) return;
      last = value;
      edges.emit({ active: value === 1, at: time.monotonic() });
    };
    gpio.watch((error, value) => (error ? void gone(error) : seen(value)));
    const read = async (): Promise<boolean> => {
      if (closed) throw new HalError('lost', line.name, 'is closed');
      let value: 0 | 1;
      try {
        // Synchronous: a file of two bytes without a disk behind it. By a thread it costs two wake-ups, and a
        // keypad reads a dozen of them per scan.
        value = readSync();
      } catch (error) {
        throw gone(error);
      }
      seen(value);
      return value === 1;
    };
    const unwatch = this.watch(() => void read().catch(() => undefined));
    return {
      name: line.name,
      read,
      onEdge: edges.listen,
      onLost: lost.listen,
      async close() {
        if (closed) return;
        closed = true;
        unwatch();
        gpio.unexport();
      },
    };
  }

  /** The line with its direction, polarity and edges as they are wanted, read back. */
  private async open(line: BoardLine, direction: 'in' | 'out'): Promise<{ number: number; gpio: Gpio }> {
    const { time, logger } = this.deps;
    const { base } = findChip(await listChips(), line.chip, line.line);
    const number = base + line.line;
    const taken = await exportLine(line.name, number, direction, time);
    if (taken) logger.info({ line: line.name, number }, 'was exported already and in nobody’s use: taken over');
    const folder = lineFolder(number);
    // A line that still interrupts can't become an output.
    if (taken && direction === 'out') await writeFile(join(folder, 'edge'), 'none').catch(() => undefined);
    // Level and direction in one write, so that nothing flickers. These levels are the pin's: active_low does
    // not turn them round (drivers/gpio/gpiolib-sysfs.c, direction_store).
    const inactive = line.activeLow ? 'high' : 'low';
    let gpio: Gpio;
    try {
      gpio = new this.onoff.Gpio(number, direction === 'in' ? 'in' : inactive, direction === 'in' ? 'both' : 'none', {
        activeLow: line.activeLow,
      });
    } catch (cause) {
      throw new HalError('config', line.name, `line ${number} can't be set up: ${text(cause)}`, { cause });
    }
    try {
      await verify(line, number, direction);
      if (direction === 'out' && gpio.readSync() !== 0) throw new Error('it is active although it was set inactive');
      return { number, gpio };
    } catch (cause) {
      letGo(gpio);
      throw new HalError('config', line.name, text(cause), { cause });
    }
  }

  private watch(check: () => void): Unsubscribe {
    this.watched.add(check);
    this.timer ??= this.plan();
    return () => {
      this.watched.delete(check);
      if (this.watched.size > 0) return;
      this.timer?.();
      this.timer = null;
    };
  }

  private plan(): Unsubscribe {
    return this.deps.time.after(CHECK_MS, () => {
      for (const check of [...this.watched]) check();
      if (this.timer !== null) this.timer = this.plan();
    });
  }
}

/** Closes onoff's file and leaves the line exported: unexported, an output would float at once. */
function letGo(gpio: Gpio): void {
  gpio.unwatchAll();
  closeSync((gpio as unknown as { readonly _valueFd: number })._valueFd);
}

/** @throws Error that says what is otherwise than it was set */
async function verify(line: BoardLine, number: number, direction: 'in' | 'out'): Promise<void> {
  const folder = lineFolder(number);
  const wanted: [string, string][] = [
    ['direction', direction],
    ['active_low', line.activeLow ? '1' : '0'],
    ...(direction === 'in' ? [['edge', 'both'] satisfies [string, string]] : []),
  ];
  for (const [file, value] of wanted) {
    const found = (await readFile(join(folder, file), 'utf8')).trim();
    if (found === value) continue;
    throw new Error(
      `line ${number} is exported already and can't be set up: its ${file} stays ${found} instead of ${value}. ` +
        `Stop the program that exported it, then: echo ${number} > /sys/class/gpio/unexport`,
    );
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
