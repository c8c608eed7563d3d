import { HalError } from '../errors';
import { latestWins } from '../latest';
import type { Display, TimeSource } from '../ports';
import { CUSTOM_CHARACTERS, encodeLine } from './hd44780-text';
import type { I2cBus } from './lines';
import { keepOpen, type DriverDeps, type Reopening } from './reopen';

export interface DisplaySettings {
  readonly address: number;
  readonly columns: 16 | 20;
  readonly rows: 2 | 4;
}

/** Wires of the backpack: P0 RS, P1 RW, P2 E, P3 backlight, P4 to P7 data. */
const RS = 0x01;
const E = 0x04;
const LIGHT = 0x08;

const CLEAR = 0x01;
/** Cursor moves right, display stands still. */
const ENTRY_MODE = 0x06;
const DISPLAY_OFF = 0x08;
/** Display on, no cursor. */
const DISPLAY_ON = 0x0c;
/** 4 bits, two lines (a display of four is made of two long ones), 5x8 dots. */
const FUNCTION_SET = 0x28;
const CGRAM = 0x40;
const DDRAM = 0x80;
/** Where the rows begin in the display's memory. */
const ROWS = { 16: [0x00, 0x40, 0x10, 0x50], 20: [0x00, 0x40, 0x14, 0x54] } as const;

/** After power-up: 15 ms from 4.5 V, 40 ms from 2.7 V. */
const POWER_UP_MS = 50;
/** Asked for: 4.1 ms. */
const FIRST_RESET_MS = 5;
/** Asked for: 100 µs, and 37 µs for other commands (on a bus of 100 kHz the bytes themselves take longer). */
const SHORT_MS = 1;
/** Clearing takes 1.52 ms, more with a slow oscillator. */
const CLEAR_MS = 3;

/** An idle display is asked whether it is still there, ms. */
const PROBE_MS = 1_000;
/**
 * Noise on the wires (a solenoid's) can shift the display's halves of bytes by one: garbage until the next
 * power-up, and nothing on the bus tells. So at times it is brought into step again and written anew, ms.
 */
const REFRESH_MS = 60_000;

/** Nobody knows what a cell holds. */
const UNKNOWN_CELL = -1;

interface Panel {
  /** Code of each cell, row by row. */
  readonly cells: number[][];
  close(): Promise<void>;
}

/**
 * A character display with HD44780 (or compatible) behind a PCF8574 I2C backpack, 20x4 or 16x2.
 * Sources: Hitachi HD44780U data sheet, figure 24 (initialising by instruction, 4-bit) and tables 4, 6;
 * NXP PCF8574 data sheet; hardware.md section 3.
 */
export class Hd44780 implements Display {
  readonly columns: number;
  readonly rows: number;
  readonly show: (lines: readonly string[]) => Promise<void>;
  readonly panel: Reopening<Panel>;
  private wanted: readonly Uint8Array[];
  /** Transfers that belong together are not mixed with others. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly settings: DisplaySettings,
    private readonly bus: I2cBus,
    private readonly deps: DriverDeps,
  ) {
    this.columns = settings.columns;
    this.rows = settings.rows;
    this.wanted = this.encode([]);
    this.panel = keepOpen('display', () => this.open(), deps);
    const draw = latestWins<void>(async () => this.draw(this.panel.get()));
    this.show = (lines) => {
      // Kept while the display is away too: it shows it when it is back.
      this.wanted = this.encode(lines);
      return draw();
    };
  }

  start(): Promise<void> {
    return this.panel.start();
  }

  stop(): Promise<void> {
    return this.panel.stop();
  }

  /** For the self-test. */
  describe(): string {
    return `${this.columns}x${this.rows} at ${hex(this.settings.address)} on ${this.bus.name}`;
  }

  private encode(lines: readonly string[]): Uint8Array[] {
    return Array.from({ length: this.settings.rows }, (_, row) => encodeLine(lines[row] ?? '', this.settings.columns));
  }

