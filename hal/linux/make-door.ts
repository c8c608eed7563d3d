import type { DoorConfig } from '../../config/linux/door';
import type { LineConfig } from '../../config/linux/line';
import type { LinuxHalConfig } from '../../config/linux/schema';
import type { DeviceFinding } from '../findings';
import type { HalLogger } from '../log';
import type { DoorContact as ContactPort, Lock } from '../ports';
import { DoorContact } from './door-contact';
import type { PulseGuard } from './guard/client';
import type { InputLine, OutputLine } from './lines';
import { BoardContact } from './lock-boards/board-contact';
import { BoardLock } from './lock-boards/board-lock';
import type { LockBoardBus } from './lock-boards/bus';
import { openLevel } from './lock-boards/make-bus';
import type { DriverDeps, Reopening } from './reopen';
import { SolenoidLock } from './solenoid-lock';
import type { Supply } from './supply';
import { pulseOf } from './wiring';

/** A lock or a contact with what the self-test and the lines it hangs on need of it. */
export interface DoorPart<Port> {
  readonly port: Port & { start(): Promise<void>; stop(): Promise<void> };
  readonly held: Pick<Reopening<unknown>, 'presence' | 'hurry'>;
  readonly lines: readonly LineConfig[];
  found(): DeviceFinding | Promise<DeviceFinding>;
}

export interface DoorDeps {
  readonly tell: DriverDeps;
  readonly logger: HalLogger;
  readonly guard: PulseGuard;
  readonly supplies: ReadonlyMap<string, Supply>;
  readonly lockBoards: ReadonlyMap<string, LockBoardBus>;
  output(line: LineConfig): Promise<OutputLine>;
  input(line: LineConfig): Promise<InputLine>;
}

export interface Door {
  readonly lock: DoorPart<Lock>;
  readonly contact: DoorPart<ContactPort>;
}

/** One compartment's lock and contact, each on a line or on a lock board, as the site file has it. */
export function makeDoor(id: string, config: LinuxHalConfig, deps: DoorDeps): Door {
  const door = config.doors[id];
  const bus = deps.lockBoards.get(door?.board?.bus ?? '');
  const { supply: name, ...pulse } = pulseOf(config, id);
  const supply = deps.supplies.get(name);
  if (door === undefined || supply === undefined) throw notLetThrough(id);
  const { lock, contact: line } = door;
  const onBoard = line === undefined ? boardContact(id, config, door, bus, deps) : null;
  const contact = line === undefined ? onBoard?.part : lineContact(id, door, line, deps);
  if (contact === undefined) throw notLetThrough(id);
  if (lock !== undefined) return { contact, lock: lineLock(id, lock, pulse, supply, deps) };
  if (bus === undefined || door.board === undefined) throw notLetThrough(id);
  const port = new BoardLock(id, door.board, pulse, bus, onBoard?.port ?? null, { ...deps.tell, supply });
  return { contact, lock: { port, held: heldBy(port), lines: [], found: () => port.describe() } };
}

type Pulse = ConstructorParameters<typeof SolenoidLock>[1];

function lineLock(id: string, line: LineConfig, pulse: Pulse, supply: Supply, deps: DoorDeps): DoorPart<Lock> {
  const { tell, logger, guard } = deps;
  const port = new SolenoidLock(id, pulse, () => deps.output(line), { ...tell, supply, logger, guard });
  const { pulseMs, oneShot } = pulse;
  const found = (): DeviceFinding => ({ code: 'lock', line: port.line.get().name, pulseMs, oneShot });
  return { port, held: port.line, lines: [line], found };
}

function lineContact(id: string, door: DoorConfig, line: LineConfig, deps: DoorDeps): DoorPart<ContactPort> {
  const { closedWhen = 'active' } = door;
  const port = new DoorContact(id, { closedWhen }, () => deps.input(line), deps.tell);
  const found = async (): Promise<DeviceFinding> => {
    const reading = await port.read();
    if (reading === 'unknown') throw new Error('the contact can’t be read: wiring?');
    return { code: 'contact', reading, line: port.line.get().name };
  };
  return { port, held: port.line, lines: [line], found };
}

function boardContact(
  id: string,
  config: LinuxHalConfig,
  door: DoorConfig,
  bus: LockBoardBus | undefined,
  { tell }: DoorDeps,
): { port: BoardContact; part: DoorPart<ContactPort> } {
  if (bus === undefined || door.board === undefined) throw notLetThrough(id);
  const port = new BoardContact(id, door.board, openLevel(config, door), bus, tell);
  return { port, part: { port, held: heldBy(port), lines: [], found: () => port.describe() } };
}

/** Its bus looks for a board that is away: there is nothing to hurry. */
function heldBy(port: Pick<BoardLock, 'presence'>): DoorPart<unknown>['held'] {
  return { presence: () => port.presence(), hurry: () => undefined };
}

function notLetThrough(id: string): Error {
  return new Error(`the schema lets ${id} through without its door`);
}
