import fc from 'fast-check';
import { HalError } from '../../../hal/errors';
import { Conversation, type Answer } from '../../../hal/linux/lock-boards/conversation';
import { findFrame, type LockBoardProtocol, type Request } from '../../../hal/linux/lock-boards/protocol';
import { LOCK_BOARD_PROTOCOLS, lockBoardProtocol } from '../../../hal/linux/lock-boards/registry';
import type { SerialPort } from '../../../hal/linux/serial-port';
import { Signal } from '../../../hal/signal';
import { VirtualTime } from '../../../hal/sim/virtual-time';

function protocol(id: string): LockBoardProtocol {
  const found = lockBoardProtocol(id);
  if (found === undefined) throw new Error(`no protocol ${id}`);
  return found;
}

const bytes = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** A port at which the test says what is received. */
function bench(id: string) {
  const time = new VirtualTime({ frozen: true });
  const data = new Signal<Buffer>();
  const lost = new Signal<string>();
  const sent: { readonly at: number; readonly hex: string }[] = [];
  const port: SerialPort & { write: jest.Mock<Promise<void>, [Uint8Array]> } = {
    onData: data.listen,
    onLost: lost.listen,
    write: jest.fn(async (frame: Uint8Array) => {
      sent.push({ at: time.monotonic(), hex: Buffer.from(frame).toString('hex') });
    }),
    close: async () => undefined,
  };
  const conversation = new Conversation(port, protocol(id), time);
  const hear = (text: string): void => data.emit(bytes(text));
  /** @returns what it was settled with so far, as time goes on */
  function ask(request: Request, ms = 100) {
    const outcome: { answer?: Answer; error?: unknown } = {};
    void conversation.ask(request, ms).then(
      (answer) => (outcome.answer = answer),
      (error: unknown) => (outcome.error = error),
    );
    return outcome;
  }
  return { time, data, lost, sent, port, conversation, hear, ask };
}

const OF = { address: 1, channel: 1 };
const ybx = protocol('ybx');

test('an answer in pieces, behind noise, is taken when it is whole', async () => {
  const { time, ask, hear, sent } = bench('ybx');
  const outcome = ask(ybx.status(OF));
  await time.advance(10);
  expect(sent.map(({ hex }) => hex)).toEqual(['80010033b2']);
  for (const piece of ['00 80 01', '80 01 00', '00 02', '33']) {
    hear(piece);
    await time.advance(2);
    expect(outcome).toEqual({});
  }
  hear('b0');
  await time.advance(0);
  expect(outcome.answer?.reply?.levels.get(2)).toBe(true);
});

test('what was received before the question is forgotten', async () => {
  const { time, ask, hear } = bench('ybx');
  hear('80 01 00 00 02 33 b0');
  const outcome = ask(ybx.status(OF));
  await time.advance(50);
  expect(outcome).toEqual({});
  await time.advance(100);
  expect(outcome.answer?.reply).toBeNull();
});

test('between two frames the line is silent for as long as boards need, also after noise', async () => {
  const { time, ask, hear, sent } = bench('ybx');
  ask(ybx.status(OF));
  await time.advance(10);
  hear('80 01 00 00 02 33 b0');
  await time.advance(0);
  const from = time.monotonic();
  ask(ybx.status(OF));
  await time.advance(3);
  hear('ff');
  await time.advance(4);
  expect(sent).toHaveLength(1);
  await time.advance(10);
  expect((sent[1]?.at ?? 0) - from).toBe(8);
});

test('noise that never ends keeps nobody from speaking', async () => {
  const { time, ask, hear, sent } = bench('ybx');
  ask(ybx.unlock(OF));
  for (let n = 0; n < 60; n += 1) {
    hear('ff');
    await time.advance(1);
  }
  expect(sent.map(({ hex }) => hex)).toEqual(['8a0101119b']);
});

test('a timer that comes late is given a moment: the answer may wait to be read', async () => {
  const { time, ask, hear } = bench('ybx');
  const outcome = ask(ybx.status(OF), 100);
  await time.advance(50);
  // This process was busy: the clock is far ahead before the timer runs, and the answer is read after it.
  const { wall, monotonic } = time.offsets();
  time.setOffsets({ wall: wall + 3_000, monotonic: monotonic + 3_000, trusted: true });
  await time.advance(0);
  expect(outcome).toEqual({});
  hear('80 01 00 00 02 33 b0');
  await time.advance(0);
  expect(outcome.answer?.reply?.levels.get(2)).toBe(true);
});

