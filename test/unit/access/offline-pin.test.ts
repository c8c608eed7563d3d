import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinVerifier, tokenVerifier } from '../../../firmware/access/codes';
import { offlinePin, offlinePinId } from '../../../firmware/access/offline-pin';

interface Vectors {
  readonly siteKey: string;
  readonly offlinePins: readonly {
    readonly locker: string;
    readonly compartment: number;
    readonly date: string;
    readonly label?: string;
    readonly parcel?: string;
    readonly pinLength: number;
    readonly pin: string;
    readonly grant: string;
  }[];
}
const vectors = JSON.parse(readFileSync(join(__dirname, '../../vectors/offline-codes.json'), 'utf8')) as Vectors;
const siteKey = Buffer.from(vectors.siteKey, 'base64url');

test.each(vectors.offlinePins)(
  '$grant is $pin',
  ({ locker, compartment, date, label, parcel, pinLength, pin, grant }) => {
    const of = { locker, number: compartment, date, parcel: { id: parcel ?? '', label: label ?? null } };
    expect([offlinePin(siteKey, of, pinLength), offlinePinId(of)]).toEqual([pin, grant]);
  },
);

test('every part of it counts, and it has nothing to do with the verifiers of codes', () => {
  const of = { locker: 'L1', number: 1, date: '2026-11-21', parcel: { id: 'p1', label: null } };
  const others = [
    { ...of, locker: 'L2' },
    { ...of, number: 11 },
    { ...of, date: '2026-11-22' },
    { ...of, parcel: { id: 'p2', label: null } },
    { ...of, parcel: { id: 'p1', label: 'p1' } },
    // No part may lend a character to the next one.
    { ...of, locker: 'L1\x001' },
  ];
  const pins = [of, ...others].map((one) => offlinePin(siteKey, one, 10));
  expect(new Set(pins).size).toBe(pins.length);
  expect(offlinePin(Buffer.alloc(32, 9), of, 10)).not.toBe(pins[0]);
  expect([pinVerifier(siteKey, pins[0] ?? ''), tokenVerifier(siteKey, pins[0] ?? '')]).not.toContain(pins[0]);
});

test('each digit comes as often as any other', () => {
  const counts = Array.from({ length: 10 }, () => 0);
  for (let n = 0; n < 5_000; n += 1) {
    const of = { locker: 'L1', number: 1, date: '2026-11-21', parcel: { id: `p${n}`, label: null } };
    const pin = offlinePin(siteKey, of, 6);
    expect(pin).toHaveLength(6);
    for (const digit of pin) counts[Number(digit)] = (counts[Number(digit)] ?? 0) + 1;
  }
  // 30,000 digits: chi square of nine degrees, 27.9 is passed by one in a thousand; the inputs are fixed.
  const chi = counts.reduce((sum, count) => sum + (count - 3_000) ** 2 / 3_000, 0);
  expect(chi).toBeLessThan(27.9);
});
