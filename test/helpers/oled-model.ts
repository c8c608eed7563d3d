/**
 * An OLED module of 128x64 with SSD1306 or SH1106, as their data sheets describe them: takes the bytes of the I2C
 * writes, answers which dots are lit on the glass. After power-up its memory is random, it is off, and the supply
 * of its dots is off.
 */

/** Commands with arguments, by their number of bytes after the first. SSD1306 rev. 1.5 table 9. */
const SSD1306_ARGUMENTS: Readonly<Record<number, number>> = {
  0x20: 1,
  0x21: 2,
  0x22: 2,
  0x81: 1,
  0x8d: 1,
  0xa8: 1,
  0xd3: 1,
  0xd5: 1,
  0xd9: 1,
  0xda: 1,
  0xdb: 1,
};
/** SH1106 V2.3, list of commands. */
const SH1106_ARGUMENTS: Readonly<Record<number, number>> = {
  0x81: 1,
  0xa8: 1,
  0xad: 1,
  0xd3: 1,
  0xd5: 1,
  0xd9: 1,
  0xda: 1,
  0xdb: 1,
};

export class OledModel {
  on = false;
  pump = false;
  contrast = 0x7f;
  /** Data bytes since the last look. */
  writes = 0;
  /** Commands that the chip does not know. */
  readonly unknown: number[] = [];
  private readonly columns: number;
  private readonly memory: Uint8Array[];
  private page = 0;
  private column = 0;
  /** 0 horizontal, 1 vertical, 2 by pages */
  private mode = 2;
  private flipX = false;
  private flipY = false;
  private inverse = false;
  private all = false;
  private startLine = 0;
  private offset = 0;
  private multiplex = 63;
  private commonPins = 0x12;
  private pending: number[] = [];

  constructor(private readonly chip: 'ssd1306' | 'sh1106') {
    this.columns = chip === 'sh1106' ? 132 : 128;
    this.memory = Array.from({ length: 8 }, (_, page) =>
      Uint8Array.from({ length: this.columns }, (__, column) => (page * 37 + column * 101) & 0xff),
    );
  }

  /** One I2C write. */
  transfer(bytes: readonly number[]): void {
    for (let at = 0; at < bytes.length;) {
      const control = bytes[at]!;
      if ((control & 0x3f) !== 0) throw new Error(`control byte ${control}`);
      const single = (control & 0x80) !== 0;
      const data = (control & 0x40) !== 0;
      const end = single ? at + 2 : bytes.length;
      for (const byte of bytes.slice(at + 1, end)) {
        if (data) this.data(byte);
        else this.command(byte);
      }
      at = end;
    }
  }

  /** 64 rows of `#` and `.`, as seen on a module that is mounted the right way up. */
  picture(): string[] {
    return Array.from({ length: 64 }, (_, y) =>
      Array.from({ length: 128 }, (__, x) => (this.dot(x, y) ? '#' : '.')).join(''),
    );
  }

  /** A supply that dipped: registers as after a reset, memory as it was. */
  dip(): void {
    this.on = false;
    this.pump = false;
    this.flipX = false;
    this.flipY = false;
    this.contrast = 0x7f;
  }

  private dot(x: number, y: number): boolean {
    if (!this.on || !this.pump || y > this.multiplex || this.commonPins !== 0x12) return false;
    if (this.all) return true;
    // Modules are wired so that the remapped order of segments and commons is the right way up.
    const first = (this.columns - 128) / 2;
    const column = this.flipX ? x + first : this.columns - 1 - (x + first);
    const line = ((this.flipY ? y : 63 - y) + this.startLine + this.offset) % 64;
    return (((this.memory[line >> 3]![column]! >> (line & 7)) & 1) === 1) !== this.inverse;
  }

  private data(byte: number): void {
    // What does not fit into the memory is lost.
    if (this.column < this.columns) this.memory[this.page]![this.column] = byte;
    this.writes += 1;
    this.column += 1;
    if (this.mode === 2) {
      // SSD1306 begins the page again, SH1106 stays at the last column.
      if (this.column >= this.columns) this.column = this.chip === 'ssd1306' ? 0 : this.columns;
    } else if (this.column >= this.columns) {
      this.column = 0;
      this.page = (this.page + 1) % 8;
    }
  }

  private command(byte: number): void {
    this.pending.push(byte);
    const [command = 0, argument = 0] = this.pending;
    const wanted = (this.chip === 'ssd1306' ? SSD1306_ARGUMENTS : SH1106_ARGUMENTS)[command] ?? 0;
    if (this.pending.length <= wanted) return;
    this.pending = [];
    this.execute(command, argument);
  }

  private execute(command: number, argument: number): void {
    if (command <= 0x0f) this.column = (this.column & 0xf0) | command;
    else if (command <= 0x1f) this.column = (this.column & 0x0f) | ((command & 0x0f) << 4);
    else if (command === 0x20) this.mode = argument & 3;
    else if (command >= 0x40 && command <= 0x7f) this.startLine = command & 0x3f;
    else if (command === 0x81) this.contrast = argument;
    else if (command === 0x8d && this.chip === 'ssd1306') this.pump = argument === 0x14;
    else if (command === 0xad && this.chip === 'sh1106') this.pump = argument === 0x8b;
    else if (command === 0xa0 || command === 0xa1) this.flipX = command === 0xa1;
    else if (command === 0xa4 || command === 0xa5) this.all = command === 0xa5;
    else if (command === 0xa6 || command === 0xa7) this.inverse = command === 0xa7;
    else if (command === 0xa8) this.multiplex = argument & 0x3f;
    else if (command === 0xae || command === 0xaf) this.on = command === 0xaf;
    else if (command >= 0xb0 && command <= 0xb7) this.page = command & 7;
    else if (command === 0xc0 || command === 0xc8) this.flipY = command === 0xc8;
    else if (command === 0xd3) this.offset = argument & 0x3f;
    else if (command === 0xda) this.commonPins = argument;
    else if ([0xd5, 0xd9, 0xdb, 0xe3].includes(command)) return;
    else if (this.chip === 'sh1106' && command >= 0x30 && command <= 0x33) return;
    else this.unknown.push(command);
  }
}
