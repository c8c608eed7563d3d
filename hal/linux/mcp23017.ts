import { HalError } from '../errors';
import type { TimeSource, Unsubscribe } from '../ports';
import { Signal } from '../signal';
import type { Edge, I2cBus, InputLine, OffSwitch, OutputBank, OutputLine } from './lines';
import { bitOf, IOCON_OF_BANK_1, REG, setupFor, toBytes, toWord } from './mcp23017-registers';
import type { ChipSetup, ExpanderPin, Word } from './mcp23017-registers';

/** The chip is asked this often whether it is what it was, also when an interrupt line tells of its inputs, ms. */
const CHECK_MS = 1_000;
/** A single disturbed transfer (a solenoid nearby) is no reason to give the chip up. */
const TRIES = 3;

export interface ExpanderSettings {
  readonly name: string;
  /** Number of the bus, for the off switch. */
  readonly bus: number;
  readonly address: number;
  readonly pollMs: number;
  readonly pins: readonly ExpanderPin[];
}

/**
 * An MCP23017 with 16 lines. Sources: Microchip DS20001952; hardware.md section 2. Opened, it is set up with
 * every output inactive; a chip that forgot that (power dip) is lost, and opening it again sets it up again.
 * No level is believed that was not followed by a look at the set-up: after a reset all pins read as inputs
 * without pull-up, which looks like open doors.
 */
export class Mcp23017 {
  private readonly lost = new Signal<string>();
  readonly onLost = this.lost.listen;
  private readonly setup: ChipSetup;
  /** What OLAT holds. */
  private latch: Word;
  private levels: Word = 0;
  /** When its set-up was last seen intact. */
  private checked = -Infinity;
  private readonly edges = new Signal<{ readonly changed: Word; readonly at: number }>();
  private last: Promise<unknown> = Promise.resolve();
  /** A reading that has not begun yet. */
  private reading: Promise<Word> | null = null;
  private cancel: Unsubscribe | null = null;
  private closed = false;
  private gone = false;

  private constructor(
    private readonly settings: ExpanderSettings,
    private readonly bus: I2cBus,
    private readonly time: TimeSource,
    private readonly interrupt: InputLine | null,
  ) {
    this.setup = setupFor(settings.pins, interrupt !== null);
    this.latch = this.setup.inactive;
  }

  /** @param interrupt the line its INTA is wired to; closed with the chip @throws HalError `lost` */
  static async open(
    settings: ExpanderSettings,
    bus: I2cBus,
    time: TimeSource,
    interrupt: InputLine | null = null,
  ): Promise<Mcp23017> {
    const chip = new Mcp23017(settings, bus, time, interrupt);
    try {
      await chip.inTurn(() => chip.initialise());
    } catch (error) {
      await interrupt?.close();
      throw error;
    }
    interrupt?.onEdge(({ active }) => active && void chip.inTurn(() => chip.levelsNow()).catch(() => undefined));
    interrupt?.onLost?.((detail) => chip.lose(detail));
    chip.plan();
    return chip;
  }

  output(pin: string): OutputLine {
    const { settings } = this;
    const name = `${settings.name} ${pin}`;
    const bit = bitOf(pin);
    const on = this.setup.inactive & bit ? 0 : bit;
    const port = pin[0] === 'B' ? 1 : 0;
    const byte = (word: Word): number => toBytes(word)[port] ?? 0;
    const offSwitch: OffSwitch = {
      kind: 'register',
      bus: settings.bus,
      address: settings.address,
      register: REG.OLAT + port,
      mask: byte(bit),
      value: byte(bit ^ on),
    };
    let closed = false;
    const set = (active: boolean): Promise<void> =>
      this.inTurn(async () => {
        const latch = (this.latch & ~bit) | (active ? on : bit ^ on);
        // A chip that was reset takes the latch too, and drives nothing: looked at before, so that what is
        // switched on is on when this settles, and after, so that a dip during a pulse is noticed.
        if (active) await this.levelsNow();
        await this.patiently(() => this.bus.write(settings.address, REG.OLAT + port, [byte(latch)]));
        this.latch = latch;
        if (!active) await this.levelsNow();
      });
    return {
      name,
      offSwitch,
      onLost: this.onLost,
      async set(active) {
        if (closed) throw new HalError('lost', name, 'is closed');
        await set(active);
      },
      async close() {
        if (closed) return;
        closed = true;
        await set(false);
      },
    };
  }

  /** Outputs that change together, in one transfer; for lines that are only ever read back through inputs. */
  bank(pins: readonly string[]): OutputBank {
    const { name, address } = this.settings;
    const bits = pins.map(bitOf);
    const all = bits.reduce((sum, bit) => sum | bit, 0);
    let closed = false;
    const drive = (active: readonly boolean[]): Promise<void> =>
      this.inTurn(async () => {
        const on = bits.reduce((sum, bit, index) => (active[index] ? sum | bit : sum), 0);
        const latch = (this.latch & ~all) | ((this.setup.inactive & all) ^ on);
        if (latch === this.latch) return;
        // The look at the set-up comes with the inputs that are read next.
        await this.patiently(() => this.bus.write(address, REG.OLAT, toBytes(latch)));
        this.latch = latch;
      });
    return {
      size: pins.length,
      onLost: this.onLost,
      async drive(active) {
        if (closed) throw new HalError('lost', name, 'is closed');
        await drive(active);
      },
      async close() {
        if (closed) return;
        closed = true;
        await drive([]);
      },
    };
  }

