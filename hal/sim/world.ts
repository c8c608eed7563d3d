import { HalError } from '../errors';
import type { Beep, ClockChange, DoorReading, Key, SimFault } from '../ports';
import { FaultPlan, NETWORK, noSuchDoor } from './faults';
import { garble } from './garble';
import type { TamperState, WorldCalls, WorldEvent, WorldView } from './link';
import { Signal } from './signal';
import { SimDoor } from './sim-door';
import type { VirtualTime } from './virtual-time';
import { WorldClock } from './world-clock';
import type { WorldMemory } from './world-file';
import { loadWorld, saveWorld } from './world-file';

/** The key that hangs when the keypad has the fault `stuck-key`. */
const STUCK_KEY: Key = '5';
const STUCK_REPEATS = 3;
const BEEPS_KEPT = 100;

export interface WorldOptions {
  readonly compartments: readonly string[];
  /** How long a healthy door takes to swing open, ms. */
  readonly travelMs: number;
  readonly time: VirtualTime;
  /** Where it is kept across restarts; without it, in memory only. */
  readonly file?: string;
}

/**
 * The simulated locker's world: doors, hands, faults, clocks. It outlives the firmware and keeps what is
 * needed to go on after a restart of its own process in a small file.
 */
export class World implements WorldCalls {
  readonly clocks: WorldClock;
  private readonly events = new Signal<WorldEvent>();
  private readonly doors = new Map<string, SimDoor>();
  private readonly faults: FaultPlan;
  private readonly ids: ReadonlySet<string>;
  private lines: readonly string[] = [];
  private readonly beeps: Beep[] = [];
  private rtcAheadMs = 0;
  private memory: WorldMemory | null = null;
  private running = false;
  private saving = false;

  constructor(private readonly options: WorldOptions) {
    const { time, travelMs } = options;
    this.ids = new Set(options.compartments);
    this.faults = new FaultPlan(this.ids);
    const onChange = () => this.saveSoon();
    this.clocks = new WorldClock(time, onChange);
    for (const compartment of this.ids) {
      const onContact = (reading: DoorReading) => this.events.emit({ type: 'contact', compartment, reading });
      this.doors.set(
        compartment,
        new SimDoor({ compartment, time, travelMs, faults: this.faults, onContact, onChange }),
      );
    }
  }

  /** Takes up where it was stopped or saved. @throws HalError `config` when the file holds something else */
  start(): void {
    if (this.running) return;
    const { file, time } = this.options;
    const memory = this.memory ?? (file === undefined ? null : loadWorld(file));
    this.running = true;
    if (memory === null) return;
    if (this.memory === null) time.setOffsets(memory.clock);
    this.rtcAheadMs = memory.rtcAheadMs;
    for (const [target, fault] of Object.entries(memory.faults)) if (this.has(target)) this.faults.set(target, fault);
    for (const [id, door] of Object.entries(memory.doors)) this.doors.get(id)?.restore(door);
  }

  /** Time no longer passes for the doors; what they are in the middle of is kept. */
  stop(): void {
    if (!this.running) return;
    this.running = false;
    this.memory = this.save();
    for (const door of this.doors.values()) door.stop();
  }

  /** Events to a driver, first about what is lost already. */
  listen(listener: (event: WorldEvent) => void): () => void {
    for (const [target, fault] of Object.entries(this.faults.list())) {
      if (fault === 'lost' && target !== NETWORK)
        listener({ type: 'device', device: target, status: 'lost', detail: 'simulated fault' });
      if (fault === 'stuck-key') this.hangKey(listener);
    }
    return this.events.listen(listener);
  }

  release = async (compartment: string) => this.door(compartment).release();

  contact = async (compartment: string) => this.door(compartment).read();

  show = async (lines: readonly string[]) => {
    this.mustAnswer('display');
    this.lines = lines;
  };

  beep = async (sound: Beep) => {
    this.mustAnswer('beeper');
    this.beeps.push(sound);
    if (this.beeps.length > BEEPS_KEPT) this.beeps.shift();
  };

  readRtc = async () => {
    this.mustAnswer('rtc');
    return { time: this.options.time.wall() + this.rtcAheadMs, valid: !this.faults.strikes('rtc', 'jam') };
  };

  writeRtc = async (time: number) => {
    this.mustAnswer('rtc');
    this.rtcAheadMs = time - this.options.time.wall();
    this.saveSoon();
  };

