import type { Beep, ClockChange, DeviceChange, DoorReading, Key, RelayReply, RelayRequest, SimFault } from '../ports';
import type { Socket } from 'node:net';
import type { ClockOffsets } from './virtual-time';

export type TamperState = 'quiet' | 'alarm' | 'unknown';
export type DoorState = 'closed' | 'travelling' | 'open';

/** What the simulated world lets the drivers notice. */
export type WorldEvent =
  | { readonly type: 'contact'; readonly compartment: string; readonly reading: DoorReading }
  /** `held`: the key reports itself again without having been let go. */
  | { readonly type: 'key'; readonly key: Key; readonly held: boolean }
  | { readonly type: 'code'; readonly data: string }
  | { readonly type: 'tamper'; readonly state: TamperState }
  | ({ readonly type: 'device' } & DeviceChange);

/** What an onlooker sees. Plain data. */
export interface WorldView {
  readonly doors: Readonly<
    Record<string, { readonly state: DoorState; readonly contact: DoorReading; readonly releases: number }>
  >;
  /** Faults that are on, by target. */
  readonly faults: Readonly<Record<string, SimFault>>;
  /** How often a fault really took effect, by `TARGET FAULT`. */
  readonly firedFaults: Readonly<Record<string, number>>;
  readonly display: readonly string[];
  readonly beeps: readonly Beep[];
  readonly clock: ClockOffsets;
}

/** The calls that cross to the world's process; all settle with plain data or a HalError. */
export interface WorldCalls {
  /** One release pulse. Answers how long it takes: the caller lets that time pass itself. */
  release(compartment: string): Promise<{ readonly tookMs: number }>;
  contact(compartment: string): Promise<DoorReading>;
  show(lines: readonly string[]): Promise<void>;
  beep(sound: Beep): Promise<void>;
  readRtc(): Promise<{ readonly time: number; readonly valid: boolean }>;
  writeRtc(time: number): Promise<void>;
  tamper(): Promise<TamperState>;

  keys(keys: readonly Key[]): Promise<void>;
  scan(data: string): Promise<void>;
  /** Answers whether the door moved. A hand that closes a door which is swinging open waits for it. */
  hand(compartment: string, action: 'open' | 'close'): Promise<boolean>;
  fault(target: string, fault: SimFault): Promise<void>;
  clock(change: ClockChange): Promise<void>;
  inspect(): Promise<WorldView>;
}

/** The drivers' way to the world, in this process or in the one that started it. */
export interface WorldLink extends WorldCalls {
  /** From now on events come, first about devices that are lost already. Events that a call causes come before its answer. */
  attach(listener: (event: WorldEvent) => void): Promise<void>;
  detach(): Promise<void>;
  readonly relay: ((request: RelayRequest) => Promise<RelayReply>) | null;
  readonly powerCut: ((connection: Socket) => Promise<void>) | null;
}
