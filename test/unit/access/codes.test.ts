import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  isOurs,
  newPin,
  newToken,
  normaliseScan,
  pinVerifier,
  sameVerifier,
  tokenOf,
  tokenVerifier,
} from '../../../firmware/access/codes';

interface Vectors {
  readonly siteKey: string;
  readonly pin: readonly { readonly code: string; readonly verifier: string }[];
  readonly qr: readonly { readonly scanned: string; readonly token: string; readonly verifier: string }[];
  readonly refused: readonly string[];
}

const vectors = JSON.parse(readFileSync(join(__dirname, '../../vectors/credentials.json'), 'utf8')) as Vectors;
const siteKey = Buffer.from(vectors.siteKey, 'base64url');
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const token = fc
  .array(fc.constantFrom(...ALPHABET), { minLength: 26, maxLength: 26 })
  .map((symbols) => symbols.join(''));

describe('test vectors', () => {
  test('are there', () => {
    expect(siteKey).toHaveLength(32);
    expect(vectors.pin.length).toBeGreaterThan(2);
    expect(vectors.qr.length).toBeGreaterThan(2);
    expect(vectors.refused.length).toBeGreaterThan(3);
  });

  test.each([...vectors.pin])('PIN $code', ({ code, verifier }) => {
    expect(pinVerifier(siteKey, code)).toBe(verifier);
  });

  test.each([...vectors.qr])('scan $scanned', ({ scanned, token: expected, verifier }) => {
    expect(tokenOf(scanned)).toBe(expected);
    expect(tokenVerifier(siteKey, expected)).toBe(verifier);
  });

  test.each([...vectors.refused])('no access code: %j', (scanned) => {
    expect(tokenOf(scanned)).toBeNull();
  });
});

test('a PIN and a token of the same characters have different verifiers, and another key gives others', () => {
  expect(pinVerifier(siteKey, '123456')).not.toBe(tokenVerifier(siteKey, '123456'));
  expect(pinVerifier(siteKey, '123456')).not.toBe(pinVerifier(Buffer.alloc(32, 7), '123456'));
  expect(pinVerifier(siteKey, '123456')).not.toBe(pinVerifier(siteKey, '0123456'));
});

test('whatever a scanner adds, a token is read; whatever else is changed, it is not', () => {
  const noise = fc.constantFrom('', '\r', '\n', '\r\n', ' ', '\t', '-', ' - ');
  fc.assert(
    fc.property(
      token,
      fc.constantFrom('', ']Q1', ']C0', ']d2'),
      fc.array(noise, { maxLength: 30 }),
      (code, aim, noises) => {
        const text = [...`LK1${code}`].map((symbol, index) => symbol + (noises[index] ?? '')).join('');
        expect(tokenOf(aim + text)).toBe(code);
        expect(tokenOf(aim + text.toLowerCase())).toBe(code);
      },
    ),
  );
  fc.assert(
    fc.property(token, fc.nat(25), fc.constantFrom('I', 'L', 'O', 'U', 'i', '~', 'Ä', '\u0000'), (code, at, wrong) => {
      expect(tokenOf(`LK1-${code.slice(0, at)}${wrong}${code.slice(at + 1)}`)).toBeNull();
      expect(tokenOf(`LK1-${code}${wrong}`)).toBeNull();
      expect(tokenOf(`${wrong}LK1-${code}`)).toBeNull();
    }),
  );
});

test('a scan is normalised the same a second time, and nothing is too long for it', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      // A text that still looks as if it had a prefix would lose more.
      fc.pre(!normaliseScan(text).startsWith(']'));
      expect(normaliseScan(normaliseScan(text))).toBe(normaliseScan(text));
    }),
  );
  expect(tokenOf('LK1-'.repeat(2_500))).toBeNull();
  expect(tokenOf('-'.repeat(10_000))).toBeNull();
});

test('what is meant as one of our codes is told from a label, right or not', () => {
  expect(isOurs('lk1-01ARZ')).toBe(true);
  expect(isOurs(']Q1LK1')).toBe(true);
  expect(isOurs('00340434161094021501')).toBe(false);
  expect(isOurs('')).toBe(false);
});

describe('comparing', () => {
  test('the same, another, another length', () => {
    const [one, two] = vectors.pin;
    expect(sameVerifier(one!.verifier, one!.verifier)).toBe(true);
    expect(sameVerifier(one!.verifier, two!.verifier)).toBe(false);
    expect(sameVerifier(one!.verifier, one!.verifier.slice(1))).toBe(false);
    expect(sameVerifier('', '')).toBe(true);
    expect(sameVerifier('ä', 'a')).toBe(false);
  });

  test('agrees with equality for every two texts', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => expect(sameVerifier(a, b)).toBe(a === b)));
  });
});

describe('new codes', () => {
  test.each([6, 7, 10])('a PIN of %d digits has as many, leading zeros too', (length) => {
    for (let n = 0; n < 200; n += 1) expect(newPin(length)).toMatch(new RegExp(`^[0-9]{${length}}$`));
  });

  test('every digit comes in every place about as often as any other', () => {
    const DRAWS = 20_000;
    const counts = Array.from({ length: 6 }, () => new Array<number>(10).fill(0));
    for (let n = 0; n < DRAWS; n += 1) [...newPin(6)].forEach((digit, place) => (counts[place]![Number(digit)]! += 1));
    // Expected 2000 each with a standard deviation of 42: nine of those are a fault and no bad luck.
    for (const place of counts) for (const count of place) expect(Math.abs(count - DRAWS / 10)).toBeLessThan(9 * 42);
  });

  test('a token has 26 symbols of the alphabet and every one of its 130 bits is random', () => {
    const DRAWS = 4_000;
    const ones = new Array<number>(130).fill(0);
    const seen = new Set<string>();
    for (let n = 0; n < DRAWS; n += 1) {
      const fresh = newToken();
      expect(tokenOf(`LK1-${fresh}`)).toBe(fresh);
      seen.add(fresh);
      [...fresh].forEach((symbol, place) => {
        const value = ALPHABET.indexOf(symbol);
        for (let bit = 0; bit < 5; bit += 1) ones[place * 5 + bit]! += (value >> bit) & 1;
      });
    }
    expect(seen.size).toBe(DRAWS);
    // Expected 2000 each with a standard deviation of 32.
    for (const count of ones) expect(Math.abs(count - DRAWS / 2)).toBeLessThan(9 * 32);
  });
});
