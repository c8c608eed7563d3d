import { EMULATED, type Emulated } from '../../../scripts/emulators/make-board';
import { halContract, type HalRig } from '../../contract/hal-contract';
import { lockBoardBench, type LockBoardBench } from './bench';

/** What is broken one by one: of a board lock and contact go together, so the other one is on a line. */
type Mix = 'lock on the board, contact on a line' | 'contact on the board, lock on a line';

/** The first compartment is mixed, on a board of its own; the second hangs on the other board with all it has. */
async function rig(kind: Emulated, mix: Mix): Promise<HalRig> {
  const onBoard = mix.startsWith('lock');
  const line = onBoard ? { contact: { bcm: 6 } } : { lock: { bcm: 5 } };
  const bench = await lockBoardBench({ kind, boards: [1, 1], lock: { restMs: 0 }, doors: { '1-1': line } });
  const { time, spring, lines, boards } = bench;
  const [broken] = boards;
  if (broken === undefined) throw new Error('no board');
  const hear = broken.hear.bind(broken);
  const first = onBoard ? 'lock:1-1' : 'door:1-1';
  if (onBoard) lines.in('bcm 6').active = true;
  return {
    hal: onFlowingTime(bench),
    compartments: ['1-1', '2-1'],
    close: async () => undefined,
    outside: {
      press: async () => undefined,
      scan: async () => undefined,
      async moveDoor(id, action) {
        if (id === '1-1' && onBoard) lines.in('bcm 6').move(action === 'close');
        else spring(id).hand(action);
      },
      moveCover: async () => undefined,
      stopRtc: async () => undefined,
      async pulses(id) {
        if (id === '1-1' && !onBoard) return lines.out('bcm 5').intervals.length;
        const told = boards[id === '1-1' ? 0 : 1]?.unlocks[0] ?? 0;
        expect(told).toBe(spring(id).releases);
        return told;
      },
      display: async () => [],
      beeps: async () => 0,
      async breakDevice(device) {
        if (device === first) broken.hear = () => null;
        else if (onBoard) lines.in('bcm 6').break();
        else {
          lines.out('bcm 5').broken = true;
          lines.out('bcm 5').lost.emit('is broken');
        }
      },
      async mendDevice(device) {
        if (device === first) broken.hear = hear;
        else if (onBoard) lines.in('bcm 6').broken = false;
        else lines.out('bcm 5').broken = false;
      },
      // Three seconds until a board counts as lost, and the second question after two more.
      pass: (ms) => time.advance(ms < 1_000 ? ms : ms + 6_500),
    },
  };
}

/** Whoever calls a driver sees time go on meanwhile. */
function onFlowingTime({ hal, settled }: LockBoardBench): HalRig['hal'] {
  const locks = [...hal.locks].map(([id, lock]) => [id, { release: () => settled(lock.release()) }] as const);
  const contacts = [...hal.contacts].map(
    ([id, contact]) => [id, { onChange: contact.onChange, read: () => settled(contact.read()) }] as const,
  );
  return Object.assign(Object.create(hal) as HalRig['hal'], {
    locks: new Map(locks),
    contacts: new Map(contacts),
    start: () => settled(hal.start()),
    stop: () => settled(hal.stop()),
    selftest: () => settled(hal.selftest()),
  });
}

for (const kind of EMULATED) {
  for (const mix of ['lock on the board, contact on a line', 'contact on the board, lock on a line'] as const) {
    halContract(`linux, ${kind}, ${mix}`, [], () => rig(kind, mix));
  }
}
