import fc from 'fast-check';
import { LOCK_BOARD_PROTOCOLS, lockBoardProtocol } from '../../../hal/linux/lock-boards/registry';
import { Decoder, SILENCE_MS, type DecoderOptions } from '../../../hal/linux/sniff/decoder';
import { meaning, ranges, type Sniffed } from '../../../hal/linux/sniff/speech';
import { Tally } from '../../../hal/linux/sniff/summary';
import { heartbeat, writeZone, ZONE } from '../../../hal/linux/scanners/grow-frames';
import { EMULATED, FIRST_ADDRESS, makeBoard } from '../../../scripts/emulators/make-board';
import { SpringDoor } from '../../../scripts/emulators/door';
import { VirtualTime } from '../../../hal/sim/virtual-time';

const ALL: DecoderOptions = { protocols: LOCK_BOARD_PROTOCOLS, scanners: true, raw: false };
const TOKEN = 'LK1-0123456789ABCDEFGHJKMNPQRS';
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text.split(' ').map((byte) => parseInt(byte, 16)));

/** What is made of bursts, each so many ms after the one before. */
function listen(bursts: readonly (Uint8Array | string)[], options = ALL, gapMs = 100): Sniffed[] {
  const decoder = new Decoder(options);
  const out: Sniffed[] = [];
  let now = 1_000_000;
  for (const burst of bursts) {
    out.push(...decoder.feed(typeof burst === 'string' ? bytesOf(burst) : burst, now));
    now += gapMs;
  }
  return [...out, ...decoder.idle()];
}
const told = (all: readonly Sniffed[]): string[] => all.map(({ speech }) => meaning(speech));

describe('lock boards', () => {
  test.each(EMULATED)('%s: questions, answers and unlocks of a real conversation are told apart', (kind) => {
    const protocol = lockBoardProtocol(kind)!;
    const doors = Array.from({ length: 8 }, () => new SpringDoor(new VirtualTime({ frozen: true }), 0));
    doors[2]?.hand('open');
    const address = FIRST_ADDRESS[kind];
    const board = makeBoard(kind, { address, doors });
    const bursts = [
      protocol.status({ address, channel: 3 }),
      protocol.unlock({ address, channel: 3 }),
      protocol.status({ address, channel: 3 }),
    ].flatMap(({ bytes }) => {
      const answer = board.hear(bytes, 0);
      return answer === null ? [bytes] : [bytes, Uint8Array.from(answer.make())];
    });
    const all = listen(bursts);
    expect(all.every(({ speech }) => ['request', 'answer'].includes(speech.kind))).toBe(true);
    expect(all.filter(({ speech }) => speech.kind === 'request')).toHaveLength(3);
    expect(told(all)[0]).toMatch(new RegExp(`^${kind}: board ${address}, state`));
    expect(told(all).filter((text) => text.includes('OPEN'))).toEqual([`${kind}: board ${address}, OPEN channel 3`]);
    const sum = new Tally();
    for (const one of all) sum.add(one);
    expect(sum.sum()).toMatchObject({ requests: 3, unknownBytes: 0, boards: [{ protocol: kind, address }] });
    // Glued together, as an adapter may hand it over, it is the same.
    const glued = listen([Uint8Array.from(bursts.flatMap((burst) => [...burst]))]);
    expect(told(glued)).toEqual(told(all));
    // Byte for byte, too.
    const drops = bursts.flatMap((burst) => [...burst].map((byte) => Uint8Array.of(byte)));
    expect(told(listen(drops, ALL, 1))).toEqual(told(all));
  });

  test('an answer of an 8A board that equals the command is told as what it may be', () => {
    const open = '8a 01 01 11 9b';
    expect(told(listen([open, open]))).toEqual([
      'ybx: board 1, OPEN channel 1',
      'ybx: board 1, was told to open: 1 at 1; or the same request again',
    ]);
    // Much later it is no answer any more.
    expect(told(listen([open, open], ALL, 5_000))[1]).toBe('ybx: board 1, OPEN channel 1');
  });

  test('what this program never sends stands out', () => {
    expect(told(listen(['8a 01 00 11 9a', '02 00 33 03 38']))).toEqual([
      'ybx: board 1, OPENS ALL LOCKS OF THE BOARD',
      'kerong-cu: board 0, OPENS ALL LOCKS OF THE BOARD',
    ]);
  });

  test('a wrong checksum is named, with the right one; noise around it is noise', () => {
    const [noise, wrong, after] = listen(['ff 02 00 30 03 44', '02 00 30 03 35']);
    expect(noise).toMatchObject({ hex: ['ff'], speech: { kind: 'unknown' } });
    expect(wrong).toMatchObject({ length: 5, hex: ['02', '00', '30', '03', '44'] });
    expect(meaning(wrong!.speech)).toBe('kerong-cu: CHECKSUM 44, should be 35');
    expect(meaning(after!.speech)).toBe('kerong-cu: board 0, state?');
  });

  test('gaps and times: of the first there is none', () => {
    const [first, second] = listen(['02 00 30 03 35', '80 01 00 33 b2'], ALL, 250);
    expect([first?.gapMs, first?.at, second?.gapMs, second?.at]).toEqual([null, 1_000_000, 250, 1_000_250]);
  });

  test('half a frame is held until it is whole or the line is quiet', () => {
    const decoder = new Decoder(ALL);
    expect(decoder.feed(bytesOf('02 00 30'), 0)).toEqual([]);
    expect(decoder.due()).toBe(SILENCE_MS);
    expect(told(decoder.feed(bytesOf('03 35'), 10))).toEqual(['kerong-cu: board 0, state?']);
    expect(decoder.due()).toBeNull();
    decoder.feed(bytesOf('02 00 30'), 100);
    expect(decoder.idle()).toMatchObject([{ length: 3, speech: { kind: 'unknown' } }]);
  });

  test('one protocol only: frames of others are not understood', () => {
    const options = { ...ALL, protocols: [lockBoardProtocol('ybx')!], scanners: false };
    expect(told(listen(['02 00 30 03 35', '80 01 00 33 b2'], options))).toEqual([
      'not understood',
      'ybx: board 1, state?',
    ]);
  });
});

