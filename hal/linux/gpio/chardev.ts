import { HalError } from '../../errors';
import type { HalLogger } from '../../log';
import type { TimeSource } from '../../ports';
import { Signal } from '../../signal';
import type { Edge, InputLine, OutputLine } from '../lines';
import type { BoardLine, GpioBackend } from './backend';
import { findChip } from './chips';
import { ToolProcess } from './tool-process';
import { dialectOf, parseDetect, runTool, toolError, type Dialect, type ToolLine } from './tools';

interface ChardevDeps {
  readonly time: TimeSource;
  readonly logger: HalLogger;
}

/** @throws HalError `config` when the tools are not installed or of a version that is not known */
export async function openChardev(deps: ChardevDeps): Promise<GpioBackend> {
  const version = await runTool(['gpioset', '--version']);
  const dialect = dialectOf(version);
  if (dialect === null) {
    throw new HalError('config', 'gpio', `libgpiod 1.6 or 2 is needed, not ${version.split('\n')[0] ?? 'this one'}`);
  }
  return new ChardevGpio(dialect, deps);
}

/**
 * Lines of /dev/gpiochip* by the tools of libgpiod, for kernels without sysfs GPIO. Each line is held by a tool
 * of its own; when that ends, the line is lost. With libgpiod 1.6 an output is let go for a moment at each
 * change (its gpioset can't change a line it holds), and scanning a keypad starts processes by the dozen: take
 * libgpiod 2 or sysfs where you can.
 */
export class ChardevGpio implements GpioBackend {
  constructor(
    private readonly dialect: Dialect,
    private readonly deps: ChardevDeps,
  ) {}

  async output(board: BoardLine): Promise<OutputLine> {
    const { dialect } = this;
    const { time } = this.deps;
    const line = await this.resolve(board);
    const lost = new Signal<string>();
    let closed = false;
    /** What holds the line now; another one while a pulse is being made. */
    let holder: ToolProcess | null = null;
    let last: Promise<unknown> = Promise.resolve();

    async function take(words: string[]): Promise<void> {
      await holder?.end();
      const next = ToolProcess.start(words, time);
      holder = next;
      next.onEnd((why) => {
        if (holder === next && !closed) lost.emit(why);
      });
      try {
        await next.ready('gpioset', dialect.major === 2);
      } catch (error) {
        holder = null;
        throw toolError(board.name, (error as Error).message);
      }
    }
    /** One after the other. */
    function inTurn<T>(run: () => Promise<T>): Promise<T> {
      const turn = last.then(() => {
        if (closed) throw new HalError('lost', board.name, 'is closed');
        return run();
      });
      last = turn.catch(() => undefined);
      return turn;
    }
    async function set(active: boolean): Promise<void> {
      if (dialect.major === 1 || holder === null || !holder.running()) return take(dialect.hold(line, active));
      await holder.command(`set ${line.line}=${active ? 1 : 0}`);
    }

    await take(dialect.hold(line, false));
    return {
      name: board.name,
      onLost: lost.listen,
      set: (active) =>
        inTurn(() => set(active)).catch((error: unknown) => {
          throw error instanceof HalError ? error : toolError(board.name, (error as Error).message);
        }),
      pulse: (ms) =>
        inTurn(async () => {
          const before = holder;
          // Not a loss: it is replaced.
          holder = null;
          await before?.end();
          await take(dialect.pulse(line, ms));
        }),
      async close() {
        if (closed) return;
        await inTurn(() => set(false)).catch(() => undefined);
        closed = true;
        await holder?.end();
      },
    };
  }

  async input(board: BoardLine): Promise<InputLine> {
    const { dialect } = this;
    const { time } = this.deps;
    const line = await this.resolve(board);
    const edges = new Signal<Edge>();
    const lost = new Signal<string>();
    let closed = false;
    let active: boolean;
    // A line that is monitored can't be read besides. An edge between the two would be missed; the next shows.
    try {
      active = /1/.test(await runTool(dialect.get(line)));
    } catch (error) {
      throw error instanceof HalError ? error : toolError(board.name, (error as Error).message);
    }
    const monitor = ToolProcess.start(dialect.monitor(line), time);
    monitor.onLine((text) => {
      const event = dialect.event(text);
      if (event === null || event.active === active) return;
      active = event.active;
      edges.emit({ active, at: event.at });
    });
    try {
      await monitor.ready('gpiomon', false);
    } catch (error) {
      throw toolError(board.name, (error as Error).message);
    }
    monitor.onEnd((why) => {
      if (!closed) lost.emit(why);
    });
    return {
      name: board.name,
      onEdge: edges.listen,
      onLost: lost.listen,
      async read() {
        if (closed || !monitor.running()) throw new HalError('lost', board.name, 'gpiomon has ended');
        return active;
      },
      async close() {
        if (closed) return;
        closed = true;
        await monitor.end();
      },
    };
  }

  private async resolve(board: BoardLine): Promise<ToolLine> {
    const chips = parseDetect(await runTool(['gpiodetect']));
    const { chip } = findChip(chips, board.chip, board.line);
    return { chip, line: board.line, activeLow: board.activeLow };
  }
}
