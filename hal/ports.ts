/**
 * What the firmware may ask of hardware. Types only: `hal/sim` and `hal/linux` answer, and both pass the
 * suite in `test/contract`. A port names an intent; pulses, debouncing of electrical noise below 1 ms, bytes
 * and registers are the driver's business.
 */

import type { FAULTS } from '../config/scenario/words';
import type { Beep } from './beeps';
import type { HalErrorCode } from './errors';
import type { DeviceFinding } from './findings';

/** What a door contact says. `unknown`: it can't be read just now. */
export type DoorReading = 'open' | 'closed' | 'unknown';

export const KEYS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'A', 'B', 'C', 'D'] as const;
export type Key = (typeof KEYS)[number];

/** Takes a listener away again. Calling it twice does no harm. */
export type Unsubscribe = () => void;
export type Listen<T> = (listener: (value: T) => void) => Unsubscribe;

/** One compartment's lock. */
export interface Lock {
  /**
   * Sends one release pulse and settles when it is over and the output is off again.
   * That the pulse was sent does not mean that the door is open: only the door contact says that.
   * @throws HalError `lost` when the lock can't be reached, `busy` when its turn did not come within a second
   *   (nothing was sent), `timeout` when it is unknown whether it was released.
   */
  release(): Promise<void>;
}

/** One compartment's door contact. */
export interface DoorContact {
  /** Reads the contact now. A contact that can't be read answers `unknown`; it does not throw. */
  read(): Promise<DoorReading>;
  /** Every change as the contact shows it: not debounced, a bouncing contact calls several times. */
  readonly onChange: Listen<DoorReading>;
}

export interface Keypad {
  /** One call per key pressed, in order. */
  readonly onKey: Listen<Key>;
}

export interface CodeScanner {
  /** One call per code read, as the scanner sent it (AIM prefix and all), at most 512 bytes. */
  readonly onCode: Listen<string>;
  /** Somebody may be about to scan: it reads for a while. A scanner that reads by itself has none. */
  wake?(): void;
}

export interface Display {
  readonly columns: number;
  readonly rows: number;
  /** Shows the lines. A later call wins over one that is still under way. @throws HalError `lost`. */
  show(lines: readonly string[]): Promise<void>;
}

export { BEEPS, HEIGHTS, SIDES } from './beeps';
export type { Beep, Place } from './beeps';
export type { DeviceFinding } from './findings';
export interface Beeper {
  /** Settles when the sound is over, or another one has taken its place. */
  beep(sound: Beep): Promise<void>;
}

/** A battery-backed clock chip. */
export interface RealTimeClock {
  /** `valid: false` when the oscillator has stopped since the clock was set: the time is worth nothing. Times in ms since 1970, UTC. */
  read(): Promise<{ time: number; valid: boolean }>;
  write(time: number): Promise<void>;
}

export interface TamperSwitch {
  read(): Promise<'quiet' | 'alarm' | 'unknown'>;
  readonly onChange: Listen<'quiet' | 'alarm' | 'unknown'>;
}

/** Takes pictures of what happens at the locker. */
export interface Camera {
  /**
   * Takes one still (JPEG) into a file that is not there yet.
   * @throws HalError `lost` or `timeout` when it could not be taken, `busy` while another one is being taken; then
   *   there is no file
   */
  still(file: string): Promise<void>;
}

/** A device that went away or came back. Names: `keypad`, `scanner`, `presence`, `display`, `beeper`, `rtc`, `tamper`, `camera`, `lock:A1`, `door:A1`. */
export interface DeviceChange {
  readonly device: string;
  readonly status: 'lost' | 'back';
  readonly detail: string;
}