  tamper = async (): Promise<TamperState> => {
    if (this.cover() !== 'quiet') this.faults.fired('tamper');
    return this.cover();
  };

  keys = async (keys: readonly Key[]) => {
    for (const key of keys) {
      if (this.faults.get('keypad') === 'stuck-key') this.hangKey((event) => this.events.emit(event));
      else if (!this.faults.strikes('keypad', 'lost')) this.events.emit({ type: 'key', key, held: false });
    }
  };

  scan = async (data: string) => {
    if (this.faults.strikes('scanner', 'lost')) return;
    this.events.emit({ type: 'code', data: this.faults.strikes('scanner', 'garbled') ? garble(data) : data });
  };

  hand = async (compartment: string, action: 'open' | 'close') => this.door(compartment).hand(action);

  fault = async (target: string, fault: SimFault) => {
    const before = this.faults.get(target);
    const cover = this.cover();
    this.faults.set(target, fault);
    if (fault === before) return;
    if (target === NETWORK) return this.saveSoon();
    if (before === 'lost' || before === 'stuck-key') this.tellDevice(target, 'back', 'mended');
    if (fault === 'lost') this.tellDevice(target, 'lost', 'simulated fault');
    if (fault === 'stuck-key') this.hangKey((event) => this.events.emit(event));
    if (target.startsWith('door:')) this.doors.get(target.slice('door:'.length))?.refresh();
    if (this.cover() !== cover) this.events.emit({ type: 'tamper', state: this.cover() });
    this.saveSoon();
  };

  clock = async (change: ClockChange) => {
    // The clock chip ticks on by itself when the machine's wall clock is set.
    if ('step' in change) this.rtcAheadMs -= change.step;
    await this.clocks.change(change);
  };

  inspect = async (): Promise<WorldView> => ({
    doors: Object.fromEntries(
      [...this.doors].map(([id, door]) => [id, { state: door.state, contact: door.shown, releases: door.releases }]),
    ),
    faults: this.faults.list(),
    firedFaults: this.faults.firedFaults(),
    display: this.lines,
    beeps: [...this.beeps],
    clock: this.options.time.offsets(),
  });

  /** How often each fault really took effect, by `TARGET FAULT`. */
  firedFaults(): Record<string, number> {
    return this.faults.firedFaults();
  }

  private door(compartment: string): SimDoor {
    const door = this.doors.get(compartment);
    if (door === undefined) throw noSuchDoor(`door:${compartment}`, this.ids);
    return door;
  }

  private has(target: string): boolean {
    const id = /^(?:door|lock):(.*)$/s.exec(target)?.[1];
    return id === undefined || this.ids.has(id);
  }

  private mustAnswer(device: string): void {
    if (this.faults.strikes(device, 'lost')) throw new HalError('lost', device, 'does not answer');
  }

  private cover(): TamperState {
    const fault = this.faults.get('tamper');
    if (fault === 'lost') return 'unknown';
    return fault === 'stuck-open' ? 'alarm' : 'quiet';
  }

  private hangKey(to: (event: WorldEvent) => void): void {
    this.faults.fired('keypad');
    for (let repeat = 0; repeat < STUCK_REPEATS; repeat += 1) to({ type: 'key', key: STUCK_KEY, held: true });
  }

  private tellDevice(device: string, status: 'lost' | 'back', detail: string): void {
    this.events.emit({ type: 'device', device, status, detail });
  }

  /** One write for all that changes in this turn of the event loop. */
  private saveSoon(): void {
    if (this.saving || !this.running) return;
    this.saving = true;
    setImmediate(() => {
      this.saving = false;
      if (this.running) this.save();
    });
  }

  private save(): WorldMemory {
    const memory: WorldMemory = {
      v: 1,
      doors: Object.fromEntries([...this.doors].map(([id, door]) => [id, door.save()])),
      faults: this.faults.list(),
      clock: this.options.time.offsets(),
      rtcAheadMs: this.rtcAheadMs,
    };
    try {
      if (this.options.file !== undefined) saveWorld(this.options.file, memory);
    } catch (error) {
      // A full disk must not end a simulation: the next change tries again.
      process.emitWarning(new HalError('lost', 'sim', `can't save ${this.options.file ?? ''}`, { cause: error }));
    }
    return memory;
  }
}
