/**
 * An HD44780 behind a PCF8574, as its data sheet describes it: takes the bytes of the I2C writes, answers what a
 * person would read. It powers up in 8-bit mode, counts halves of bytes, and takes a half over when E falls.
 */
const GLYPHS: Readonly<Record<number, string>> = {
  0xe1: 'ä',
  0xef: 'ö',
  0xf5: 'ü',
  0xe2: 'ß',
  0x7e: '→',
  0x7f: '←',
  0xdf: '°',
  0x5c: '¥',
};
const CAPITALS: Readonly<Record<string, string>> = {
  '0a,00,0e,11,1f,11,11,00': 'Ä',
  '0a,00,0e,11,11,11,0e,00': 'Ö',
  '0a,00,11,11,11,11,0e,00': 'Ü',
};

export class Hd44780Model {
  on = false;
  backlight = false;
  /** Cells written since the last look. */
  writes = 0;
  private wires = 0;
  private fourBit = false;
  private half: number | null = null;
  private address = 0;
  private toCgram = false;
  private ddram = new Uint8Array(0x80).fill(0xff);
  private cgram = new Uint8Array(64).fill(0x1f);

  constructor(
    private readonly columns: 16 | 20,
    private readonly rows: 2 | 4,
  ) {}

  /** One I2C write to the backpack. */
  transfer(bytes: readonly number[]): void {
    for (const byte of bytes) {
      const fell = (this.wires & 0x04) !== 0 && (byte & 0x04) === 0;
      if (fell) this.strobe(this.wires);
      if ((byte & 0x02) !== 0) throw new Error('RW must stay low: nothing is ever read from the display');
      // RS must stand before E rises (data sheet: 40 ns).
      if ((byte & 0x04) !== 0 && (this.wires & 0x04) === 0 && ((byte ^ this.wires) & 0x01) !== 0) {
        throw new Error('RS changes together with E');
      }
      this.wires = byte;
      this.backlight = (byte & 0x08) !== 0;
    }
  }

  /** The lines as a person reads them. */
  text(): string[] {
    const starts = this.columns === 20 ? [0x00, 0x40, 0x14, 0x54] : [0x00, 0x40];
    return starts
      .slice(0, this.rows)
      .map((start) =>
        [...this.ddram.subarray(start, start + this.columns)]
          .map((code) => (this.on ? this.glyph(code) : ' '))
          .join(''),
      );
  }

  /** The dots of a cell that shows a letter of the character RAM, row by row; null when it shows one of the ROM. */
  drawn(row: number, column: number): number[] | null {
    const code = this.ddram[[0x00, 0x40, 0x14, 0x54][row]! + column]!;
    return code < 8 ? [...this.cgram.subarray(code * 8, code * 8 + 8)] : null;
  }

  /** One half of a byte too many: what a spike on the E wire does. */
  slip(): void {
    this.strobe(0);
  }

  private glyph(code: number): string {
    if (code < 8) {
      const rows = [...this.cgram.subarray(code * 8, code * 8 + 8)].map((row) => row.toString(16).padStart(2, '0'));
      return CAPITALS[rows.join()] ?? '▮';
    }
    return GLYPHS[code] ?? (code >= 0x20 && code < 0x7e ? String.fromCharCode(code) : '▯');
  }

  private strobe(wires: number): void {
    const data = wires >> 4;
    const rs = wires & 0x01;
    if (!this.fourBit) return this.take(rs, data << 4);
    if (this.half === null) {
      this.half = data;
      return;
    }
    const value = (this.half << 4) | data;
    this.half = null;
    this.take(rs, value);
  }

  private take(rs: number, value: number): void {
    if (rs === 1) return this.data(value);
    if (value >= 0x80) [this.address, this.toCgram] = [value & 0x7f, false];
    else if (value >= 0x40) [this.address, this.toCgram] = [value & 0x3f, true];
    else if (value >= 0x20) {
      const fourBit = (value & 0x10) === 0;
      if (fourBit !== this.fourBit) this.half = null;
      this.fourBit = fourBit;
    } else if (value >= 0x10) return;
    else if (value >= 0x08) this.on = (value & 0x04) !== 0;
    else if (value === 0x01) {
      this.ddram.fill(0x20);
      [this.address, this.toCgram] = [0, false];
    }
  }

  private data(value: number): void {
    if (this.toCgram) this.cgram[this.address & 0x3f] = value;
    else {
      this.ddram[this.address] = value;
      this.writes += 1;
    }
    this.address += 1;
  }
}
