import { siteSchema } from '../../config/schema';
import { createLinuxHal } from '../../hal/linux/open-linux';
import type { Hal } from '../../hal/ports';
import { VirtualTime } from '../../hal/sim/virtual-time';
import { SpringDoor } from '../emulators/door';
import { FakeSocket } from '../emulators/fake-port';
import { Rs485Line } from '../emulators/line';
import { LineFaults } from '../emulators/line-faults';
import { BAUD_RATE, CHANNELS, FIRST_ADDRESS, makeBoard, type Emulated } from '../emulators/make-board';
import { Random } from '../emulators/random';
import { aligned, median, percentile } from './figures';

/** A bus that is measured: the product's own drivers on emulated boards, in frozen time. */
export interface BoardCase {
  readonly kind: Emulated;
  readonly baudRate: number;
  readonly doors: number;
  /** How long a board takes to begin its answer, ms. */
  readonly turnaroundMs: number;
}

/** ms, made of byte times (ten bits each), the pauses between frames and the boards' turnaround: exact. */
export interface BoardFigures extends BoardCase {
  readonly boards: number;
  /** From one question to a board (or lock) until the next, nobody being there. */
  readonly pollMs: number;
  /** From the firmware's call until the board fires the coil. */
  readonly unlockMs: { readonly median: number; readonly worst: number };
  /** From a released door's opening until the firmware is told. */
  readonly openedMs: { readonly median: number; readonly worst: number };
  /** The same for a door that nobody released. */
  readonly forcedMs: { readonly worst: number };
}

const TURNAROUND_MS = 5;
/** "8A" boards were seen to answer after 20 to 200 ms. */
const YBX_TURNAROUND_MS = [20, 200];

export const BOARD_CASES: readonly BoardCase[] = [16, 48, 96].flatMap((doors) => [
  ...[9_600, 19_200].map((baudRate) => ({ kind: 'kerong-cu', baudRate, doors, turnaroundMs: TURNAROUND_MS }) as const),
  ...[9_600, 19_200].map((baudRate) => ({ kind: 'cu48', baudRate, doors, turnaroundMs: TURNAROUND_MS }) as const),
  // These two know no other speed.
  ...YBX_TURNAROUND_MS.map((turnaroundMs) => ({ kind: 'ybx', baudRate: BAUD_RATE.ybx, doors, turnaroundMs }) as const),
  { kind: 'winnsen', baudRate: BAUD_RATE.winnsen, doors, turnaroundMs: TURNAROUND_MS },
]);

/** A door that remembers when its coil was fired and when it sprang open. */
class TimedDoor extends SpringDoor {
  firedAt = 0;

  constructor(private readonly clock: VirtualTime) {
    super(clock, 150);
  }

  override release(): void {
    this.firedAt = this.clock.monotonic();
    super.release();
  }
}

interface Bench {
  readonly time: VirtualTime;
  readonly line: Rs485Line;
  readonly doors: ReadonlyMap<string, TimedDoor>;
  readonly hal: Hal;
  readonly boards: number;
}

async function build({ kind, baudRate, doors: count, turnaroundMs }: BoardCase): Promise<Bench> {
  const time = new VirtualTime({ frozen: true });
  const channels = CHANNELS[kind];
  const addresses = Array.from({ length: Math.ceil(count / channels) }, (_, board) => FIRST_ADDRESS[kind] + board);
  const places = Array.from({ length: count }, (_, door) => ({
    id: `D${door + 1}`,
    address: addresses[Math.floor(door / channels)],
    channel: (door % channels) + 1,
  }));
  const doors = new Map(places.map(({ id }) => [id, new TimedDoor(time)]));
  const boards = addresses.map((address) => {
    const own = places.filter((place) => place.address === address).flatMap(({ id }) => doors.get(id) ?? []);
    return makeBoard(kind, { address, doors: own, turnaroundMs });
  });
  const line = new Rs485Line({ time, baudRate, boards, faults: new LineFaults(new Random(1)) });
  line.recording = true;
  const socket = new FakeSocket(line);
  const { hal: config } = siteSchema.parse({
    locker: { id: 'BENCH', zone: 'UTC' },
    compartments: places.map(({ id }, index) => ({ id, number: index + 1, size: 'S' })),
    hal: {
      driver: 'linux',
      lock: { restMs: 0 },
      lockBoards: {
        b1: {
          port: '/dev/bench',
          protocol: kind,
          baudRate,
          boards: boards.map((board) => ({ address: board.address, channels: board.doors.length })),
        },
      },
      doors: Object.fromEntries(
        places.map(({ id, address, channel }) => [
          id,
          { board: { bus: 'b1', address, channel }, ...(kind === 'ybx' && { closedWhen: 'active' }) },
        ]),
      ),
    },
  });
  if (config.driver !== 'linux') throw new Error('not this driver');
  const { hal } = await createLinuxHal(config, [...doors.keys()], {
    time,
    serial: (device, { port }) => socket.open(device, port),
  });
  const started = hal.start();
  await time.advance(5_000);
  await started;
  return { time, line, doors, hal, boards: boards.length };
}

