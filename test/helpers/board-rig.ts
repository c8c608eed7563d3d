import { siteSchema } from '../../config/schema';
import { createLinuxHal } from '../../hal/linux/open-linux';
import type { Hal } from '../../hal/ports';
import { Signal } from '../../hal/signal';
import type { VirtualTime } from '../../hal/sim/virtual-time';
import type { World } from '../../hal/sim/world';
import type { LockBoard } from '../../scripts/emulators/board';
import { SpringDoor, type EmulatedDoor } from '../../scripts/emulators/door';
import { FakeSocket } from '../../scripts/emulators/fake-port';
import { Rs485Line, type LineOptions } from '../../scripts/emulators/line';
import { LineFaults } from '../../scripts/emulators/line-faults';
import { BAUD_RATE, CHANNELS, FIRST_ADDRESS, makeBoard, type Emulated } from '../../scripts/emulators/make-board';
import { Random } from '../../scripts/emulators/random';
import type { MakeHal, Rig, RigParts } from './rig';

const PORT = '/dev/serial/by-id/usb-lock-boards';

/** A board that was dead is looked at again within a minute, ms. */
const LONGEST_MS = 120_000;

export interface BoardSetup extends Partial<Pick<LineOptions, 'echoes' | 'pieces' | 'lateMs' | 'deadMs'>> {
  readonly kind: Emulated;
  readonly baudRate?: number;
  readonly seed?: number;
  /** "8A": how the locks are wired. */
  readonly closedIs?: 0x00 | 0x11;
  readonly turnaroundMs?: number;
  /** A port of this machine, with the line behind it; without, the port is played too. */
  readonly port?: string;
}

/** Where a compartment's lock and contact are. */
interface Place {
  readonly address: number;
  /** From 1. */
  readonly channel: number;
}

/** A door of the world, as the board behind it has it. */
class WorldDoor implements EmulatedDoor {
  /** So many times it says the contrary of how it stands. */
  lies = 0;
  /** Monotonic ms; null while it is shut. */
  openSince: number | null = null;

  constructor(
    private readonly id: string,
    private readonly world: World,
    time: VirtualTime,
    private readonly pulsed: (id: string, pulse: () => void) => void,
  ) {
    world.listen((event) => {
      if (event.type === 'contact' && event.compartment === id && event.reading !== 'unknown')
        this.openSince = event.reading === 'closed' ? null : time.monotonic();
    });
  }

  release(): void {
    // A lock that is broken (`lost`) gets its pulse and does nothing.
    this.pulsed(this.id, () => void this.world.release(this.id).catch(() => undefined));
  }

  closed(): boolean {
    const shut = this.openSince === null;
    if (this.lies === 0) return shut;
    this.lies -= 1;
    return !shut;
  }
}

/**
 * Lock boards in the place of the simulator's locks and contacts: two boards on one line, the locker's
 * compartments spread over both, with doors that belong to nobody between them.
 */
export class BoardBench {
  readonly places: ReadonlyMap<string, Place>;
  readonly faults: LineFaults;
  line!: Rs485Line;
  socket!: FakeSocket;
  hal!: Hal;
  /** A board's processor is away: nobody sees what these doors do. */
  onDeaf: (compartment: string) => void = () => undefined;
  /** The line is there, and nobody has opened its port yet. */
  onBuilt: (line: Rs485Line) => Promise<void> = async () => undefined;
  /** Doors that belong to no compartment: nobody ever opens them. */
  readonly strangers: SpringDoor[] = [];
  private readonly addresses: readonly [number, number];
  private parts!: RigParts;

  constructor(
    private readonly setup: BoardSetup,
    compartments: readonly string[] = ['A1', 'A2', 'B1', 'C1', 'C2'],
  ) {
    const first = FIRST_ADDRESS[setup.kind];
    this.addresses = [first, first + 1];
    this.faults = new LineFaults(new Random(setup.seed ?? 1));
    const last = CHANNELS[setup.kind];
    // First and last channel of a board, neighbours, the same channel on both boards.
    const channels = [1, last, 1, 2, last - 1];
    this.places = new Map(
      compartments.map((id, index) => {
        const address = this.addresses[index < 2 ? 0 : 1];
        return [id, { address, channel: channels[index] ?? 3 + index }];
      }),
    );
  }

  /** The `hal` of a site file that names these boards. */
  config(): Record<string, unknown> {
    const { kind, baudRate, closedIs } = this.setup;
    return {
      driver: 'linux',
      lock: { restMs: 200 },
      lockBoards: {
        b1: {
          port: this.setup.port ?? PORT,
          protocol: kind,
          ...(baudRate !== undefined && { baudRate }),
          boards: this.addresses.map((address) => ({ address, channels: CHANNELS[kind] })),
        },
      },
      doors: Object.fromEntries(
        [...this.places].map(([id, { address, channel }]) => [
          id,
          {
            board: { bus: 'b1', address, channel },
            ...(kind === 'ybx' && { closedWhen: closedIs === 0x00 ? 'inactive' : 'active' }),
          },
        ]),
      ),
    };
  }

  readonly make: MakeHal = async (parts) => {
    const first = this.parts === undefined;
    this.parts = parts;
    if (first) {
      this.build(parts);
      await this.onBuilt(this.line);
    }
    const { sim, time } = parts;
    const { hal: config } = siteSchema.parse({
      locker: { id: 'TEST-1', zone: 'Europe/Berlin' },
      compartments: [...this.places.keys()].map((id, index) => ({ id, number: index + 1, size: 'S' })),
      hal: this.config(),
    });
    if (config.driver !== 'linux') throw new Error('not this driver');
    const ids = [...this.places.keys()];
    const { hal } = await createLinuxHal(config, ids, {
      time,
      ...(this.setup.port === undefined && { serial: (device, { port }) => this.socket.open(device, port) }),
    });
    this.hal = hal;
    return joined(sim, hal);
  };

