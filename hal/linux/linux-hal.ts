import { keypadLines } from '../../config/linux/keypad';
import type { LineConfig } from '../../config/linux/line';
import type { LinuxHalConfig } from '../../config/linux/schema';
import { HalError } from '../errors';
import { findingText } from '../findings';
import type { HalLogger } from '../log';
import type { DeviceChange, DeviceReport, DoorContact, Hal, Lock, TimeSource, Unsubscribe } from '../ports';
import { Signal } from '../signal';
import { bankOf } from './bank';
import { Buzzer } from './buzzer';
import { CommandCamera, type CameraSettings } from './camera';
import { makeDisplay } from './displays/make-display';
import type { TextDisplay } from './displays/text-display';
import { Ds3231 } from './ds3231';
import { Expander } from './expander';
import type { GpioBackend } from './gpio/backend';
import type { PulseGuard } from './guard/client';
import type { I2cBus, InputLine, OutputBank, OutputLine, PulseLines } from './lines';
import type { KeypadDevice } from './keypads/keypad-device';
import { makeKeypad } from './keypads/make-keypad';
import type { LockBoardBus } from './lock-boards/bus';
import { makeLockBoards, type OpenSerial } from './lock-boards/make-bus';
import { makeDoor, type DoorDeps } from './make-door';
import { openAll } from './open-all';
import type { DriverDeps, Reopening, Reported } from './reopen';
import { RtcKeeper, type HelpedClock } from './rtc-keeper';
import { makeScanner } from './scanners/make-scanner';
import type { SerialScanner } from './scanners/serial-scanner';
import { Supply } from './supply';
import { TamperSwitch } from './tamper-switch';
import { expanderSettings, lineRef, pulseOf } from './wiring';

export interface LinuxParts {
  readonly config: LinuxHalConfig;
  readonly compartments: readonly string[];
  readonly time: TimeSource;
  readonly logger: HalLogger;
  readonly gpio: GpioBackend | null;
  readonly buses: ReadonlyMap<number, I2cBus>;
  readonly guard: PulseGuard | null;
  readonly clock: (HelpedClock & { start(): Promise<void>; stop(): void }) | null;
  readonly camera: CameraSettings | null;
  readonly serial: OpenSerial;
}

/** A device that is started, stopped and looked at. */
interface Listed extends Reported {
  /** What it is wired to, where that may be an expander. */
  readonly lines: readonly LineConfig[];
  readonly held: Pick<Reopening<unknown>, 'presence' | 'hurry'>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Where no guard is: with a one-shot, or where another process owns the line. */
const noGuard: PulseGuard = {
  arm: () => Promise.reject(new HalError('config', 'guard', 'there is none')),
  start: async () => undefined,
  stop: async () => undefined,
};

/** The locker on a board: what the site file names, each device opened and reopened alone. */
export class LinuxHal implements Hal {
  readonly locks = new Map<string, Lock & { stop(): Promise<void> }>();
  readonly contacts = new Map<string, DoorContact>();
  readonly keypad: KeypadDevice | null;
  readonly scanner: SerialScanner | null;
  readonly display: TextDisplay | null;
  readonly beeper: Buzzer | null;
  readonly rtc: Ds3231 | null;
  readonly tamper: TamperSwitch | null;
  readonly camera: CommandCamera | null;
  readonly sim = null;
  private readonly changes = new Signal<DeviceChange>();
  readonly onDevice = this.changes.listen;
  readonly unguarded: readonly string[];
  private readonly expanders: ReadonlyMap<string, Expander>;
  private readonly lockBoards: ReadonlyMap<string, LockBoardBus>;
  private readonly devices: Listed[] = [];
  private readonly keeper: RtcKeeper | null;
  private stops: Unsubscribe[] = [];
  private running = false;