/** @param rounds doors that are opened, each at another moment of the polling */
export async function measureBoards(which: BoardCase, rounds: number): Promise<BoardFigures> {
  const { time, line, doors, hal, boards } = await build(which);
  const random = new Random(2);
  const ids = [...doors.keys()];
  const pollMs = await pollPeriod(time, line);
  const unlocks: number[] = [];
  const opened: number[] = [];
  const forced: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const id = random.pick(ids);
    const door = doors.get(id);
    if (door === undefined) throw new Error('no door');
    // Any moment of the polling.
    await time.advance(random.next() * pollMs);
    const asked = time.monotonic();
    const told = heard(hal, id, time, 'open');
    hal.locks
      .get(id)
      ?.release()
      .catch(() => undefined);
    const at = await until(time, told, 5_000);
    unlocks.push(door.firedAt - asked);
    opened.push(at - door.firedAt - door.travelMs);
    await shut(time, hal, id, door);
    await time.advance(random.next() * pollMs);
    const from = time.monotonic();
    const seen = heard(hal, id, time, 'open');
    door.hand('open');
    forced.push((await until(time, seen, 10_000)) - from);
    await shut(time, hal, id, door);
  }
  await hal.stop();
  const worst = (values: readonly number[]): number => percentile(values, 1);
  return {
    ...which,
    boards,
    pollMs,
    unlockMs: { median: median(unlocks), worst: worst(unlocks) },
    openedMs: { median: median(opened), worst: worst(opened) },
    forcedMs: { worst: worst(forced) },
  };
}

/** Between two questions that are the same, nobody being there. */
async function pollPeriod(time: VirtualTime, line: Rs485Line): Promise<number> {
  await time.advance(15_000);
  line.sent.length = 0;
  await time.advance(20_000);
  const last = new Map<string, number>();
  const periods: number[] = [];
  for (const { at, hex } of line.sent) {
    const before = last.get(hex);
    if (before !== undefined) periods.push(at - before);
    last.set(hex, at);
  }
  return median(periods);
}

interface Told {
  at: number | null;
}

function heard(hal: Hal, id: string, time: VirtualTime, reading: 'open' | 'closed'): Told {
  const told: Told = { at: null };
  const stop = hal.contacts.get(id)?.onChange((now) => {
    if (now !== reading || told.at !== null) return;
    told.at = time.monotonic();
    stop?.();
  });
  return told;
}

async function until(time: VirtualTime, told: Told, limitMs: number): Promise<number> {
  const end = time.monotonic() + limitMs;
  while (told.at === null) {
    if (time.monotonic() > end) throw new Error(`nothing was told within ${limitMs} ms`);
    await time.advance(1);
  }
  return told.at;
}

async function shut(time: VirtualTime, hal: Hal, id: string, door: TimedDoor): Promise<void> {
  const told = heard(hal, id, time, 'closed');
  door.hand('close');
  await until(time, told, 10_000);
  await time.advance(500);
}

export function boardTable(lines: readonly BoardFigures[]): string {
  const ms = (value: number): string => value.toFixed(value < 100 ? 1 : 0);
  const head = [
    'board',
    'baud',
    'turnaround',
    'doors',
    'boards',
    'poll',
    'unlock',
    'worst',
    'opened',
    'worst',
    'forced',
  ];
  const rows = lines.map((line) => [
    line.kind,
    String(line.baudRate),
    `${line.turnaroundMs} ms`,
    String(line.doors),
    String(line.boards),
    ...[line.pollMs, line.unlockMs.median, line.unlockMs.worst, line.openedMs.median, line.openedMs.worst].map(ms),
    ms(line.forcedMs.worst),
  ]);
  return aligned(head, rows, [0]);
}
