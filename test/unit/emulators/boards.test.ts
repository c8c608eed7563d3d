import { VirtualTime } from '../../../hal/sim/virtual-time';
import { Cu48 } from '../../../scripts/emulators/cu48';
import { SpringDoor } from '../../../scripts/emulators/door';
import { KerongCu } from '../../../scripts/emulators/kerong-cu';
import { Winnsen } from '../../../scripts/emulators/winnsen';
import { Ybx } from '../../../scripts/emulators/ybx';
import type { LockBoard } from '../../../scripts/emulators/board';

/** Frames of the data sheets and of people who listened (hardware.md section 1), by hand. */

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

function bench(count: number) {
  const time = new VirtualTime({ frozen: true });
  const doors = Array.from({ length: count }, () => new SpringDoor(time, 100));
  const ask = (board: LockBoard, hex: string): string | null => {
    const reply = board.hear(bytes(hex), time.monotonic());
    return reply === null ? null : Buffer.from(reply.make()).toString('hex');
  };
  const releases = (): number[] => doors.map((door) => door.releases);
  return { time, doors, ask, releases };
}

describe('Kerong CU16', () => {
  test('unlocks the one lock and tells hooks, bit 0 is lock 1', async () => {
    const { time, doors, ask, releases } = bench(16);
    const board = new KerongCu({ address: 0, doors });
    expect(ask(board, '02 00 30 03 35')).toBe('020035ffff00000338');
    expect(ask(board, '02 00 31 03 36')).toBeNull();
    expect(releases()).toEqual([1, ...Array.from({ length: 15 }, () => 0)]);
    await time.advance(100);
    expect(ask(board, '02 00 30 03 35')).toBe('020035feff00000337');
    ask(board, '02 0f 31 03 45');
    await time.advance(100);
    expect(ask(board, '02 00 30 03 35')).toBe('020035fe7f000003b7');
    expect(board.misuse).toEqual([]);
  });

  test('obeys and remembers what opens all; hears neither another board nor a wrong sum', () => {
    const { doors, ask, releases } = bench(2);
    const board = new KerongCu({ address: 1, doors });
    for (const other of ['02 00 31 03 36', '02 10 31 03 47', '02 10 31 03 00']) expect(ask(board, other)).toBeNull();
    expect(releases()).toEqual([0, 0]);
    ask(board, '02 10 31 03 46');
    ask(board, '02 10 33 03 48');
    expect(releases()).toEqual([2, 1]);
    expect(board.misuse).toEqual(['0210330348']);
  });
});

test('CU48: six bytes, six status bytes, locks from 0', async () => {
  const { time, doors, ask } = bench(48);
  const board = new Cu48({ address: 0, doors });
  expect(ask(board, '02 00 00 60 03 65')).toBe(`02000075${'ff'.repeat(6)}0374`);
  expect(ask(board, '02 00 2f 61 03 95')).toBeNull();
  await time.advance(100);
  expect(doors[47]?.releases).toBe(1);
  expect(ask(board, '02 00 00 60 03 65')).toBe(`02000075${'ff'.repeat(5)}7f03f4`);
});

describe('8A', () => {
  test('a success under one wiring is the command byte for byte; the highest group comes first', async () => {
    const { time, doors, ask } = bench(8);
    const board = new Ybx({ address: 1, doors, closedIs: 0x00 });
    const reply = board.hear(bytes('8A 01 01 11 9B'), 0);
    await time.advance(reply?.afterMs ?? 0);
    expect(Buffer.from(reply?.make() ?? []).toString('hex')).toBe('8a0101119b');
    expect(ask(board, '80 01 01 33 B3')).toBe('8001011191');
    expect(ask(board, '80 01 00 33 B2')).toBe('800100000133b3');
  });

  test('under the other wiring 11 means closed', async () => {
    const { time, doors, ask } = bench(8);
    const board = new Ybx({ address: 1, doors, closedIs: 0x11 });
    expect(ask(board, '80 01 00 33 B2')).toBe('8001ffffff334d');
    ask(board, '8A 01 08 11 92');
    await time.advance(100);
    expect(ask(board, '80 01 08 33 BA')).toBe('8001080089');
    expect(ask(board, '80 01 00 33 B2')).toBe('8001ffff7f33cd');
  });

  test('channel 0 opens all, 9A holds: it does so, and remembers', () => {
    const { doors, ask, releases } = bench(2);
    const board = new Ybx({ address: 1, doors, closedIs: 0x11 });
    ask(board, '8A 01 00 11 9A');
    ask(board, '9A 01 01 11 8B');
    expect(releases()).toEqual([2, 2]);
    expect(board.misuse).toEqual(['8a0100119a', '9a0101118b']);
  });
});

test('Winnsen: status and lock change places between the two replies', async () => {
  const { time, doors } = bench(4);
  const board = new Winnsen({ address: 2, doors });
  const unlock = board.hear(bytes('90 06 05 02 03 03'), 0);
  await time.advance(100);
  expect(Buffer.from(unlock?.make() ?? []).toString('hex')).toBe('90078502030103');
  const status = board.hear(bytes('90 06 12 02 03 03'), 1_000);
  expect(Buffer.from(status?.make() ?? []).toString('hex')).toBe('90079202010303');
  expect(doors.map(({ releases }) => releases)).toEqual([0, 0, 1, 0]);
});

test('half a command is forgotten when the line is quiet; a whole one after it is heard', () => {
  const { time, doors } = bench(2);
  const board = new KerongCu({ address: 0, doors });
  board.hear(bytes('02 00 31'), time.monotonic());
  board.hear(bytes('02 01 31 03 37'), 100);
  expect(board.unlocks).toEqual([0, 1]);
  // Without the pause the half becomes part of what follows, and nothing is opened by the sum of both.
  board.hear(bytes('02 00 31'), 200);
  board.hear(bytes('03 00 02 00 31 03 36'), 201);
  expect(board.unlocks).toEqual([1, 1]);
});
