import { EMULATED } from '../../../scripts/emulators/make-board';
import { lockBoardBench } from './bench';

/** A lock that is released by a command on a line: who is told, how often, and what is known when no answer comes. */

describe.each(EMULATED)('%s', (kind) => {
  test('the one lock is told, once, and its door is seen open', async () => {
    const bench = await lockBoardBench({ kind });
    await bench.start();
    await bench.release('2-3');
    await bench.time.advance(500);
    expect(await bench.read('2-3')).toBe('open');
    expect(bench.unlocks()).toHaveLength(1);
    expect(bench.ids.filter((id) => bench.spring(id).releases > 0)).toEqual(['2-3']);
    expect([bench.line.tooSoon, bench.line.collisions]).toEqual([0, 0]);
    await bench.hal.stop();
  });

  test('the answer is lost and the door opens: it was released, and is not told again', async () => {
    const bench = await lockBoardBench({ kind });
    await bench.start();
    // It is known now whether this board answers.
    await bench.release('1-1');
    await bench.time.advance(1_000);
    expect(await bench.struck('1-2', 'lost-reply')).toBeNull();
    expect(await bench.read('1-2')).toBe('open');
    expect(bench.unlocks()).toHaveLength(2);
    await bench.hal.stop();
  });

  test('the command is lost: nothing is known, and it is not sent again', async () => {
    const bench = await lockBoardBench({ kind });
    await bench.start();
    const error = await bench.struck('1-2', 'lost-command');
    // Of a board that never answers an unlock nothing is missing.
    if (kind === 'ybx' || kind === 'winnsen') expect(error).toMatchObject({ code: 'timeout', device: 'lock:1-2' });
    else expect(error).toBeNull();
    await bench.time.advance(5_000);
    expect(bench.faults.fired['lost-command']).toBe(1);
    expect(bench.unlocks()).toHaveLength(1);
    expect(bench.spring('1-2').releases).toBe(0);
    await bench.hal.stop();
  });

  test.each(['garbled', 'wrong-checksum', 'wrong-address', 'half-frame', 'noise', 'echo', 'late-reply'] as const)(
    'the answer is struck by %s: the door opens all the same, told once',
    async (fault) => {
      const bench = await lockBoardBench({ kind });
      await bench.start();
      for (const id of ['1-1', '1-4', '2-2', '2-8']) {
        const before = bench.unlocks().length;
        await bench.struck(id, fault);
        await bench.time.advance(2_000);
        expect(await bench.read(id)).toBe('open');
        expect(bench.spring(id).releases).toBe(1);
        expect(bench.unlocks()).toHaveLength(before + 1);
      }
      expect(bench.faults.pending()).toEqual([]);
      await bench.hal.stop();
    },
  );

  test('the board is gone in the middle: the outcome is unknown; nothing is sent while it is away', async () => {
    const bench = await lockBoardBench({ kind });
    await bench.start();
    await bench.release('1-1');
    await bench.time.advance(1_000);
    bench.boards[0]?.silence(bench.time.monotonic(), 60_000);
    expect(await bench.refusal('1-2')).toMatchObject({ code: 'timeout' });
    await bench.time.advance(5_000);
    expect(await bench.refusal('1-3')).toMatchObject({
      code: 'lost',
      message: expect.stringContaining('address switch') as string,
    });
    expect(bench.unlocks()).toHaveLength(2);
    await bench.release('2-1');
    await bench.hal.stop();
  });

  test('the adapter is pulled while a command is under way, and for a while: nothing is sent later', async () => {
    const bench = await lockBoardBench({ kind });
    await bench.start();
    const under = bench.begin('1-1');
    await bench.untilSent();
    bench.socket.unplug();
    expect(await bench.settled(under)).toMatchObject({ code: 'timeout' });
    expect(await bench.refusal('1-2')).toMatchObject({
      code: 'lost',
      message: expect.stringContaining('nothing was sent') as string,
    });
    expect(await bench.read('1-2')).toBe('unknown');
    expect(new Set(bench.lost()).size).toBe(2 * bench.ids.length);
    bench.socket.plug();
    await bench.time.advance(10_000);
    expect(new Set(bench.back()).size).toBe(2 * bench.ids.length);
    expect(bench.unlocks().length).toBeLessThanOrEqual(1);
    expect(bench.spring('1-2').releases).toBe(0);
    expect(bench.socket.refused).toBe(0);
    await bench.release('1-2');
    expect(bench.spring('1-2').releases).toBe(1);
    await bench.hal.stop();
  });

  test('stopped in the middle: what was not sent is refused, and the line is silent', async () => {
    const bench = await lockBoardBench({ kind });
    await bench.start();
    const both = Promise.all([bench.begin('1-1'), bench.begin('1-2')]);
    await bench.untilSent();
    await bench.settled(bench.hal.stop());
    await bench.hal.stop();
    const [first, second] = await bench.settled(both);
    expect(first?.code).toBe('timeout');
    expect(second).toMatchObject({ code: 'lost', message: expect.stringContaining('nothing was sent') as string });
    const sent = bench.line.sent.length;
    await bench.time.advance(60_000);
    expect(bench.line.sent).toHaveLength(sent);
    expect(bench.unlocks()).toHaveLength(1);
    expect(bench.time.nextDue()).toBeNull();
  });
});

