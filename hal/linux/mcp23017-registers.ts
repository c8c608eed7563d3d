/** MCP23017, BANK = 0 (Microchip DS20001952, table 3-3): port A's register, port B's follows it. */
export const REG = {
  IODIR: 0x00,
  IPOL: 0x02,
  GPINTEN: 0x04,
  DEFVAL: 0x06,
  INTCON: 0x08,
  IOCON: 0x0a,
  GPPU: 0x0c,
  GPIO: 0x12,
  OLAT: 0x14,
} as const;

/** With BANK = 1 this is IOCON (with BANK = 0 it is GPINTENB): a zero here brings the chip to BANK = 0. */
export const IOCON_OF_BANK_1 = 0x05;

/** INTA and INTB speak for both ports. */
const MIRROR = 0x40;
/** The interrupt output is open drain: several chips may share a line. */
const OPEN_DRAIN = 0x04;

export interface ExpanderPin {
  /** A0 to A7, B0 to B7. */
  readonly pin: string;
  readonly direction: 'in' | 'out';
  readonly activeLow: boolean;
}

/** 16 bits, port A low, as the chip's pairs of registers. */
export type Word = number;

export function bitOf(pin: string): Word {
  return 1 << (Number(pin[1]) + (pin[0] === 'B' ? 8 : 0));
}

export function toBytes(word: Word): [number, number] {
  return [word & 0xff, (word >> 8) & 0xff];
}

export function toWord(bytes: Buffer, at: number): Word {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

/** What the registers hold while the chip is set up; after a power dip it is something else. */
export interface ChipSetup {
  readonly iodir: Word;
  readonly gppu: Word;
  readonly gpinten: Word;
  readonly iocon: number;
  /** Levels at which every output is inactive. */
  readonly inactive: Word;
  /** Pins that are wired as outputs. */
  readonly outputs: Word;
}

/** GPA7 and GPB7 are outputs only since the data sheet of 2022 (revision D). */
const OUTPUTS_ONLY: Word = bitOf('A7') | bitOf('B7');

/** Pins that nobody uses are inputs with a pull-up, so that they don't float. */
export function setupFor(pins: readonly ExpanderPin[], interrupts: boolean): ChipSetup {
  const sum = (chosen: readonly ExpanderPin[]): Word => chosen.reduce((word, { pin }) => word | bitOf(pin), 0);
  const outputs = sum(pins.filter(({ direction }) => direction === 'out'));
  const inputs = sum(pins.filter(({ direction }) => direction === 'in'));
  const iodir = 0xffff & ~(outputs | (OUTPUTS_ONLY & ~inputs));
  return {
    iodir,
    gppu: iodir,
    gpinten: interrupts ? inputs : 0,
    iocon: interrupts ? MIRROR | OPEN_DRAIN : 0,
    inactive: sum(pins.filter(({ direction, activeLow }) => direction === 'out' && activeLow)),
    outputs,
  };
}
