import { HalError } from '../../errors';
import { latestWins } from '../../latest';
import type { DeviceFinding, Display, TimeSource } from '../../ports';
import { keepOpen, type Closable, type DriverDeps, type Reopening } from '../reopen';
import { cellsOf } from './characters';

/** An idle display is asked whether it is still there, ms. */
const PROBE_MS = 1_000;

/** Lines as characters, one a cell: rows of the display's columns. */
export type Cells = readonly (readonly string[])[];

/** The chip of a display: what it is told on its bus. Calls never overlap. */
export interface Controller {
  readonly columns: number;
  readonly rows: number;
  /** For the self-test. */
  readonly title: string;
  /** Nothing on the bus tells that a chip was disturbed: it is set up and written anew this often, ms. */
  readonly refreshMs: number;
  /** Sets the chip up, after which nothing is known of what it shows. `cold`: after power-up; else nobody shall see it. */
  initialise(cold: boolean): Promise<void>;
  /** Writes what differs from what the chip is known to show. */
  write(cells: Cells): Promise<void>;
  /** Is it still there? @param stillMs for how long the picture has been the same */
  probe(stillMs: number): Promise<void>;
}

/**
 * A display that is held open: shows the latest lines, notices within a second that it is gone, and shows them
 * again when it is back.
 */
export class TextDisplay implements Display {
  readonly columns: number;
  readonly rows: number;
  readonly show: (lines: readonly string[]) => Promise<void>;
  readonly panel: Reopening<Closable>;
  private wanted: Cells;
  private changedAt = 0;
  /** Transfers that belong together are not mixed with others. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly chip: Controller,
    private readonly deps: DriverDeps,
  ) {
    this.columns = chip.columns;
    this.rows = chip.rows;
    this.wanted = this.arrange([]);
    this.panel = keepOpen<Closable>('display', () => this.open(), deps);
    const draw = latestWins<void>(async () => this.draw(this.panel.get()));
    this.show = (lines) => {
      // Kept while the display is away too: it shows it when it is back.
      const cells = this.arrange(lines);
      if (!same(cells, this.wanted)) this.changedAt = deps.time.monotonic();
      this.wanted = cells;
      return draw();
    };
  }

  start(): Promise<void> {
    return this.panel.start();
  }

  stop(): Promise<void> {
    return this.panel.stop();
  }

  describe(): DeviceFinding {
    return { code: 'display', columns: this.columns, rows: this.rows, chip: this.chip.title };
  }

  private arrange(lines: readonly string[]): Cells {
    return Array.from({ length: this.rows }, (_, row) => cellsOf(lines[row] ?? '', this.columns));
  }

  private async open(): Promise<Closable> {
    const { time } = this.deps;
    await this.exclusively(() => this.setUp(true));
    const panel: Closable = { close: async () => stop() };
    let sinceRefresh = 0;
    let stop = time.after(PROBE_MS, probe);
    const look = (): Promise<void> => {
      sinceRefresh += PROBE_MS;
      if (sinceRefresh < this.chip.refreshMs) {
        return this.exclusively(() => this.chip.probe(time.monotonic() - this.changedAt));
      }
      sinceRefresh = 0;
      return this.exclusively(() => this.setUp(false));
    };
    const again = (): void => {
      if (this.panel.current() === panel) stop = time.after(PROBE_MS, probe);
    };
    const lose = (error: unknown): void => this.lose(panel, error);
    function probe(): void {
      look().then(again, lose);
    }
    return panel;
  }

  private async setUp(cold: boolean): Promise<void> {
    await this.chip.initialise(cold);
    let drawn;
    do {
      drawn = this.wanted;
      await this.chip.write(drawn);
    } while (drawn !== this.wanted);
  }

  private async draw(panel: Closable): Promise<void> {
    try {
      await this.exclusively(() => this.chip.write(this.wanted));
    } catch (error) {
      this.lose(panel, error);
      throw error instanceof HalError
        ? new HalError(error.code, 'display', error.message, { cause: error })
        : new HalError('lost', 'display', String(error), { cause: error });
    }
  }

  private lose(panel: Closable, error: unknown): void {
    if (this.panel.current() === panel) this.panel.lose(error);
  }

  private exclusively(work: () => Promise<void>): Promise<void> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }
}

function same(one: Cells, other: Cells): boolean {
  return one.every((row, index) => row.join('') === other[index]?.join(''));
}

/** Stretches in which two rows of codes differ; up to `gap` equal ones between two cost less than a new address. */
export function stretches(
  known: ArrayLike<number>,
  wanted: ArrayLike<number>,
  gap: number,
): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (let index = 0; index < wanted.length; index += 1) {
    if (known[index] === wanted[index]) continue;
    const last = found.at(-1);
    if (last !== undefined && index - last.to <= gap) last.to = index + 1;
    else found.push({ from: index, to: index + 1 });
  }
  return found;
}

export function pause(time: TimeSource, ms: number): Promise<void> {
  return new Promise((resolve) => void time.after(ms, resolve));
}

/** Nobody knows what a cell or a column of dots holds. */
export const UNKNOWN = -1;
