import type { TimeSource } from '../../ports';
import type { I2cBus } from '../lines';
import { BLANK, chooseSlots, encodeCells, NO_SLOTS, type Slots } from './hd44780-text';
import { LETTERS } from './hd44780-letters';
import { pause, stretches, UNKNOWN, type Cells, type Controller } from './text-display';

export interface Hd44780Settings {
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

/**
 * Noise on the wires (a solenoid's) can shift the display's halves of bytes by one: garbage until the next
 * power-up, and nothing on the bus tells. So at times it is brought into step again and written anew, ms.
 */
const REFRESH_MS = 60_000;

/**
 * A character display with HD44780 (or compatible) behind a PCF8574 I2C backpack, 20x4 or 16x2.
 * Sources: Hitachi HD44780U data sheet, figure 24 (initialising by instruction, 4-bit) and tables 4, 6;
 * NXP PCF8574 data sheet; hardware.md section 3.
 */
export class Hd44780 implements Controller {
  readonly columns: 16 | 20;
  readonly rows: 2 | 4;
  readonly title: string;
  readonly refreshMs = REFRESH_MS;
  /** Code of each cell, row by row. */
  private readonly cells: number[][];
  /** Letters in the character RAM, and those of which it is known that they are there. */
  private slots: Slots = NO_SLOTS;
  private loaded: Slots = NO_SLOTS;

  constructor(
    private readonly settings: Hd44780Settings,
    private readonly bus: I2cBus,
    private readonly time: TimeSource,
  ) {
    this.columns = settings.columns;
    this.rows = settings.rows;
    this.title = `hd44780 at 0x${settings.address.toString(16)} on ${bus.name}`;
    this.cells = Array.from({ length: settings.rows }, () => Array<number>(settings.columns).fill(UNKNOWN));
  }

  async initialise(cold: boolean): Promise<void> {
    const { time } = this;
    for (const row of this.cells) row.fill(UNKNOWN);
    this.loaded = NO_SLOTS;
    await this.probe();
    if (cold) await pause(time, POWER_UP_MS);
    for (const ms of [FIRST_RESET_MS, SHORT_MS, SHORT_MS]) {
      await this.send(nibble(0x3, 0));
      await pause(time, ms);
    }
    await this.send(nibble(0x2, 0));
    await pause(time, SHORT_MS);
    await this.command(FUNCTION_SET);
    if (cold) {
      await this.command(DISPLAY_OFF);
      await this.command(CLEAR);
      await pause(time, CLEAR_MS);
      for (const row of this.cells) row.fill(BLANK);
    }
    await this.command(ENTRY_MODE);
    await this.command(DISPLAY_ON);
  }

  /** Only cells that differ; each line in one transfer. */
  async write(screen: Cells): Promise<void> {
    this.slots = chooseSlots(screen, this.slots);
    await this.load(this.slots);
    for (const [row, line] of screen.entries()) {
      const cells = this.cells[row];
      if (cells === undefined) continue;
      const codes = encodeCells(line, this.slots);
      const transfer = stretches(cells, codes, 1).flatMap(({ from, to }) => [
        ...bytes(0, DDRAM | ((ROWS[this.columns][row] ?? 0) + from)),
        ...bytes(RS, ...codes.subarray(from, to)),
      ]);
      if (transfer.length === 0) continue;
      cells.fill(UNKNOWN);
      await this.send(transfer);
      for (const [column, code] of codes.entries()) cells[column] = code;
    }
  }

  /** Drives the light and nothing else. */
  probe(): Promise<void> {
    return this.send([LIGHT]);
  }

  /** Draws the letters that the character RAM does not hold yet. */
  private async load(slots: Slots): Promise<void> {
    for (const [slot, letter] of slots.entries()) {
      const rows = letter === null ? undefined : LETTERS.get(letter);
      if (rows === undefined || this.loaded[slot] === letter) continue;
      this.loaded = this.loaded.with(slot, null);
      await this.send([...bytes(0, CGRAM | (slot * 8)), ...bytes(RS, ...rows)]);
      this.loaded = this.loaded.with(slot, letter);
    }
  }

  private command(value: number): Promise<void> {
    return this.send(bytes(0, value));
  }

  private send(transfer: readonly number[]): Promise<void> {
    return this.bus.send(this.settings.address, transfer);
  }
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
