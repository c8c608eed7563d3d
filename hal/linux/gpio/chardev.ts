import { HalError } from '../../errors';
import type { HalLogger } from '../../log';
import type { TimeSource } from '../../ports';
import { Signal } from '../../signal';
import type { Edge, InputLine, OutputBank, OutputLine, Pulse, PulseLines } from '../lines';
import type { BoardLine, GpioBackend } from './backend';
import { ChipWatch } from './chip-watch';
import { findChip } from './chips';
import { HeldLines } from './held-lines';
import { ToolProcess } from './tool-process';
import { dialectOf, parseDetect, runTool, toolError, type Dialect, type ToolLine } from './tools';

interface ChardevDeps {
  readonly time: TimeSource;
  readonly logger: HalLogger;
}

/** How long it is believed which chips there are, ms. */
const DETECTED_MS = 900;

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
  private detected: { readonly chips: Promise<ReturnType<typeof parseDetect>>; readonly until: number } | null = null;

  private readonly chips: ChipWatch;

  constructor(
    private readonly dialect: Dialect,
    private readonly deps: ChardevDeps,
  ) {
    this.chips = new ChipWatch(deps.time);
  }

  async output(board: BoardLine): Promise<OutputLine> {
    const held = await this.hold([board]);
    return {
      name: board.name,
      onLost: held.onLost,
      set: (active) => held.drive([active]),
      pulse: (ms) => held.pulse(ms),
      close: () => held.close(),
    };
  }

  async bank(boards: readonly BoardLine[]): Promise<OutputBank | null> {
    const [{ chip, activeLow } = { chip: null, activeLow: false }] = boards;
    const alike = boards.every((one) => one.chip === chip && one.activeLow === activeLow);
    return alike ? this.hold(boards) : null;
  }

  /** Lines of one chip and polarity that one tool holds. */
  private async hold(boards: readonly BoardLine[]): Promise<HeldLines> {
    const lines: ToolLine[] = [];
    for (const board of boards) lines.push(await this.resolve(board));
    const name = boards.map((board) => board.name).join(', ');
    const held = new HeldLines(name, lines, this.dialect, this.deps.time, this.chips);
    await held.open();
    return held;
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
      await monitor.ready('gpiomon');
    } catch (error) {
      throw toolError(board.name, (error as Error).message);
    }
    monitor.onEnd((why) => {
      if (!closed) lost.emit(why);
    });
    const unwatch = await this.chips.watch(line.chip, () => lost.emit('its chip is gone'));
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
        unwatch();
        await monitor.end();
      },
    };
  }

  /**
   * One gpiomon for all of them, which waits for one kind of edge: of both kinds the kernel tells them apart by a
   * look at the level, when a pulse of 50 µs is over already.
   */
  async pulses(boards: readonly BoardLine[]): Promise<PulseLines> {
    const { dialect } = this;
    const name = boards.map((board) => board.name).join(' and ');
    const lines: ToolLine[] = [];
    for (const board of boards) lines.push(await this.resolve(board));
    const [{ chip, activeLow } = { chip: '', activeLow: false }] = lines;
    if (lines.some((line) => line.chip !== chip || line.activeLow !== activeLow)) {
      throw new HalError('config', name, 'must be lines of one chip, all of them activeLow or none');
    }
    const active: boolean[] = [];
    const pulses = new Signal<Pulse>();
    const lost = new Signal<string>();
    let closed = false;
    let monitor: ToolProcess;
    try {
      for (const line of lines) active.push(/1/.test(await runTool(dialect.get(line))));
      monitor = ToolProcess.start(dialect.watch(lines), this.deps.time);
      monitor.onLine((text) => {
        const rise = dialect.rise(text);
        const line = lines.findIndex((one) => one.line === rise?.line);
        if (rise !== null && line >= 0) pulses.emit({ line, at: rise.at });
      });
      await monitor.ready('gpiomon');
    } catch (error) {
      throw error instanceof HalError ? error : toolError(name, (error as Error).message);
    }
    monitor.onEnd((why) => {
      if (!closed) lost.emit(why);
    });
    const unwatch = await this.chips.watch(chip, () => lost.emit('its chip is gone'));
    return {
      name,
      active,
      onPulse: pulses.listen,
      onLost: lost.listen,
      async close() {
        if (closed) return;
        closed = true;
        unwatch();
        await monitor.end();
      },
    };
  }

  private async resolve(board: BoardLine): Promise<ToolLine> {
    const { time } = this.deps;
    // All lines ask at once when the locker starts.
    if (this.detected === null || time.monotonic() > this.detected.until) {
      this.detected = { chips: runTool(['gpiodetect']).then(parseDetect), until: time.monotonic() + DETECTED_MS };
    }
    const chips = await this.detected.chips;
    const { chip } = findChip(chips, board.chip, board.line);
    return { chip, line: board.line, activeLow: board.activeLow };
  }
}