/** The only source of time for firmware and drivers; a test or the simulator can drive it. */
export interface TimeSource {
  /** The system's wall clock in ms since 1970, UTC: may be wrong, may jump. */
  wall(): number;
  /** Milliseconds from an arbitrary origin; never goes back, stands still only while the machine is off. */
  monotonic(): number;
  /** Is the wall clock's time vouched for (NTP, or a battery-backed clock whose stop flag is clear)? */
  synchronized(): boolean;
  /** Runs once, `ms` of monotonic time from now. */
  after(ms: number, run: () => void): Unsubscribe;
  /** The wall clock was set, or its trust changed. Sources that can't tell never call: readers poll as well. */
  readonly onStep: Listen<void>;
}

/** What the self-test found at one device; `device` as in {@link DeviceChange}. */
export interface DeviceReport {
  readonly device: string;
  readonly ok: boolean;
  /** What was found, and where that is not as it should be, what to look at. */
  readonly detail: string;
  /** The same for whoever says it in another language; of what is as it should be only. */
  readonly finding?: DeviceFinding;
  /** What kind of fault it is; without one it can't be reached. */
  readonly problem?: HalErrorCode;
}

export interface Hal {
  readonly locks: ReadonlyMap<string, Lock>;
  readonly contacts: ReadonlyMap<string, DoorContact>;
  readonly keypad: Keypad | null;
  readonly scanner: CodeScanner | null;
  readonly display: Display | null;
  readonly beeper: Beeper | null;
  readonly rtc: RealTimeClock | null;
  readonly tamper: TamperSwitch | null;
  readonly camera: Camera | null;
  readonly onDevice: Listen<DeviceChange>;
  /** Looks at every device that the site file names, moving nothing. */
  selftest(): Promise<readonly DeviceReport[]>;
  /** Compartments whose coils no hardware one-shot guards, where there are any. */
  readonly unguarded?: readonly string[];
  /** Only the simulated locker has one. */
  readonly sim: SimControl | null;
  /** Opens the devices, every output off. A device that can't be opened is reported as lost and tried again; it does not throw. */
  start(): Promise<void>;
  /** Every output off, every device closed. Twice does no harm. */
  stop(): Promise<void>;
}

/** What can break besides each compartment's door and lock, and how. */
export { DEVICES as SIM_DEVICES, FAULTS as SIM_FAULTS } from '../config/scenario/words';
export type SimFault = (typeof FAULTS)[number];

/** A wall-clock change of the simulated world, in ms. `advance`: time passes. `step`: the wall clock alone jumps. */
export type ClockChange = { readonly advance: number } | { readonly step: number; readonly trusted: boolean };

/** An HTTP request that the world behind the simulated locker answers (the demo's back office). */
export interface RelayRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}
export interface RelayReply {
  readonly status: number;
  readonly body: unknown;
}

/**
 * The hands, the weather and the clock around a simulated locker. Each call settles when the firmware has
 * been told and has dealt with it; refusals are HalError `unsupported` (no such target, fault or world).
 */
export interface SimControl {
  keys(keys: readonly Key[]): Promise<void>;
  scan(data: string): Promise<void>;
  hand(compartment: string, action: 'open' | 'close'): Promise<void>;
  fault(target: string, fault: SimFault): Promise<void>;
  /** What each kind of device can suffer: `door` and `lock` by compartment, the others by their name. */
  readonly faults: Readonly<Record<string, readonly SimFault[]>>;
  /** What is on, by target, and how often each took effect, by `TARGET FAULT`. */
  inspect(): Promise<{
    readonly faults: Readonly<Record<string, SimFault>>;
    readonly fired: Readonly<Record<string, number>>;
    readonly network: boolean;
  }>;
  /** The world remembers whether there is a network; cutting the operator's link is its owner's business. */
  network(there: boolean): Promise<void>;
  clock(change: ClockChange): Promise<void>;
  /**
   * Cuts the power. The caller's connection (a net.Socket) goes to the world, which answers on it when the
   * locker is back; this process does not live to see it. Null where nobody could start it again.
   */
  readonly powerCut: ((connection: unknown) => Promise<void>) | null;
  /** Null where the simulated locker stands alone, without a demo around it. */
  readonly relay: ((request: RelayRequest) => Promise<RelayReply>) | null;
}