  constructor(private readonly parts: LinuxParts) {
    const { config, compartments, time, logger } = parts;
    const tell: DriverDeps = { time, onDevice: (change) => this.tell(change) };
    this.expanders = this.makeExpanders(time);
    this.lockBoards = makeLockBoards(config, parts.serial, time, logger);
    const doorDeps: DoorDeps = {
      tell,
      logger,
      guard: parts.guard ?? noGuard,
      lockBoards: this.lockBoards,
      supplies: new Map(Object.keys(config.supplies).map((name) => [name, new Supply(name, time)])),
      output: (line) => this.output(line),
      input: (line) => this.input(line),
    };
    for (const id of compartments) {
      const { lock, contact } = makeDoor(id, config, doorDeps);
      this.locks.set(id, lock.port);
      this.contacts.set(id, contact.port);
      this.list(`lock:${id}`, lock.port, lock.held, lock.lines, () => lock.found());
      this.list(`door:${id}`, contact.port, contact.held, contact.lines, () => contact.found());
    }
    const { keypad, scanner, display, beeper, rtc, tamper } = config;
    const lines = {
      input: (line: LineConfig) => this.input(line),
      bank: (all: readonly LineConfig[]) => this.bank(all),
      pulses: (all: readonly LineConfig[]) => this.pulses(all),
    };
    this.keypad = keypad ? makeKeypad(keypad, lines, tell) : null;
    const reading = scanner ? makeScanner(scanner, lines.input, tell) : null;
    this.scanner = reading?.scanner ?? null;
    this.display = display ? makeDisplay(display, this.bus(display.bus), tell) : null;
    this.beeper = beeper ? new Buzzer(() => this.output(beeper.line), tell) : null;
    this.rtc = rtc ? new Ds3231(rtc, this.bus(rtc.bus), tell) : null;
    this.tamper = tamper ? new TamperSwitch(tamper, () => this.input(tamper.line), tell) : null;
    const { keypad: pad, scanner: reader, display: panel, beeper: buzzer, rtc: chip, tamper: cover } = this;
    const padLines = keypad ? keypadLines(keypad).map(({ line }) => line) : [];
    if (pad) this.list('keypad', pad, pad.held, padLines, () => pad.describe());
    if (reader) this.list('scanner', reader, reader.port, [], () => reader.describe());
    const { presence } = reading ?? {};
    if (presence) {
      this.list('presence', presence, presence.line, scanner?.presence ? [scanner.presence] : [], () =>
        presence.describe(),
      );
    }
    if (panel) this.list('display', panel, panel.panel, [], () => panel.describe());
    if (buzzer) this.list('beeper', buzzer, buzzer.line, beeper ? [beeper.line] : [], () => buzzer.describe());
    if (chip) this.list('rtc', chip, chip.chip, [], () => chip.describe());
    this.camera = parts.camera ? new CommandCamera(parts.camera, tell) : null;
    const { camera } = this;
    if (camera) this.list('camera', camera, camera.held, [], () => camera.describe());
    if (cover) this.list('tamper', cover, cover.line, tamper ? [tamper.line] : [], () => cover.describe());
    this.keeper = this.rtc && parts.clock ? new RtcKeeper(this.rtc, parts.clock, time, logger) : null;
    // A lock board ends its pulses itself.
    this.unguarded = compartments.filter((id) => config.doors[id]?.lock && !pulseOf(config, id).oneShot);
  }

  async start(): Promise<void> {
    if (this.running) return;
    this.running = true;
    const { logger, guard, clock } = this.parts;
    if (this.unguarded.length > 0) {
      logger.warn(
        { compartments: this.unguarded },
        'no hardware one-shot guards these coils: a process ends their pulses',
      );
    }
    await clock?.start();
    // Meanwhile the devices are opened: it takes a small board as long as all of them.
    const guarding = guard?.start();
    for (const [name, expander] of this.expanders) {
      this.stops.push(expander.onBack(() => this.hurry(name)));
      await expander.start();
    }
    await Promise.all([...this.lockBoards.values()].map((bus) => bus.start()));
    await Promise.all(this.devices.map((device) => device.start()));
    await guarding;
    await this.keeper?.start();
  }

  async stop(): Promise<void> {
    if (!this.running) return;
    this.running = false;
    for (const stop of this.stops) stop();
    this.stops = [];
    this.keeper?.stop();
    // The locks first: whatever else hangs, their outputs are off.
    await Promise.all([...this.locks.values()].map((lock) => lock.stop()));
    await Promise.all([...this.lockBoards.values()].map((bus) => bus.stop()));
    await Promise.all(this.devices.map((device) => device.stop()));
    for (const expander of this.expanders.values()) await expander.stop();
    for (const bus of this.parts.buses.values()) await bus.close();
    await this.parts.guard?.stop();
    this.parts.clock?.stop();
  }

  async selftest(): Promise<readonly DeviceReport[]> {
    const chips: Listed[] = [...this.expanders.values()].map((expander) => ({
      name: expander.device,
      held: expander.chip,
      lines: [],
      start: () => expander.start(),
      stop: () => expander.stop(),
      found: () => expander.describe(),
    }));
    const lines = [...this.lockBoards.values()].flatMap((bus) => bus.listed());
    return Promise.all([...chips, ...lines, ...this.devices].map(report));
  }

