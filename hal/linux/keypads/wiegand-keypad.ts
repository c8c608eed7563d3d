import type { WiegandKeypadConfig } from '../../../config/linux/keypad';
import type { DeviceFinding, Key, Listen, Unsubscribe } from '../../ports';
import { Signal } from '../../signal';
import type { Pulse, PulseLines } from '../lines';
import { keepOpen, type DriverDeps, type Reopening } from '../reopen';
import type { KeypadDevice } from './keypad-device';
import { addBit, noBits, settleBits, SETTLE_MS, type WiegandFrame, type WiegandState } from './wiegand';

export type WiegandSettings = Pick<WiegandKeypadConfig, 'format' | 'digits'>;

/**
 * A keypad (or a reader with keys) at two lines of the board, told of its pulses by the kernel's time stamps:
 * they are some 50 µs wide and 1 to 2 ms apart, too fast for anything that looks at levels.
 */
export class WiegandKeypad implements KeypadDevice {
  readonly held: Reopening<PulseLines>;
  private readonly keys = new Signal<Key>();
  readonly onKey: Listen<Key> = this.keys.listen;
  private state: WiegandState = noBits;
  private cancel: Unsubscribe = () => undefined;
  private readonly counts: Record<WiegandFrame['kind'], number> = { keys: 0, card: 0, rejected: 0 };

  /** @param open D0 and D1 */
  constructor(
    private readonly settings: WiegandSettings,
    private readonly open: () => Promise<PulseLines>,
    private readonly deps: DriverDeps,
  ) {
    this.held = keepOpen('keypad', () => this.begin(), deps);
  }

  start(): Promise<void> {
    return this.held.start();
  }

  async stop(): Promise<void> {
    this.forget();
    await this.held.stop();
  }

  /** For the self-test. */
  describe(): DeviceFinding {
    const wires = this.held.get();
    const stuck = wires.active.indexOf(true);
    if (stuck >= 0) {
      throw new Error(
        `D${stuck} was active at rest when ${wires.name} were opened: is the keypad powered, has each wire its pull-up, are they activeLow?`,
      );
    }
    const { keys: read, card: fromCard, rejected } = this.counts;
    const { format: bits } = this.settings;
    const misread = rejected > read;
    return { code: 'wiegand-keypad', bits, wires: wires.name, read, rejected, fromCard, misread };
  }

  private async begin(): Promise<PulseLines> {
    const wires = await this.open();
    this.forget();
    wires.onLost(() => this.forget());
    wires.onPulse((pulse) => this.take(pulse));
    return wires;
  }

  private take({ line, at }: Pulse): void {
    this.state = addBit(this.state, { value: line === 0 ? 0 : 1, at });
    this.wait();
  }

  /** A timer that comes late means that this process was busy elsewhere: pulses may wait to be read. */
  private wait(): void {
    this.cancel();
    const { time } = this.deps;
    const due = time.monotonic() + SETTLE_MS;
    this.cancel = time.after(SETTLE_MS, () => {
      if (time.monotonic() - due > SETTLE_MS / 2) this.wait();
      else this.judge();
    });
  }

  private judge(): void {
    const { state, frames } = settleBits(this.state, this.settings);
    this.state = state;
    for (const frame of frames) {
      this.counts[frame.kind] += 1;
      if (frame.kind === 'keys') for (const key of frame.keys) this.keys.emit(key);
    }
  }

  /** Half a frame of before belongs to nothing that comes after. */
  private forget(): void {
    this.cancel();
    this.state = noBits;
  }
}
