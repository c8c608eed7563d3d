import { HalError } from '../errors';
import { Signal } from '../signal';
import type { DeviceChange, DeviceFinding, Listen } from '../ports';
import type { I2cBus, InputLine, OutputBank, OutputLine } from './lines';
import { Mcp23017, type ExpanderSettings } from './mcp23017';
import { keepOpen, type DriverDeps, type Reopening } from './reopen';

/** An I/O expander that is set up again whenever it was away, and those who wait for it told. */
export class Expander {
  readonly chip: Reopening<Mcp23017>;
  private readonly returns = new Signal<void>();
  /** It is back and set up. */
  readonly onBack: Listen<void> = this.returns.listen;

  /** @param interrupt opens the line that its interrupt output is wired to */
  constructor(
    private readonly settings: ExpanderSettings,
    bus: I2cBus,
    interrupt: (() => Promise<InputLine>) | null,
    { time, onDevice }: DriverDeps,
  ) {
    this.chip = keepOpen(this.device, async () => Mcp23017.open(settings, bus, time, (await interrupt?.()) ?? null), {
      time,
      onDevice: (change: DeviceChange) => {
        onDevice(change);
        if (change.status === 'back') this.returns.emit();
      },
    });
  }

  get device(): string {
    return `expander:${this.settings.name}`;
  }

  start(): Promise<void> {
    return this.chip.start();
  }

  stop(): Promise<void> {
    return this.chip.stop();
  }

  output(pin: string): OutputLine {
    return this.there().output(pin);
  }

  bank(pins: readonly string[]): OutputBank {
    return this.there().bank(pins);
  }

  input(pin: string): InputLine {
    return this.there().input(pin);
  }

  /** For the self-test. */
  describe(): DeviceFinding {
    const { address, bus, pins } = this.settings;
    return { code: 'expander', where: `at 0x${address.toString(16)} on i2c-${bus}`, pins: pins.length };
  }

  private there(): Mcp23017 {
    const chip = this.chip.current();
    if (chip !== null) return chip;
    const presence = this.chip.presence();
    const why = presence.state === 'lost' ? presence.detail : 'is not open';
    throw new HalError('lost', this.device, why);
  }
}
