import { VirtualTime } from '../../../hal/sim/virtual-time';
import { SpringDoor } from '../../../scripts/emulators/door';
import { Rs485Line, type LineOptions } from '../../../scripts/emulators/line';
import { LINE_FAULTS, LineFaults, type LineFault } from '../../../scripts/emulators/line-faults';
import { KerongCu } from '../../../scripts/emulators/kerong-cu';
import { Random } from '../../../scripts/emulators/random';
import { Ybx } from '../../../scripts/emulators/ybx';

const ASK = Uint8Array.from(Buffer.from('0200300335', 'hex'));
const ALL_SHUT = '020035ffff00000338';

function bench(options: Partial<LineOptions> = {}) {
  const time = new VirtualTime({ frozen: true });
  const faults = new LineFaults(new Random(7));
  const doors = [new SpringDoor(time), new SpringDoor(time)];
  const line = new Rs485Line({
    time,
    baudRate: 9_600,
    faults,
    deadMs: 5_000,
    boards: [new KerongCu({ address: 0, doors, turnaroundMs: 4 }), new KerongCu({ address: 1, doors: [] })],
    ...options,
  });
  const heard: { readonly at: number; readonly hex: string }[] = [];
  line.toHost.listen((bytes) => heard.push({ at: time.monotonic(), hex: bytes.toString('hex') }));
  const ask = async (bytes = ASK): Promise<string> => {
    heard.length = 0;
    void line.send(bytes);
    await time.advance(2_000);
    return heard.map(({ hex }) => hex).join(' ');
  };
  return { time, faults, doors, line, heard, ask };
}

test('every byte takes ten bits: five there, the turnaround, nine back', async () => {
  const { ask, heard } = bench();
  expect(await ask()).toBe(ALL_SHUT);
  expect(heard[0]?.at).toBeCloseTo((14 * 10_000) / 9_600 + 4, 6);
});

test.each<[LineFault, (answer: string) => void]>([
  ['lost-command', (answer) => expect(answer).toBe('')],
  ['lost-reply', (answer) => expect(answer).toBe('')],
  ['late-reply', (answer) => expect(answer).toBe(ALL_SHUT)],
  ['garbled', (answer) => expect(answer).toMatch(/^(?!020035ffff00000338$)[0-9a-f]{18}$/)],
  ['echo', (answer) => expect(answer).toBe(`0200300335 ${ALL_SHUT}`)],
  ['wrong-checksum', (answer) => expect(answer).toMatch(/^020035ffff000003(?!38)/)],
  ['wrong-address', (answer) => expect(answer).toBe('021035ffff00000348')],
  ['half-frame', (answer) => expect(ALL_SHUT.startsWith(answer) && answer.length < ALL_SHUT.length).toBe(true)],
  ['reset', (answer) => expect(answer).toBe('')],
  ['noise', (answer) => expect(answer.replace(ALL_SHUT, '').trim()).toMatch(/^[0-9a-f]{2,8}$/)],
  ['dead', (answer) => expect(answer).toBe('')],
])('%s strikes once and is counted; then all is well again', async (fault, check) => {
  const { time, faults, ask, heard } = bench();
  faults.next(fault);
  check(await ask());
  if (fault === 'late-reply') expect(heard[0]?.at).toBeGreaterThan(300);
  expect(faults.fired).toEqual({ ...Object.fromEntries(LINE_FAULTS.map((one) => [one, 0])), [fault]: 1 });
  await time.advance(5_000);
  expect(await ask()).toBe(ALL_SHUT);
});

test('a lost reply is not a lost command', async () => {
  const { faults, doors, ask } = bench();
  faults.next('lost-reply');
  await ask(Uint8Array.from(Buffer.from('0200310336', 'hex')));
  expect(doors.map(({ releases }) => releases)).toEqual([1, 0]);
});

test('who speaks while another does is understood by nobody', async () => {
  const { time, line, heard } = bench();
  void line.send(ASK);
  await time.advance(12);
  void line.send(ASK);
  await time.advance(1_000);
  expect(line.collisions).toBe(1);
  expect(heard.map(({ hex }) => hex)).not.toContain(ALL_SHUT);
  expect(heard).toHaveLength(1);
});

test('a board that needs a pause misses what comes without one', async () => {
  const time = new VirtualTime({ frozen: true });
  const board = new Ybx({ address: 1, doors: [new SpringDoor(time)], closedIs: 0x11 });
  const line = new Rs485Line({ time, baudRate: 9_600, boards: [board], faults: new LineFaults(new Random(1)) });
  const query = Uint8Array.from(Buffer.from('80010133b3', 'hex'));
  const sent = line.send(query);
  await time.advance(17);
  await sent;
  void line.send(query);
  await time.advance(1_000);
  expect(line.tooSoon).toBe(1);
  expect(board.heard).toBe(1);
});

test('the same seed, the same faults', () => {
  const strikes = (seed: number): string => {
    const faults = new LineFaults(new Random(seed), { garbled: 0.3 });
    return Array.from({ length: 40 }, () => (faults.strikes('garbled') ? 'x' : '.')).join('');
  };
  expect(strikes(5)).toBe(strikes(5));
  expect(strikes(5)).not.toBe(strikes(6));
  expect(strikes(5)).toContain('x');
});