  private list(
    name: string,
    device: Pick<Listed, 'start' | 'stop'>,
    held: Listed['held'],
    lines: readonly LineConfig[],
    found: Listed['found'],
  ): void {
    this.devices.push({ name, held, lines, found, start: () => device.start(), stop: () => device.stop() });
  }

  /** An expander speaks through its locks and contacts: those are what is missing. */
  private makeExpanders(time: TimeSource): ReadonlyMap<string, Expander> {
    const { config, logger } = this.parts;
    return new Map(
      expanderSettings(config).map((settings) => {
        const line = config.expanders[settings.name]?.interrupt;
        const onDevice = ({ device, status, detail }: DeviceChange): void =>
          logger.warn({ device, detail }, status === 'lost' ? 'expander lost' : 'expander back, set up anew');
        const interrupt = line === undefined ? null : () => this.input(line);
        return [settings.name, new Expander(settings, this.bus(settings.bus), interrupt, { time, onDevice })];
      }),
    );
  }

  private hurry(expander: string): void {
    for (const { held, lines } of this.devices) {
      if (lines.some((line) => line.expander === expander)) held.hurry();
    }
  }

  private async bank(lines: readonly LineConfig[]): Promise<OutputBank> {
    const refs = lines.map((line) => lineRef(line, this.parts.config));
    const pins = refs.flatMap((ref) => (ref.on === 'expander' ? [ref] : []));
    const [first] = pins;
    if (first && pins.length === lines.length && pins.every(({ expander }) => expander === first.expander)) {
      return this.expander(first.expander).bank(pins.map(({ pin }) => pin));
    }
    const board = refs.flatMap((ref) => (ref.on === 'board' ? [ref.line] : []));
    const bank = board.length === lines.length ? await this.parts.gpio?.bank?.(board) : null;
    return bank ?? bankOf(await openAll(lines, (line) => this.output(line)));
  }

  private async pulses(lines: readonly LineConfig[]): Promise<PulseLines> {
    const refs = lines.map((line) => lineRef(line, this.parts.config));
    const board = refs.flatMap((ref) => (ref.on === 'board' ? [ref.line] : []));
    const opened = board.length === lines.length ? await this.parts.gpio?.pulses?.(board) : undefined;
    if (opened !== undefined) return opened;
    throw new HalError('config', 'keypad', 'its wires must be lines of the board, with hal.gpio.backend: chardev');
  }

  private async output(line: LineConfig): Promise<OutputLine> {
    const ref = lineRef(line, this.parts.config);
    return ref.on === 'expander' ? this.expander(ref.expander).output(ref.pin) : this.board().output(ref.line);
  }

  private async input(line: LineConfig): Promise<InputLine> {
    const ref = lineRef(line, this.parts.config);
    return ref.on === 'expander' ? this.expander(ref.expander).input(ref.pin) : this.board().input(ref.line);
  }

  private board(): GpioBackend {
    if (this.parts.gpio === null) throw new Error('no line of the board is configured');
    return this.parts.gpio;
  }

  private expander(name: string): Expander {
    const expander = this.expanders.get(name);
    if (expander === undefined) throw new Error(`the schema lets the unknown expander ${name} through`);
    return expander;
  }

  private bus(number: number = this.parts.config.buses.i2c): I2cBus {
    const bus = this.parts.buses.get(number);
    if (bus === undefined) throw new Error(`I2C bus ${number} was not made`);
    return bus;
  }

  private tell(change: DeviceChange): void {
    const { device, status, detail } = change;
    if (status === 'lost') this.parts.logger.warn({ device, detail }, 'device lost');
    else this.parts.logger.info({ device }, 'device back');
    this.changes.emit(change);
  }
}

async function report(device: Reported): Promise<DeviceReport> {
  const { name, held } = device;
  const presence = held.presence();
  if (presence.state === 'lost') return { device: name, ok: false, detail: presence.detail };
  if (presence.state === 'stopped') return { device: name, ok: false, detail: 'the driver is not started' };
  try {
    const finding = await device.found();
    return { device: name, ok: true, detail: findingText(finding), finding };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { device: name, ok: false, detail, ...(error instanceof HalError && { problem: error.code }) };
  }
}
