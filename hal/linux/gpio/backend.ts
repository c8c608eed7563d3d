import type { InputLine, OutputBank, OutputLine, PulseLines } from '../lines';

/** A line of a GPIO chip of the board. */
export interface BoardLine {
  /** For errors: how the site file names it. */
  readonly name: string;
  /** The chip's label; null for the Raspberry Pi's own. */
  readonly chip: string | null;
  /** Counted from 0 on that chip. */
  readonly line: number;
  readonly activeLow: boolean;
}

/** Who provides single lines: /sys/class/gpio or the character device. */
export interface GpioBackend {
  /** An output, inactive from its first moment. @throws HalError with what to do */
  output(line: BoardLine): Promise<OutputLine>;
  /** @throws HalError with what to do */
  input(line: BoardLine): Promise<InputLine>;
  /**
   * Lines of one chip and polarity whose pulses are told, however short: where there are time stamps of the
   * kernel's. @throws HalError with what to do
   */
  pulses?(lines: readonly BoardLine[]): Promise<PulseLines>;
  /** Several outputs in one go, where that is cheaper than one by one; null where it can't be done for these. */
  bank?(lines: readonly BoardLine[]): Promise<OutputBank | null>;
}
