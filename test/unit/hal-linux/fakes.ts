import { HalError } from '../../../hal/errors';
import type { BoardLine, GpioBackend } from '../../../hal/linux/gpio/backend';
import type { ArmedGuard, PulseGuard } from '../../../hal/linux/guard/client';
import type { Edge, I2cBus, InputLine, OffSwitch, OutputLine } from '../../../hal/linux/lines';
import type { DeviceChange, TimeSource, Unsubscribe } from '../../../hal/ports';
import { Signal } from '../../../hal/signal';

/** From, to: monotonic ms. */
export type Interval = readonly [number, number];

/** An output that keeps record of when it was on. */
export class FakeOutput {
  on = false;
  readonly intervals: [number, number][] = [];
  /** Writes fail. */
  broken = false;
  readonly lost = new Signal<string>();
  private readonly moves = new Signal<boolean>();
  readonly onMove = this.moves.listen;

  constructor(
    readonly name: string,
    private readonly time: TimeSource,
  ) {}

  /** What the pin does, whoever says so. */
  drive(active: boolean): void {
    if (active === this.on) return;
    this.on = active;
    const now = this.time.monotonic();
    const last = this.intervals.at(-1);
    if (active) this.intervals.push([now, Infinity]);
    else if (last) last[1] = now;
    this.moves.emit(active);
  }

  open(): OutputLine {
    if (this.broken) throw new HalError('lost', this.name, 'is broken');
    let closed = false;
    this.drive(false);
    return {
      name: this.name,
      offSwitch: { kind: 'file', path: this.name, text: '0' },
      onLost: this.lost.listen,
      set: async (active) => {
        if (closed) throw new HalError('lost', this.name, 'is closed');
        if (this.broken) throw new HalError('lost', this.name, 'is broken');
        this.drive(active);
      },
      close: async () => {
        if (closed) return;
        closed = true;
        if (!this.broken) this.drive(false);
      },
    };
  }
}

export class FakeInput {
  active = false;
  broken = false;
  readonly lost = new Signal<string>();
  private readonly edges = new Signal<Edge>();

  constructor(
    readonly name: string,
    private readonly time: TimeSource,
  ) {}

  move(active: boolean): void {
    if (active === this.active) return;
    this.active = active;
    if (!this.broken) this.edges.emit({ active, at: this.time.monotonic() });
  }

  break(): void {
    this.broken = true;
    this.lost.emit('is broken');
  }

  open(): InputLine {
    if (this.broken) throw new HalError('lost', this.name, 'is broken');
    let closed = false;
    const stops: Unsubscribe[] = [];
    return {
      name: this.name,
      onLost: this.lost.listen,
      onEdge: (listener) => {
        const stop = this.edges.listen((edge) => !closed && listener(edge));
        stops.push(stop);
        return stop;
      },
      read: async () => {
        if (closed || this.broken) throw new HalError('lost', this.name, 'is broken');
        return this.active;
      },
      close: async () => {
        closed = true;
        for (const stop of stops) stop();
      },
    };
  }
}

/** A board whose lines are made as they are asked for. */
export class FakeBoard implements GpioBackend {
  readonly outputs = new Map<string, FakeOutput>();
  readonly inputs = new Map<string, FakeInput>();

  constructor(private readonly time: TimeSource) {}

  out(name: string): FakeOutput {
    const line = this.outputs.get(name) ?? new FakeOutput(name, this.time);
    this.outputs.set(name, line);
    return line;
  }

  in(name: string): FakeInput {
    const line = this.inputs.get(name) ?? new FakeInput(name, this.time);
    this.inputs.set(name, line);
    return line;
  }

  async output({ name }: BoardLine): Promise<OutputLine> {
    return this.out(name).open();
  }

  async input({ name }: BoardLine): Promise<InputLine> {
    return this.in(name).open();
  }
}

/** Keys between columns and rows, as wires. */
export class FakeMatrix {
  readonly held = new Set<number>();

  constructor(
    readonly columns: readonly FakeOutput[],
    readonly rows: readonly FakeInput[],
  ) {
    for (const column of columns) column.onMove(() => this.couple());
  }

  hold(key: number): void {
    this.held.add(key);
    this.couple();
  }

  letGo(key: number): void {
    this.held.delete(key);
    this.couple();
  }

