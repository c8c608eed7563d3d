import { siteSchema } from '../../../config/schema';
import type { HalError } from '../../../hal/errors';
import { createLinuxHal } from '../../../hal/linux/open-linux';
import type { DeviceChange, Hal } from '../../../hal/ports';
import { VirtualTime } from '../../../hal/sim/virtual-time';
import { SpringDoor } from '../../../scripts/emulators/door';
import { FakeSocket } from '../../../scripts/emulators/fake-port';
import { Rs485Line } from '../../../scripts/emulators/line';
import { LineFaults, type LineFault } from '../../../scripts/emulators/line-faults';
import { BAUD_RATE, FIRST_ADDRESS, makeBoard, type Emulated } from '../../../scripts/emulators/make-board';
import { Random } from '../../../scripts/emulators/random';
import { FakeBoard, FakeGuard } from '../hal-linux/fakes';

export interface BenchOptions {
  readonly kind: Emulated;
  /** Channels of each board. */
  readonly boards?: readonly number[];
  readonly baudRate?: number;
  readonly echoes?: boolean;
  readonly turnaroundMs?: number;
  readonly lateMs?: readonly [number, number];
  /** "8A": what a closed door is reported as. */
  readonly closedIs?: 0x00 | 0x11;
  /** Kerong and CU48: some do. */
  readonly answersUnlock?: boolean;
  readonly lock?: Record<string, number>;
  /** Fields of doors beside `board`. */
  readonly doors?: Readonly<Record<string, object>>;
}

export interface Place {
  readonly address: number;
  readonly channel: number;
}

/** A door that remembers when it opened last after a release, monotonic ms. */
class TimedDoor extends SpringDoor {
  openedAt = NaN;

  constructor(private readonly clock: VirtualTime) {
    super(clock);
  }

  override release(): void {
    this.openedAt = this.clock.monotonic() + this.travelMs;
    super.release();
  }
}

/** A linux HAL with every channel of emulated lock boards as a compartment (`1-3` = third of the first board), in frozen time. */
export async function lockBoardBench(options: BenchOptions) {
  const { kind, boards: sizes = [8, 8], baudRate, doors: extra = {}, closedIs = 0x11, lock } = options;
  const time = new VirtualTime({ frozen: true });
  const places = new Map<string, Place>(
    sizes.flatMap((size, board) =>
      Array.from({ length: size }, (_, index) => [
        `${board + 1}-${index + 1}`,
        { address: FIRST_ADDRESS[kind] + board, channel: index + 1 },
      ]),
    ),
  );
  const springs = new Map([...places.keys()].map((id) => [id, new TimedDoor(time)]));
  const faults = new LineFaults(new Random(7));
  const boards = sizes.map((size, board) => {
    const own = Array.from({ length: size }, (_, index) => spring(`${board + 1}-${index + 1}`));
    const { turnaroundMs = 5, answersUnlock = false } = options;
    const wiring = { closedIs, turnaroundMs, answersUnlock };
    return makeBoard(kind, { address: FIRST_ADDRESS[kind] + board, doors: own, ...wiring });
  });
  const { echoes = false, lateMs = [300, 500] } = options;
  const line = new Rs485Line({ time, baudRate: baudRate ?? BAUD_RATE[kind], boards, faults, echoes, lateMs });
  line.recording = true;
  const socket = new FakeSocket(line);
  const ids = [...places.keys()];
  const { hal: config } = siteSchema.parse({
    locker: { id: 'TEST', zone: 'Europe/Berlin' },
    compartments: ids.map((id, index) => ({ id, number: index + 1, size: 'S' })),
    hal: {
      driver: 'linux',
      lock: { pulseMs: 100, maxPulseMs: 500, restMs: 200, ...lock },
      lockBoards: {
        b1: {
          port: '/dev/ttyTEST',
          protocol: kind,
          baudRate,
          ...(kind === 'ybx' && { closedWhen: closedIs === 0x11 ? 'active' : 'inactive' }),
          boards: sizes.map((channels, board) => ({ address: FIRST_ADDRESS[kind] + board, channels })),
        },
      },
      doors: Object.fromEntries(ids.map((id) => [id, { board: { bus: 'b1', ...places.get(id) }, ...extra[id] }])),
    },
  });
  if (config.driver !== 'linux') throw new Error('not this driver');
  const lines = new FakeBoard(time);
  const guard = new FakeGuard(time, () => undefined);
  const { hal } = await createLinuxHal(config, ids, {
    time,
    gpio: lines,
    guard,
    serial: (device, { port }) => socket.open(device, port),
  });
  const changes: DeviceChange[] = [];
  hal.onDevice((change) => changes.push(change));

  function spring(id: string): TimedDoor {
    const found = springs.get(id);
    if (found === undefined) throw new Error(`no door ${id}`);
    return found;
  }

  /** Time goes on until that is settled. */
  async function settled<T>(call: Promise<T>, limitMs = 20_000): Promise<T> {
    let done = false;
    const finish = (): void => void (done = true);
    call.then(finish, finish);
    for (let waited = 0; !done && waited < limitMs; waited += 1) await time.advance(1);
    if (!done) throw new Error(`not settled within ${limitMs} ms`);
    return call;
  }

  /** Until an unlock is on its way. */
  async function untilSent(): Promise<void> {
    const sent = (): number => line.sent.filter(({ hex }) => UNLOCK[kind].test(hex)).length;
    const before = sent();
    for (let waited = 0; waited < 5_000 && sent() === before; waited += 1) await time.advance(1);
    expect(sent()).toBe(before + 1);
  }

  return {
    time,
    hal,
    line,
    boards,
    faults,
    socket,
    changes,
    ids,
    lines,
    spring,
    settled,
    start: () => settled(hal.start()),
    release: (id: string) => settled(release(hal, id)),
    /** What it fails with. */
    refusal: (id: string) => settled(refusal(hal, id)),
    /** The same without time going on meanwhile. */
    begin: (id: string) => refusal(hal, id),
    /** A release whose exchange is struck by that; what it fails with. */
    async struck(id: string, fault: LineFault) {
      const outcome = refusal(hal, id);
      await untilSent();
      faults.next(fault);
      return settled(outcome);
    },
    untilSent,
    read: (id: string) => settled(hal.contacts.get(id)?.read() ?? Promise.reject(new Error(`no contact ${id}`))),
    /** Unlock commands on the line, in hex. */
    unlocks: () => line.sent.filter(({ hex }) => UNLOCK[kind].test(hex)).map(({ hex }) => hex),
    lost: () => changes.filter(({ status }) => status === 'lost').map(({ device }) => device),
    back: () => changes.filter(({ status }) => status === 'back').map(({ device }) => device),
  };
}

export type LockBoardBench = Awaited<ReturnType<typeof lockBoardBench>>;

export const UNLOCK: Readonly<Record<Emulated, RegExp>> = {
  'kerong-cu': /^02..31/,
  cu48: /^02....61/,
  ybx: /^8a/,
  winnsen: /^900605/,
};

function refusal(hal: Hal, id: string): Promise<HalError | null> {
  return release(hal, id).then(
    () => null,
    (error: unknown) => error as HalError,
  );
}

function release(hal: Hal, id: string): Promise<void> {
  return hal.locks.get(id)?.release() ?? Promise.reject(new Error(`no lock ${id}`));
}