  input(pin: string): InputLine {
    const name = `${this.settings.name} ${pin}`;
    const bit = bitOf(pin);
    const activeLow = this.settings.pins.some((one) => one.pin === pin && one.activeLow);
    const active = (levels: Word): boolean => ((levels & bit) !== 0) !== activeLow;
    const edges = new Signal<Edge>();
    const unlisten = this.edges.listen(({ changed, at }) => {
      if ((changed & bit) !== 0) edges.emit({ active: active(this.levels), at });
    });
    let closed = false;
    return {
      name,
      onEdge: edges.listen,
      onLost: this.onLost,
      read: async () => {
        if (closed) throw new HalError('lost', name, 'is closed');
        return active(await this.readTogether());
      },
      async close() {
        closed = true;
        unlisten();
      },
    };
  }

  /** Every output inactive, as far as the chip can be reached. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.cancel?.();
    const { address } = this.settings;
    await this.last;
    try {
      await this.patiently(() => this.bus.write(address, REG.OLAT, toBytes(this.setup.inactive)));
    } finally {
      await this.interrupt?.close();
    }
  }

  private async initialise(): Promise<void> {
    const { iodir, gppu, gpinten, iocon, inactive } = this.setup;
    const { address } = this.settings;
    // The latch before the direction: an output shows its inactive level from its first moment.
    const steps: [number, readonly number[]][] = [
      [IOCON_OF_BANK_1, [0]],
      [REG.IOCON, [iocon, iocon]],
      [REG.OLAT, toBytes(inactive)],
      [REG.IPOL, [0, 0]],
      [REG.INTCON, [0, 0]],
      [REG.GPPU, toBytes(gppu)],
      [REG.IODIR, toBytes(iodir)],
      [REG.GPINTEN, toBytes(gpinten)],
    ];
    for (const [register, bytes] of steps) await this.patiently(() => this.bus.write(address, register, bytes));
    this.latch = inactive;
    this.levels = await this.levelsNow();
  }

  /** Who asks while another one waits for the bus gets the same answer: a keypad's rows are one transfer. */
  private readTogether(): Promise<Word> {
    this.reading ??= this.inTurn(() => {
      this.reading = null;
      return this.levelsNow();
    });
    return this.reading;
  }

  /** Reading GPIO clears the chip's interrupt. Those who wait for edges are told what changed. */
  private async levelsNow(): Promise<Word> {
    const { levels, latch } = await this.ports();
    await this.check(latch);
    return this.believe(levels);
  }

  /** What the polling does: as long as nothing moved, one transfer, and the set-up only now and then. */
  private async glance(): Promise<void> {
    const { levels, latch } = await this.ports();
    const quiet = ((levels ^ this.levels) & this.setup.iodir) === 0 && latch === this.latch;
    if (quiet && this.time.monotonic() - this.checked < CHECK_MS) return;
    await this.check(latch);
    this.believe(levels);
  }

  private believe(levels: Word): Word {
    const changed = (levels ^ this.levels) & this.setup.iodir;
    this.levels = levels;
    if (changed !== 0 && !this.closed) this.edges.emit({ changed, at: this.time.monotonic() });
    return levels;
  }

  /** Levels and latch, which follow each other. */
  private async ports(): Promise<{ levels: Word; latch: Word }> {
    const bytes = await this.patiently(() => this.bus.read(this.settings.address, REG.GPIO, 4));
    return { levels: toWord(bytes, 0), latch: toWord(bytes, REG.OLAT - REG.GPIO) };
  }

  /** @throws HalError `lost` when the chip has forgotten its set-up */
  private async check(latch: Word): Promise<void> {
    const { address, name } = this.settings;
    const { iodir, gppu, gpinten, iocon } = this.setup;
    const low = await this.patiently(() => this.bus.read(address, 0, REG.GPPU + 2));
    const intact =
      toWord(low, REG.IODIR) === iodir &&
      toWord(low, REG.IPOL) === 0 &&
      toWord(low, REG.GPINTEN) === gpinten &&
      low[REG.IOCON] === iocon &&
      toWord(low, REG.GPPU) === gppu &&
      latch === this.latch;
    if (!intact)
      throw new HalError('lost', name, 'it has forgotten its set-up (a dip in its supply?); setting it up again');
    this.checked = this.time.monotonic();
  }

  private async patiently<T>(transfer: () => Promise<T>): Promise<T> {
    for (let left = TRIES - 1; ; left -= 1) {
      try {
        return await transfer();
      } catch (error) {
        if (left === 0) throw new HalError('lost', this.settings.name, plain(error), { cause: error });
      }
    }
  }

  /** What concerns the chip happens one after the other; when it fails, the chip is lost. */
  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.last.then(async () => {
      if (this.closed) throw new HalError('lost', this.settings.name, 'is closed');
      return run();
    });
    this.last = turn.then(
      () => undefined,
      (error: unknown) => this.lose(plain(error)),
    );
    return turn;
  }

  private lose(detail: string): void {
    if (this.closed || this.gone) return;
    this.gone = true;
    this.cancel?.();
    this.lost.emit(detail);
  }

  private plan(): void {
    const { pollMs, pins } = this.settings;
    const poll = this.interrupt === null && pins.some(({ direction }) => direction === 'in');
    this.cancel = this.time.after(poll ? pollMs : CHECK_MS, () => {
      const look: Promise<unknown> = poll ? this.inTurn(() => this.glance()) : this.inTurn(() => this.levelsNow());
      const again = (): void => {
        if (!this.closed && !this.gone) this.plan();
      };
      look.then(again, again);
    });
  }
}

function plain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
