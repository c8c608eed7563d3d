import { sniff, type Sniffed } from '../../../hal/linux/sniff/sniff';
import { VirtualTime } from '../../../hal/sim/virtual-time';
import { Signal } from '../../../hal/signal';
import { FakeSocket } from '../../../scripts/emulators/fake-port';

/** A line that is played, listened to in frozen time. */
function listening(protocol: string, baudRate: number | null = null) {
  const time = new VirtualTime({ frozen: true });
  const toHost = new Signal<Buffer>();
  const written: Uint8Array[] = [];
  const socket = new FakeSocket({ toHost, send: async (bytes) => void written.push(bytes) });
  const end = new AbortController();
  const heard: Sniffed[] = [];
  const speeds: number[] = [];
  const done = sniff({
    port: '/dev/tap',
    protocol,
    baudRate,
    raw: false,
    signal: end.signal,
    time,
    onSniffed: (one) => heard.push(one),
    onOpen: (speed) => speeds.push(speed),
    open: ({ port }) => socket.open('sniff', port),
  });
  return { time, toHost, socket, written, end, heard, speeds, done };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("the speed is the protocol's own, unless another one is wanted", async () => {
  for (const [protocol, baud, speed] of [
    ['kerong-cu', null, 19_200],
    ['ybx', null, 9_600],
    ['scanner', null, 9_600],
    ['kerong-cu', 4_800, 4_800],
  ] as const) {
    const { end, done, speeds } = listening(protocol, baud);
    await turn();
    end.abort();
    expect((await done).baudRate).toBe(speed);
    expect(speeds).toEqual([speed]);
  }
});

test('half a frame is told when the line has been quiet; nothing is ever written', async () => {
  const { time, toHost, heard, end, done, written } = listening('auto');
  await turn();
  toHost.emit(Buffer.from('020030', 'hex'));
  expect(heard).toEqual([]);
  await time.advance(39);
  expect(heard).toEqual([]);
  await time.advance(1);
  expect(heard).toMatchObject([{ length: 3, hex: ['02', '00', '··'] }]);
  // The wall clock is set meanwhile: gaps stay what they were.
  time.setOffsets({ wall: -3_600_000, monotonic: 40, trusted: true });
  await time.advance(60);
  toHost.emit(Buffer.from('0200300335', 'hex'));
  expect(heard.at(-1)).toMatchObject({ gapMs: 100, speech: { kind: 'request' } });
  end.abort();
  expect(await done).toMatchObject({ lost: null, summary: { bytes: 8, requests: 1, unknownBytes: 3 } });
  expect(written).toEqual([]);
});

test('the adapter is pulled: what was heard until then is told, and why it ended', async () => {
  const { toHost, socket, done, heard } = listening('auto');
  await turn();
  toHost.emit(Buffer.from('80010033b2', 'hex'));
  toHost.emit(Buffer.from('8001', 'hex'));
  socket.unplug();
  const { summary, lost } = await done;
  expect(lost).toContain('unplugged?');
  expect(heard).toHaveLength(2);
  expect(summary).toMatchObject({ bytes: 7, boards: [{ protocol: 'ybx', address: 1, requests: 1, answers: 0 }] });
});
