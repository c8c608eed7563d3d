import fc from 'fast-check';
import { PacketFilter } from '../../../firmware/sync/packet-filter';

/** An MQTT packet: type, length in base 128, body. */
function packet(body: number): Buffer {
  const length: number[] = [];
  let rest = body;
  do {
    length.push((rest % 128) | (rest > 127 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([0x30, ...length]), Buffer.alloc(body, body % 251)]);
}

test('packets within the limit pass byte for byte, larger ones vanish, however the stream is cut', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 12 });
  fc.assert(
    fc.property(sizes, fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }), (bodies, cuts) => {
      const dropped: number[] = [];
      const filter = new PacketFilter(200, (bytes) => dropped.push(bytes));
      const stream = Buffer.concat(bodies.map(packet));
      const out: Buffer[] = [];
      for (let at = 0, turn = 0; at < stream.length; turn += 1) {
        const end = at + cuts[turn % cuts.length]!;
        out.push(...filter.push(stream.subarray(at, end)));
        at = end;
      }
      expect(Buffer.concat(out)).toEqual(Buffer.concat(bodies.filter((body) => body <= 200).map(packet)));
      expect(dropped).toEqual(bodies.filter((body) => body > 200));
    }),
  );
});

test('the largest packet of all is dropped without collecting it', () => {
  const dropped: number[] = [];
  const filter = new PacketFilter(200, (bytes) => dropped.push(bytes));
  expect(filter.push(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f, 1, 2, 3]))).toEqual([]);
  expect(dropped).toEqual([268_435_455]);
});

test('a length of more than four bytes is no MQTT', () => {
  expect(() => new PacketFilter(200, () => {}).push(Buffer.alloc(6, 0xff))).toThrow('does not speak MQTT');
});