  board(compartment: string): LockBoard {
    const place = this.place(compartment);
    const board = this.line.boards.find(({ address }) => address === place.address);
    if (board === undefined) throw new Error(`no board for ${compartment}`);
    return board;
  }

  compartmentsOf({ address }: LockBoard): string[] {
    return [...this.places].flatMap(([id, place]) => (place.address === address ? [id] : []));
  }

  /** How often that compartment's channel was told to unlock, as its board heard it. */
  unlocks(compartment: string): number {
    return this.board(compartment).unlocks[this.place(compartment).channel - 1] ?? 0;
  }

  /** Its board tells the contrary of how that door stands, once: a bit that fell over on the line. */
  lie(compartment: string): void {
    this.door(compartment).lies += 1;
  }

  /** How many of these are still to come. */
  liesLeft(compartment: string): number {
    return this.door(compartment).lies;
  }

  /** How long that door has been open; 0 while it is shut. */
  openForMs(compartment: string): number {
    const since = this.door(compartment).openSince;
    return since === null ? 0 : this.parts.worldTime.monotonic() - since;
  }

  /** Frames that the boards understood. */
  frames(): number {
    return this.line.boards.reduce((sum, { heard }) => sum + heard, 0);
  }

  /** What must hold whatever happened. */
  violations(): string[] {
    const { boards } = this.line;
    return [
      ...boards.flatMap(({ address, misuse }) => misuse.map((hex) => `board ${address} was told ${hex}`)),
      ...(this.strangers.some(({ releases }) => releases > 0) ? ['a door that belongs to no compartment opened'] : []),
    ];
  }

  /**
   * Time in which nobody is at the locker. Boards are polled for a second at its beginning and its end; in between
   * the clocks go on as for a process that sleeps, or a day of polling would be millions of frames; not before every
   * opening is decided, every door has come to rest, and the locker sees all of them as they stand.
   */
  async quiet(rig: Rig, ms: number): Promise<void> {
    const polled = Math.min(1_000, ms / 2);
    let waited = 0;
    const settled = async (): Promise<boolean> =>
      rig.locker.store.openings.unsettled().every(({ stage }) => stage !== 'intent') &&
      Object.entries((await rig.world.inspect()).doors).every(([id, { state }]) => state === rig.compartment(id).door);
    for (; waited < LONGEST_MS && !(await settled()); waited += 1_000) await rig.advance(1_000);
    await rig.advance(polled);
    for (; waited < LONGEST_MS && !this.line.idle(); waited += 1) await rig.advance(1);
    const { wall, monotonic, trusted } = rig.time.offsets();
    const rest = Math.max(0, ms - 2 * polled - waited);
    rig.time.setOffsets({ wall: wall + rest, monotonic: monotonic + rest, trusted });
    await rig.advance(polled);
  }

  private door(compartment: string): WorldDoor {
    const door = this.board(compartment).doors[this.place(compartment).channel - 1];
    if (!(door instanceof WorldDoor)) throw new Error(`no door of the world at ${compartment}`);
    return door;
  }

  private place(compartment: string): Place {
    const place = this.places.get(compartment);
    if (place === undefined) throw new Error(`no compartment ${compartment}`);
    return place;
  }

  private build({ world, worldTime }: RigParts): void {
    const { kind, baudRate = BAUD_RATE[kind], ...options } = this.setup;
    const pulsed = (id: string, pulse: () => void): void => {
      // Told before the power went, pulsed after: no firmware is there to be judged.
      if (this.parts.alive()) this.parts.atPoint('before-pulse', id);
      pulse();
      if (this.parts.alive()) this.parts.atPoint('after-pulse', id);
    };
    const boards = this.addresses.map((address) => {
      const doors = Array.from({ length: CHANNELS[kind] }, (_none, index): EmulatedDoor => {
        const owner = [...this.places].find(([, one]) => one.address === address && one.channel === index + 1);
        if (owner !== undefined) return new WorldDoor(owner[0], world, worldTime, pulsed);
        const stranger = new SpringDoor(worldTime);
        this.strangers.push(stranger);
        return stranger;
      });
      return makeBoard(kind, { address, doors, ...options });
    });
    const onDeaf = (board: LockBoard): void => this.compartmentsOf(board).forEach((id) => this.onDeaf(id));
    this.line = new Rs485Line({ time: worldTime, baudRate, boards, faults: this.faults, onDeaf, ...options });
    this.socket = new FakeSocket(this.line, () => this.parts.alive());
  }
}

/** Locks and contacts of the one, everything else of the other. */
function joined(sim: Hal, boards: Hal): Hal {
  const changes = new Signal<Parameters<Parameters<Hal['onDevice']>[0]>[0]>();
  const ofDoors = (device: string): boolean => /^(lock|door):/.test(device);
  sim.onDevice((change) => !ofDoors(change.device) && changes.emit(change));
  boards.onDevice((change) => changes.emit(change));
  return {
    ...sim,
    locks: boards.locks,
    contacts: boards.contacts,
    onDevice: changes.listen,
    selftest: async () => [
      ...(await boards.selftest()),
      ...(await sim.selftest()).filter(({ device }) => !ofDoors(device)),
    ],
    start: async () => {
      await sim.start();
      await boards.start();
    },
    stop: async () => {
      await boards.stop();
      await sim.stop();
    },
  };
}
