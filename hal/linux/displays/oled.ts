import type { TimeSource } from '../../ports';
import type { I2cBus } from '../lines';
import { drawText, LAYOUTS, PAGES, WIDTH, type Layout } from './dots';
import { pause, stretches, UNKNOWN, type Cells, type Controller } from './text-display';

export interface OledSettings {
  readonly type: 'ssd1306' | 'sh1106';
  readonly address: number;
  readonly rows: 2 | 4;
  /** The module is mounted upside down. */
  readonly rotated: boolean;
  /** 1 to 255 */
  readonly contrast: number;
  /** 0: never */
  readonly dimAfterSeconds: number;
}

/** Control bytes: only commands follow, only data follows (both data sheets, I2C-bus interface: Co = 0, D/C#). */
const COMMANDS = 0x00;
const DATA = 0x40;

const COLUMN_LOW = 0x00;
const COLUMN_HIGH = 0x10;
const PAGE = 0xb0;
const CONTRAST = 0x81;
const DISPLAY_OFF = 0xae;
const DISPLAY_ON = 0xaf;
const NOTHING = 0xe3;

/** 64 lines from the top of the memory, clock as after a reset, common pins alternating (128x64 modules). */
const COMMON_SETUP = [0xd5, 0x80, 0xa8, 0x3f, 0xd3, 0x00, 0x40, 0xda, 0x12];
/** Memory's content, not all dots; lit dots are ones. */
const SHOW_MEMORY = [0xa4, 0xa6];

/**
 * What the two chips have apart. SSD1306 (Solomon Systech, rev. 1.5, tables 9 and application note): charge pump on
 * (8D 14), page addressing (20 02), pre-charge and VCOMH for the pump. SH1106 (Sino Wealth, V2.3): DC-DC converter on
 * (AD 8B) at 8.0 V (32), knows page addressing only, and its 132 columns are wired so that the first one to be
 * seen is number 2.
 */
const CHIPS = {
  ssd1306: { firstColumn: 0, setup: [0x8d, 0x14, 0x20, 0x02, 0xd9, 0xf1, 0xdb, 0x40] },
  sh1106: { firstColumn: 2, setup: [0xad, 0x8b, 0x32, 0xd9, 0x1f, 0xdb, 0x40] },
} as const;

/** From power-up to the first light: the supply of the dots needs 100 ms (both data sheets). */
const POWER_UP_MS = 100;
/**
 * A dip of its supply switches the chip off while it still answers. Written anew it takes 0.1 s of a bus of
 * 100 kHz, in pieces that let others go first, ms.
 */
const REFRESH_MS = 15_000;
/** Data bytes in one transfer: 3 ms at 100 kHz, and what an SMBus block call holds. */
const PIECE = 32;
/** A new address costs seven bytes on the wire. */
const GAP = 7;
/** Dimmed, a dot gives about an eighth of its light and ages as much slower. */
const DIMMED = 8;

/** An OLED of 128x64 dots on I2C with SSD1306 (SSD1309 likewise) or SH1106. */
export class Oled implements Controller {
  readonly columns: number;
  readonly rows: number;
  readonly title: string;
  readonly refreshMs = REFRESH_MS;
  private readonly layout: Layout;
  private readonly chip: (typeof CHIPS)[OledSettings['type']];
  /** Each page's dots as the chip has them. */
  private readonly pages = Array.from({ length: PAGES }, () => new Int16Array(WIDTH).fill(UNKNOWN));
  private lit = false;
  private contrast: number | null = null;

  constructor(
    private readonly settings: OledSettings,
    private readonly bus: I2cBus,
    private readonly time: TimeSource,
  ) {
    this.layout = LAYOUTS[settings.rows];
    this.columns = this.layout.columns;
    this.rows = this.layout.rows;
    this.chip = CHIPS[settings.type];
    this.title = `${settings.type} at 0x${settings.address.toString(16)} on ${bus.name}`;
  }

  async initialise(cold: boolean): Promise<void> {
    for (const page of this.pages) page.fill(UNKNOWN);
    this.lit = false;
    // Off until the memory is written: after power-up it holds random dots.
    if (cold) {
      this.contrast = null;
      await this.command(DISPLAY_OFF);
      await pause(this.time, POWER_UP_MS);
    }
    const { rotated, contrast } = this.settings;
    this.contrast ??= contrast;
    // Segment and common order: modules are mounted with A1 C8 the right way up.
    await this.command(...COMMON_SETUP, ...(rotated ? [0xa0, 0xc0] : [0xa1, 0xc8]), ...this.chip.setup);
    await this.command(CONTRAST, this.contrast, ...SHOW_MEMORY);
  }

  /** Only the columns of each page that differ. */
  async write(cells: Cells): Promise<void> {
    let changed = false;
    for (const [number, wanted] of drawText(cells, this.layout).entries()) {
      const known = this.pages[number];
      if (known === undefined) continue;
      const todo = stretches(known, wanted, GAP);
      if (todo.length === 0) continue;
      if (!changed && this.lit) await this.dim(false);
      changed = true;
      for (const { from, to } of todo) await this.writePage(number, known, wanted, from, to);
    }
    if (this.lit) return;
    await this.command(DISPLAY_ON);
    this.lit = true;
  }

  /** A picture that stands still burns in: it is dimmed. */
  async probe(stillMs: number): Promise<void> {
    const { dimAfterSeconds } = this.settings;
    const dimmed = dimAfterSeconds > 0 && stillMs >= dimAfterSeconds * 1_000;
    if (!(await this.dim(dimmed))) await this.command(NOTHING);
  }

  /** @returns whether that needed a transfer */
  private async dim(dimmed: boolean): Promise<boolean> {
    const { contrast } = this.settings;
    const wanted = dimmed ? Math.ceil(contrast / DIMMED) : contrast;
    if (wanted === this.contrast) return false;
    await this.command(CONTRAST, wanted);
    this.contrast = wanted;
    return true;
  }

  private async writePage(
    page: number,
    known: Int16Array,
    wanted: Uint8Array,
    from: number,
    to: number,
  ): Promise<void> {
    const column = from + this.chip.firstColumn;
    await this.command(PAGE | page, COLUMN_LOW | (column & 0x0f), COLUMN_HIGH | (column >> 4));
    for (let at = from; at < to; at += PIECE) {
      const piece = wanted.subarray(at, Math.min(at + PIECE, to));
      known.fill(UNKNOWN, at, at + piece.length);
      await this.bus.send(this.settings.address, [DATA, ...piece]);
      known.set(piece, at);
    }
  }

  private command(...bytes: readonly number[]): Promise<void> {
    return this.bus.send(this.settings.address, [COMMANDS, ...bytes]);
  }
}
