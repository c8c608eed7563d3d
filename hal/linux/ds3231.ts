import { HalError } from '../errors';
import type { DeviceFinding, RealTimeClock } from '../ports';
import type { I2cBus } from './lines';
import { keepOpen, type Closable, type DriverDeps, type Reopening } from './reopen';

export interface RtcSettings {
  /** 0x68 as the chip is made. */
  readonly address: number;
}

const TIME = 0x00;
const CONTROL = 0x0e;
const STATUS = 0x0f;
/** Time, alarms, control and status. */
const REGISTERS = 0x10;

/** Control: the oscillator stands still while the battery feeds the chip. */
const EOSC = 0x80;
/** Status: the oscillator has stopped since the flag was cleared, so the time is worth nothing. */
const OSF = 0x80;
const HOURS_12 = 0x40;
const HOURS_PM = 0x20;
const CENTURY = 0x80;

/** The chip's two digits and its century bit, as Linux reads them too: 2000 to 2199. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2199;

/** Nobody waits for the clock; it is asked now and then whether it is still there, ms. */
const PROBE_MS = 30_000;

/**
 * What the chip's registers say. Pure.
 * @param registers 00 to 0F
 * @returns ms since 1970, UTC; `valid: false` when the oscillator had stopped or they hold no time
 */
export function decodeTime(registers: Buffer): { time: number; valid: boolean } {
  const at = (index: number): number => registers[index] ?? 0xff;
  const month = at(5);
  const [seconds, minutes, hours, date] = [fromBcd(at(0)), fromBcd(at(1)), hoursOf(at(2)), fromBcd(at(4))];
  const monthNumber = fromBcd(month & ~CENTURY);
  const year = FIRST_YEAR + fromBcd(at(6)) + (month & CENTURY ? 100 : 0);
  const time = Date.UTC(year, monthNumber - 1, date, hours, minutes, seconds);
  // A 31st of February, or a 61st second, comes out as something else.
  const again = new Date(time);
  const real =
    seconds < 60 &&
    minutes < 60 &&
    hours < 24 &&
    again.getUTCMonth() === monthNumber - 1 &&
    again.getUTCDate() === date;
  return real ? { time, valid: (at(STATUS) & OSF) === 0 } : { time: 0, valid: false };
}

/** Registers 00 to 06 for a time in ms since 1970, 24 hours, whole seconds; null beyond the chip's years. */
export function encodeTime(time: number): number[] | null {
  const at = new Date(Math.round(time / 1_000) * 1_000);
  const year = at.getUTCFullYear();
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR)) return null;
  return [
    toBcd(at.getUTCSeconds()),
    toBcd(at.getUTCMinutes()),
    toBcd(at.getUTCHours()),
    // The chip only counts the weekday on: 1 to 7, Sunday first.
    at.getUTCDay() + 1,
    toBcd(at.getUTCDate()),
    toBcd(at.getUTCMonth() + 1) | (year >= FIRST_YEAR + 100 ? CENTURY : 0),
    toBcd(year % 100),
  ];
}

function hoursOf(register: number): number {
  if ((register & HOURS_12) === 0) return fromBcd(register);
  const hours = fromBcd(register & 0x1f);
  return hours >= 1 && hours <= 12 ? (hours % 12) + (register & HOURS_PM ? 12 : 0) : Number.NaN;
}

/** NaN for what is no BCD: it makes a NaN of every time that it goes into. */
function fromBcd(byte: number): number {
  const [tens, ones] = [byte >> 4, byte & 0x0f];
  return tens > 9 || ones > 9 ? Number.NaN : tens * 10 + ones;
}

function toBcd(value: number): number {
  return (Math.floor(value / 10) << 4) | (value % 10);
}

/**
 * A DS3231 battery-backed clock, kept in UTC. Sources: Maxim DS3231 data sheet (rev. 10), registers and
 * "Status Register"; the century bit as in Linux' rtc-ds1307. A device tree that gives the chip to the kernel
 * (dtoverlay=i2c-rtc,ds3231) keeps it from being used here.
 */
export class Ds3231 implements RealTimeClock {
  readonly chip: Reopening<Closable>;

  constructor(
    private readonly settings: RtcSettings,
    private readonly bus: I2cBus,
    private readonly deps: DriverDeps,
  ) {
    this.chip = keepOpen('rtc', () => this.open(), deps);
  }

  start(): Promise<void> {
    return this.chip.start();
  }

  stop(): Promise<void> {
    return this.chip.stop();
  }

  read(): Promise<{ time: number; valid: boolean }> {
    // One transfer: the chip holds the time still while it is read.
    return this.ask(async () => decodeTime(await this.bus.read(this.settings.address, TIME, REGISTERS)));
  }

  write(time: number): Promise<void> {
    const { address } = this.settings;
    return this.ask(async () => {
      const registers = encodeTime(time);
      if (registers === null) {
        throw new HalError('unsupported', 'rtc', `the clock chip knows the years ${FIRST_YEAR} to ${LAST_YEAR} only`);
      }
      await this.bus.write(address, TIME, registers);
      const control = (await this.bus.read(address, CONTROL, 1))[0] ?? 0;
      if (control & EOSC) await this.bus.write(address, CONTROL, [control & ~EOSC]);
      // Last: until then the time is not vouched for.
      const status = (await this.bus.read(address, STATUS, 1))[0] ?? 0;
      await this.bus.write(address, STATUS, [status & ~OSF]);
    });
  }

  /** For the self-test. */
  async describe(): Promise<DeviceFinding> {
    const { time, valid } = await this.read();
    const where = `at 0x${this.settings.address.toString(16)} on ${this.bus.name}`;
    return valid ? { code: 'rtc', at: new Date(time).toISOString(), where } : { code: 'rtc-stopped', where };
  }

  private async open(): Promise<Closable> {
    const { time } = this.deps;
    const { address } = this.settings;
    await this.bus.read(address, STATUS, 1);
    let stop = time.after(PROBE_MS, probe);
    const device: Closable = { close: async () => stop() };
    const look = (): Promise<unknown> => this.bus.read(address, STATUS, 1);
    const again = (): void => {
      if (this.chip.current() === device) stop = time.after(PROBE_MS, probe);
    };
    const lose = (error: unknown): void => this.lose(device, error);
    function probe(): void {
      look().then(again, lose);
    }
    return device;
  }

  private async ask<T>(call: () => Promise<T>): Promise<T> {
    const device = this.chip.get();
    try {
      return await call();
    } catch (error) {
      if (error instanceof HalError && error.code === 'unsupported') throw error;
      this.lose(device, error);
      throw new HalError('lost', 'rtc', error instanceof Error ? error.message : String(error), { cause: error });
    }
  }

  private lose(device: Closable, error: unknown): void {
    if (this.chip.current() === device) this.chip.lose(error);
  }
}