describe('one coil at a time', () => {
  test('two doors of one supply: the second after the first pulse; one door twice: after its rest', async () => {
    const bench = await lockBoardBench({ kind: 'ybx', lock: { pulseMs: 300, restMs: 1_000 } });
    await bench.start();
    await bench.settled(Promise.all(['1-1', '2-1'].map((id) => bench.begin(id))));
    await bench.release('1-1');
    const at = bench.line.sent.filter(({ hex }) => hex.startsWith('8a')).map((sent) => sent.at);
    expect(at).toHaveLength(3);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(300);
    expect((at[2] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(1_300);
    await bench.hal.stop();
  });

  test('whose turn does not come in time is refused: nobody may wait there any more', async () => {
    const bench = await lockBoardBench({ kind: 'ybx', lock: { pulseMs: 700, maxPulseMs: 2_000 } });
    await bench.start();
    const calls = ['1-1', '1-2', '1-3', '1-4'].map((id) => bench.begin(id));
    const errors = await bench.settled(Promise.all(calls));
    expect(errors.map((error) => error?.code ?? 'released')).toEqual(['released', 'released', 'busy', 'busy']);
    expect(bench.spring('1-4').releases).toBe(0);
    await bench.hal.stop();
  });
});

describe('8A boards, whose answer may equal the command byte for byte', () => {
  test.each([0x00, 0x11] as const)(
    'a closed door is reported as %p; with and without an adapter that echoes',
    async (closedIs) => {
      for (const echoes of [false, true]) {
        const bench = await lockBoardBench({ kind: 'ybx', closedIs, echoes });
        await bench.start();
        const from = bench.time.monotonic();
        await bench.release('1-1');
        // Answered: nobody had to wait for the time-out of 1.5 s.
        expect(bench.time.monotonic() - from).toBeLessThan(700);
        await bench.hal.stop();
      }
    },
  );

  test('the echo of a command that no board heard is no answer', async () => {
    for (const closedIs of [0x00, 0x11] as const) {
      const bench = await lockBoardBench({ kind: 'ybx', closedIs, echoes: true });
      await bench.start();
      expect(await bench.struck('1-1', 'lost-command')).toMatchObject({ code: 'timeout' });
      expect(bench.spring('1-1').releases).toBe(0);
      await bench.hal.stop();
    }
  });

  test('an answer half a second late is waited for', async () => {
    const bench = await lockBoardBench({ kind: 'ybx', lateMs: [500, 500] });
    await bench.start();
    const from = bench.time.monotonic();
    expect(await bench.struck('1-1', 'late-reply')).toBeNull();
    expect(bench.time.monotonic() - from).toBeGreaterThan(500);
    expect(bench.time.monotonic() - from).toBeLessThan(1_200);
    await bench.hal.stop();
  });
});

test('a Kerong board that once answered an unlock is expected to', async () => {
  const bench = await lockBoardBench({ kind: 'kerong-cu', answersUnlock: true });
  await bench.start();
  await bench.release('1-1');
  bench.spring('1-1').hand('close');
  await bench.time.advance(1_000);
  expect(await bench.struck('1-1', 'lost-command')).toMatchObject({ code: 'timeout' });
  expect(bench.spring('1-1').releases).toBe(1);
  await bench.hal.stop();
});
