import type { DeviceFinding, Keypad } from '../../ports';
import type { Reopening } from '../reopen';

/** A keypad driver as the locker holds it. */
export interface KeypadDevice extends Keypad {
  readonly held: Reopening<unknown>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** For the self-test. @throws Error with what to look at */
  describe(): DeviceFinding;
}