describe('scanners', () => {
  test('commands and replies, a code between them', () => {
    const trigger = writeZone(ZONE.trigger, 1);
    const all = listen([heartbeat(), bytesOf('03 00 00 01 00 33 31'), trigger, bytesOf('02 00 00 01 00 33 31')]);
    expect(told(all)).toEqual([
      'Grow scanner: heartbeat',
      'Grow scanner: I am here',
      'Grow scanner: trigger on',
      'Grow scanner: done, or a value',
    ]);
    expect(told(listen([bytesOf('16 54 0d'), bytesOf('16 55 0d')]))).toEqual([
      'Honeywell scanner: trigger on',
      'Honeywell scanner: trigger off',
    ]);
  });

  test('of a code only length and kind are told', () => {
    const all = listen(
      [`]Q1${TOKEN}\r\n`, '00340434161094021501\r', '123456\r', `${TOKEN}`].map((text) => Buffer.from(text)),
    );
    expect(told(all)).toEqual([
      'QR code: a pickup code, 33 characters',
      'digits, 20 characters',
      'digits, 6 characters',
      'a pickup code, 30 characters, without an ending',
    ]);
  });

  test('two codes in one burst are two', () => {
    expect(told(listen([Buffer.from('111111\r\n222222\r\n')]))).toEqual([
      'digits, 6 characters',
      'digits, 6 characters',
    ]);
  });
});

const secret = fc.constantFrom(TOKEN, '482913', 'lk1-0123456789abcdefghjkmnpqrs', '\x02482913\x03');

test('whatever comes before, between and behind: no character of a code is ever shown', () => {
  const noise = fc.uint8Array({ maxLength: 5 }).map((bytes) => bytes.map((byte) => byte | 0x80));
  const options = fc.record({
    protocols: fc.constantFrom(LOCK_BOARD_PROTOCOLS, LOCK_BOARD_PROTOCOLS.slice(0, 1), []),
    scanners: fc.boolean(),
    raw: fc.boolean(),
  });
  fc.assert(
    fc.property(
      secret,
      noise,
      noise,
      fc.array(fc.nat({ max: 40 }), { maxLength: 4 }),
      options,
      fc.nat({ max: 90 }),
      (code, before, behind, cuts, how, gap) => {
        const bytes = [...before, ...Buffer.from(code, 'latin1'), ...behind];
        const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
        const bursts = places.slice(1).map((to, at) => Uint8Array.from(bytes.slice(places[at], to)));
        for (const { hex, speech } of listen(bursts, how, gap)) {
          expect(hex.some((byte) => /^[0-9A-Za-z-]$/.test(String.fromCharCode(parseInt(byte, 16) || 0)))).toBe(false);
          expect(meaning(speech)).not.toMatch(/482913|0123456789/);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('any bytes in any pieces: nothing throws, and every byte is accounted for once', () => {
  // The beginnings of frames, so that half ones come often.
  const byte = fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(0x02, 0x03, 0x80, 0x8a, 0x90, 0x7e, 0x00, 0x16, 0x0d),
  );
  const bursts = fc.array(
    fc.array(byte, { maxLength: 30 }).map((bytes) => Uint8Array.from(bytes)),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(bursts, fc.integer({ min: 1, max: 100 }), fc.boolean(), (pieces, gap, raw) => {
      const all = listen(pieces, { ...ALL, raw }, gap);
      expect(all.reduce((sum, { length }) => sum + length, 0)).toBe(
        pieces.reduce((sum, { length }) => sum + length, 0),
      );
      for (const { hex, length, speech } of all) {
        expect(hex).toHaveLength(length);
        expect(meaning(speech)).not.toBe('');
      }
    }),
    { numRuns: 300 },
  );
});

test('channels in a row are told as a range', () => {
  expect([ranges([]), ranges([1]), ranges([1, 2, 3, 7, 9, 10])]).toEqual(['', '1', '1-3 7 9-10']);
});