  private async open(): Promise<Panel> {
    const { time } = this.deps;
    await this.initialise(true);
    const cells = this.encode([]).map((line) => [...line]);
    const panel: Panel = { cells, close: async () => stop() };
    let drawn;
    do {
      drawn = this.wanted;
      await this.write(panel, drawn);
    } while (drawn !== this.wanted);
    let sinceRefresh = 0;
    let stop = time.after(PROBE_MS, probe);
    const look = async (): Promise<void> => {
      sinceRefresh += PROBE_MS;
      if (sinceRefresh < REFRESH_MS) return this.send([LIGHT]);
      sinceRefresh = 0;
      await this.exclusively(() => this.refresh(panel));
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

  private async draw(panel: Panel): Promise<void> {
    try {
      await this.exclusively(() => this.write(panel, this.wanted));
    } catch (error) {
      this.lose(panel, error);
      throw error instanceof HalError
        ? new HalError(error.code, 'display', error.message, { cause: error })
        : new HalError('lost', 'display', String(error), { cause: error });
    }
  }

  private lose(panel: Panel, error: unknown): void {
    if (this.panel.current() === panel) this.panel.lose(error);
  }

  /** Into step again without clearing: nobody sees it. */
  private async refresh(panel: Panel): Promise<void> {
    await this.initialise(false);
    // No cell is trusted any more.
    for (const row of panel.cells) row.fill(UNKNOWN_CELL);
    await this.write(panel, this.wanted);
  }

  private async initialise(clear: boolean): Promise<void> {
    const { time } = this.deps;
    await this.send([LIGHT]);
    if (clear) await pause(time, POWER_UP_MS);
    for (const ms of [FIRST_RESET_MS, SHORT_MS, SHORT_MS]) {
      await this.send(nibble(0x3, 0));
      await pause(time, ms);
    }
    await this.send(nibble(0x2, 0));
    await pause(time, SHORT_MS);
    await this.command(FUNCTION_SET);
    if (clear) {
      await this.command(DISPLAY_OFF);
      await this.command(CLEAR);
      await pause(time, CLEAR_MS);
    }
    await this.command(ENTRY_MODE);
    await this.command(CGRAM);
    await this.send(bytes(RS, ...CUSTOM_CHARACTERS.flatMap(({ rows }) => rows)));
    await this.command(DISPLAY_ON);
  }

  /** Only cells that differ; each line in one transfer. */
  private async write(panel: Panel, wanted: readonly Uint8Array[]): Promise<void> {
    for (const [row, line] of wanted.entries()) {
      const cells = panel.cells[row];
      if (cells === undefined) continue;
      const transfer = runs(cells, line).flatMap(({ from, to }) => [
        ...bytes(0, DDRAM | ((ROWS[this.settings.columns][row] ?? 0) + from)),
        ...bytes(RS, ...line.subarray(from, to)),
      ]);
      if (transfer.length === 0) continue;
      cells.fill(UNKNOWN_CELL);
      await this.send(transfer);
      for (const [column, code] of line.entries()) cells[column] = code;
    }
  }

  private exclusively(work: () => Promise<void>): Promise<void> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private command(value: number): Promise<void> {
    return this.send(bytes(0, value));
  }

  private send(transfer: readonly number[]): Promise<void> {
    return this.bus.send(this.settings.address, transfer);
  }
}

/** Stretches that differ; one equal cell between two costs less than a new address. */
function runs(cells: readonly number[], line: Uint8Array): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (let column = 0; column < line.length; column += 1) {
    if (cells[column] === line[column]) continue;
    const last = found.at(-1);
    if (last !== undefined && column - last.to <= 1) last.to = column + 1;
    else found.push({ from: column, to: column + 1 });
  }
  return found;
}

/** RS must stand before E rises, so it is set first; the half is taken over when E falls. */
function bytes(rs: 0 | typeof RS, ...values: readonly number[]): number[] {
  return [rs | LIGHT, ...values.flatMap((value) => [...strobe(value >> 4, rs), ...strobe(value & 0x0f, rs)])];
}

function nibble(half: number, rs: 0 | typeof RS): number[] {
  return [rs | LIGHT, ...strobe(half, rs)];
}

function strobe(half: number, rs: 0 | typeof RS): number[] {
  const wires = (half << 4) | rs | LIGHT;
  return [wires | E, wires];
}

function pause(time: TimeSource, ms: number): Promise<void> {
  return new Promise((resolve) => void time.after(ms, resolve));
}

function hex(address: number): string {
  return `0x${address.toString(16)}`;
}