test('a port that does not take bytes is stuck: unknown how much was sent', async () => {
  const { time, ask, port } = bench('ybx');
  port.write.mockImplementation(() => new Promise(() => undefined));
  const outcome = ask(ybx.unlock(OF));
  await time.advance(5_000);
  expect(outcome.error).toBeInstanceOf(HalError);
  expect(outcome.error).toMatchObject({ code: 'timeout' });
});

test('a port that goes ends the wait at once', async () => {
  const { time, ask, lost } = bench('ybx');
  const outcome = ask(ybx.unlock(OF), 1_500);
  await time.advance(10);
  lost.emit('unplugged');
  await time.advance(0);
  expect(outcome.answer?.reply).toBeNull();
});

describe('an adapter that echoes', () => {
  async function exchange(line: ReturnType<typeof bench>, request: Request, answer: string) {
    const outcome = line.ask(request);
    await line.time.advance(10);
    if (answer !== '') line.hear(answer);
    await line.time.advance(200);
    return outcome.answer?.reply ?? null;
  }
  const ECHO = '80 01 00 33 b2';
  const STATUS = '80 01 00 00 02 33 b0';
  const UNLOCK = '8a 01 01 11 9b';

  test('is known by its first answer; from then on an unlock is answered by what follows its echo', async () => {
    const line = bench('ybx');
    expect(await exchange(line, ybx.unlock(OF), UNLOCK)).toBeNull();
    expect(await exchange(line, ybx.status(OF), `${ECHO}${STATUS}`)).not.toBeNull();
    expect(line.conversation.echo.known).toBe(true);
    expect(await exchange(line, ybx.unlock(OF), UNLOCK)).toBeNull();
    expect(await exchange(line, ybx.unlock(OF), `${UNLOCK}${UNLOCK}`)).not.toBeNull();
    expect(await exchange(line, ybx.unlock(OF), `${UNLOCK} 8a 01 01 00 8a`)).not.toBeNull();
  });

  test('one that does not echo may look so once or twice', async () => {
    const line = bench('ybx');
    await exchange(line, ybx.status(OF), STATUS);
    for (let n = 0; n < 2; n += 1) await exchange(line, ybx.status(OF), `${ECHO}${STATUS}`);
    expect(line.conversation.echo.known).toBe(false);
    expect(await exchange(line, ybx.unlock(OF), UNLOCK)).not.toBeNull();
    for (let n = 0; n < 3; n += 1) await exchange(line, ybx.status(OF), `${ECHO}${STATUS}`);
    expect(line.conversation.echo.known).toBe(true);
  });

  test('no question looks like its answer, in any protocol', () => {
    for (const one of LOCK_BOARD_PROTOCOLS) {
      const request = one.status({ address: one.addresses.first, channel: 1 });
      expect(findFrame(request.bytes, one.reply(request))).toBeNull();
    }
  });
});

describe.each(LOCK_BOARD_PROTOCOLS.map(({ id }) => id))('%s: any bytes at any time', (id) => {
  test('no throw, nothing sent twice, and an answer only where a frame of it stands in the bytes', async () => {
    const { addresses, channels, ...speaks } = protocol(id);
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.constantFrom('02', '0203', '80', '8a', '9007', '03', '8001', '900792').map(bytes),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          kind: fc.constantFrom('unlock' as const, 'status' as const),
          address: fc.integer({ min: addresses.first, max: addresses.last }),
          channel: fc.integer({ min: 1, max: channels }),
        }),
        fc.array(fc.tuple(piece, fc.nat(40)), { maxLength: 12 }),
        async ({ kind, ...of }, pieces) => {
          const { time, data, ask, sent } = bench(id);
          const request = speaks[kind](of);
          const outcome = ask(request, 200);
          await time.advance(5);
          const heard: number[] = [];
          for (const [chunk, pause] of pieces) {
            data.emit(Buffer.from(chunk));
            heard.push(...chunk);
            await time.advance(pause);
          }
          await time.advance(500);
          expect(sent).toHaveLength(1);
          expect(outcome.error).toBeUndefined();
          if (outcome.answer?.reply) {
            expect(outcome.answer.reply).toMatchObject({ kind, address: of.address });
            expect(findFrame(Uint8Array.from(heard), speaks.reply(request))).not.toBeNull();
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