  /** A row is active when it is joined to a driven column, also by way of other keys: ghosts. */
  private couple(): void {
    const { columns, rows, held } = this;
    const live = new Set(columns.flatMap((column, index) => (column.on ? [`c${index}`] : [])));
    for (let grown = true; grown;) {
      const before = live.size;
      for (const key of held) {
        const [row, column] = [`r${Math.floor(key / columns.length)}`, `c${key % columns.length}`];
        if (live.has(row) || live.has(column)) live.add(row).add(column);
      }
      grown = live.size > before;
    }
    rows.forEach((row, index) => row.move(live.has(`r${index}`)));
  }
}

/** The guard as another process would act, on the same clock. */
export class FakeGuard implements PulseGuard {
  armedNow = 0;
  cuts = 0;
  dead = false;

  constructor(
    private readonly time: TimeSource,
    private readonly off: (off: OffSwitch) => void,
  ) {}

  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  async arm(off: OffSwitch, ms: number): Promise<ArmedGuard> {
    if (this.dead) throw new HalError('lost', 'guard', 'the process that guards pulses does not answer');
    this.armedNow += 1;
    let cut = false;
    let cancel: Unsubscribe;
    const end = (): void => {
      cut = true;
      try {
        this.off(off);
        this.cuts += 1;
      } catch {
        cancel = this.time.after(20, end);
      }
    };
    cancel = this.time.after(ms, end);
    return {
      disarm: async () => {
        cancel();
        this.armedNow -= 1;
        return cut;
      },
    };
  }
}

/** An MCP23017 on a bus of its own: registers, pins, resets, silence. Source: DS20001952, BANK = 0. */
export class FakeMcp23017 implements I2cBus {
  readonly name = 'i2c-1';
  readonly registers = new Uint8Array(0x16);
  /** Levels that the world puts on the pins, 16 bits; a pin that nobody holds reads high only with its pull-up. */
  grounded = 0;
  silent = false;
  /** This many transfers fail, then it answers again. */
  disturbed = 0;
  /** 16 bits: outputs that are driven high. */
  readonly onDrive = new Signal<number>();
  transfers = 0;

  constructor(readonly address: number) {
    this.reset();
  }

  reset(): void {
    this.registers.fill(0);
    this.registers[0] = 0xff;
    this.registers[1] = 0xff;
    this.onDrive.emit(this.driven());
  }

  driven(): number {
    return this.word(0x14) & ~this.word(0x00) & 0xffff;
  }

  word(register: number): number {
    return (this.registers[register] ?? 0) | ((this.registers[register + 1] ?? 0) << 8);
  }

  private levels(): number {
    const inputs = this.word(0x00);
    const high = this.word(0x0c) & ~this.grounded;
    return ((inputs & high) | (~inputs & this.word(0x14))) & 0xffff;
  }

  private answer(address: number): void {
    this.transfers += 1;
    const silent = this.silent || address !== this.address || this.disturbed > 0;
    if (this.disturbed > 0) this.disturbed -= 1;
    if (silent) throw new HalError('lost', this.name, `no answer at 0x${address.toString(16)} on ${this.name}`);
  }

  async read(address: number, register: number, length: number): Promise<Buffer> {
    this.answer(address);
    const levels = this.levels();
    const all = Uint8Array.from(this.registers);
    all[0x12] = levels & 0xff;
    all[0x13] = levels >> 8;
    return Buffer.from(all.subarray(register, register + length));
  }

  async write(address: number, register: number, bytes: readonly number[]): Promise<void> {
    this.answer(address);
    bytes.forEach((byte, index) => {
      const at = register + index;
      if (at === 0x0a || at === 0x0b) this.registers[0x0a] = this.registers[0x0b] = byte;
      else if (at === 0x12 || at === 0x13) this.registers[at + 2] = byte;
      else this.registers[at] = byte;
      this.onDrive.emit(this.driven());
    });
  }

  async send(): Promise<void> {
    throw new Error('it has registers');
  }

  async close(): Promise<void> {}
}

/** Listens to what is lost and back. */
export function deviceLog(): { readonly changes: DeviceChange[]; readonly onDevice: (change: DeviceChange) => void } {
  const changes: DeviceChange[] = [];
  return { changes, onDevice: (change) => changes.push(change) };
}
