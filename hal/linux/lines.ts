import type { Listen } from '../ports';

/**
 * What drivers are built on: single lines and the I2C bus, whoever provides them (sysfs through onoff, the
 * character device, a pin of an expander, a test). Levels are logical: `active` has the polarity of the site
 * file already worked in.
 */

/**
 * How anybody can make an output inactive, without the object that drives it: plain data, so that another
 * process can be told. `register`: bits of an I2C device's register.
 */
export type OffSwitch =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  | {
      readonly kind: 'register';
      readonly bus: number;
      readonly address: number;
      readonly register: number;
      /** The bits of this output; the others stay as they are. */
      readonly mask: number;
      readonly value: number;
    };

/** An output, inactive from the moment it exists until it is closed. */
export interface OutputLine {
  /** For errors: how the site file names it. */
  readonly name: string;
  /** @throws HalError `lost` when the level could not be set */
  set(active: boolean): Promise<void>;
  /** Inactive, then let go (where letting go would leave the level to chance, it stays driven). Twice does no harm. */
  close(): Promise<void>;
  /** Calls when the line is gone. */
  readonly onLost?: Listen<string>;
  readonly offSwitch?: OffSwitch;
  /**
   * Where the line's owner is another process: active for `ms`, timed by that process; settles when it is
   * inactive again, whatever this process does meanwhile. @throws HalError `timeout` unknown whether it was active
   */
  pulse?(ms: number): Promise<void>;
}

/** Outputs that change together; inactive from the moment they exist until they are closed. */
export interface OutputBank {
  readonly size: number;
  /** @throws HalError `lost` */
  drive(active: readonly boolean[]): Promise<void>;
  /** Twice does no harm. */
  close(): Promise<void>;
  readonly onLost: Listen<string>;
}

export interface Edge {
  readonly active: boolean;
  /** Monotonic ms; by the kernel's time stamp where there is one. */
  readonly at: number;
}

export interface InputLine {
  readonly name: string;
  /** @throws HalError `lost` */
  read(): Promise<boolean>;
  /** Changes, not debounced. */
  readonly onEdge: Listen<Edge>;
  /** Calls when the line is gone. */
  readonly onLost?: Listen<string>;
  /** Twice does no harm. */
  close(): Promise<void>;
}

/** A pulse too short to look at its level. */
export interface Pulse {
  /** Which of the lines, by its place. */
  readonly line: number;
  /** When it began, by the kernel's time stamp: monotonic ms. */
  readonly at: number;
}

/** Inputs of which only the beginnings of pulses are told. */
export interface PulseLines {
  readonly name: string;
  /** Was each line active when it was opened? Between pulses it should not be. */
  readonly active: readonly boolean[];
  readonly onPulse: Listen<Pulse>;
  readonly onLost: Listen<string>;
  /** Twice does no harm. */
  close(): Promise<void>;
}

/** One I2C bus. Transfers on it never overlap. */
export interface I2cBus {
  readonly name: string;
  /** Reads `length` bytes from `register` on. @throws HalError `lost` when the address does not answer */
  read(address: number, register: number, length: number): Promise<Buffer>;
  /** Writes bytes from `register` on. @throws HalError `lost` */
  write(address: number, register: number, bytes: readonly number[]): Promise<void>;
  /** Writes plain bytes, for devices without registers. @throws HalError `lost` */
  send(address: number, bytes: readonly number[]): Promise<void>;
  /** After what is under way; a later transfer opens it again. Twice does no harm. */
  close(): Promise<void>;
}
