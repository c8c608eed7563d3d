import { HalError } from '../../../hal/errors';
import type { Edge, I2cBus, InputLine, OutputLine } from '../../../hal/linux/lines';
import type { DriverDeps } from '../../../hal/linux/reopen';
import type { DeviceChange } from '../../../hal/ports';
import { Signal } from '../../../hal/signal';
import { VirtualTime } from '../../../hal/sim/virtual-time';

/** Frozen time and the device changes that were told. */
export function bench(): { time: VirtualTime; deps: DriverDeps; changes: DeviceChange[]; told: () => string[] } {
  const time = new VirtualTime({ frozen: true });
  const changes: DeviceChange[] = [];
  return {
    time,
    changes,
    deps: { time, onDevice: (change) => changes.push(change) },
    told: () => changes.map(({ device, status }) => `${device} ${status}`),
  };
}

/** An I2C bus with one device on it. */
export class FakeBus implements I2cBus {
  readonly name = 'i2c-1';
  there = true;
  readonly registers = Buffer.alloc(32);
  readonly sent: number[][] = [];
  onSend: (bytes: readonly number[]) => void = () => undefined;

  constructor(private readonly address: number) {}

  async read(address: number, register: number, length: number): Promise<Buffer> {
    this.answer(address);
    return Buffer.from(this.registers.subarray(register, register + length));
  }

  async write(address: number, register: number, bytes: readonly number[]): Promise<void> {
    this.answer(address);
    this.registers.set(bytes, register);
  }

  async send(address: number, bytes: readonly number[]): Promise<void> {
    this.answer(address);
    this.sent.push([...bytes]);
    this.onSend(bytes);
  }

  async close(): Promise<void> {}

  private answer(address: number): void {
    if (!this.there || address !== this.address) {
      throw new HalError('lost', 'i2c-1', `no answer at 0x${address.toString(16)}`);
    }
  }
}

export class FakeOutput implements OutputLine {
  readonly name = 'GPIO 5';
  works = true;
  active = false;
  closed = 0;
  /** Every change with its time. */
  readonly changes: [number, boolean][] = [];

  constructor(private readonly now: () => number) {}

  async set(active: boolean): Promise<void> {
    if (!this.works) throw new HalError('lost', this.name, 'can not be written');
    if (active !== this.active) this.changes.push([this.now(), active]);
    this.active = active;
  }

  async close(): Promise<void> {
    this.closed += 1;
    this.active = false;
  }
}

export class FakeInput implements InputLine {
  readonly name = 'GPIO 6';
  works = true;
  closed = 0;
  level = false;
  private readonly edges = new Signal<Edge>();
  readonly onEdge = this.edges.listen;

  async read(): Promise<boolean> {
    if (!this.works) throw new HalError('lost', this.name, 'can not be read');
    return this.level;
  }

  move(active: boolean): void {
    this.level = active;
    this.edges.emit({ active, at: 0 });
  }

  async close(): Promise<void> {
    this.closed += 1;
  }
}
