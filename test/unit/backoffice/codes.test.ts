import { newPin, newToken, qrText, verifier } from '../../../scripts/backoffice/codes';
import { checkDigit, newLabel } from '../../../scripts/backoffice/labels';
import vectors from '../../vectors/credentials.json';

const siteKey = Buffer.from(vectors.siteKey, 'base64url');

test.each(vectors.pin)('the verifier of PIN $code', (vector) => {
  expect(verifier(siteKey, 'pin', vector.code)).toBe(vector.verifier);
});

test.each(vectors.qr)('the verifier of token $token', (vector) => {
  expect(verifier(siteKey, 'qr', vector.token)).toBe(vector.verifier);
});

test('PINs have the length asked for and use all digits at all places', () => {
  const seen = Array.from({ length: 6 }, () => new Set<string>());
  for (let i = 0; i < 1_000; i += 1) {
    const pin = newPin(6);
    expect(pin).toMatch(/^\d{6}$/);
    seen.forEach((digits, place) => digits.add(pin.charAt(place)));
  }
  expect(seen.map((digits) => digits.size)).toEqual([10, 10, 10, 10, 10, 10]);
  expect(newPin(10)).toMatch(/^\d{10}$/);
});

test('tokens are 26 symbols of Crockford base 32 and use all of them', () => {
  const symbols = new Set<string>();
  for (let i = 0; i < 200; i += 1) {
    const token = newToken();
    expect(qrText(token)).toMatch(/^LK1-[0-9A-HJKMNP-TV-Z]{26}$/);
    for (const symbol of token) symbols.add(symbol);
  }
  expect(symbols.size).toBe(32);
});

test.each([
  // GS1's own example.
  ['10614141123456789', 7],
  ['00000000000000000', 0],
])('the check digit of SSCC %s is %d', (digits, expected) => {
  expect(checkDigit(digits)).toBe(expected);
});

test('labels are 20 digits: 00 and a valid SSCC', () => {
  for (let i = 0; i < 100; i += 1) {
    const label = newLabel();
    expect(label).toMatch(/^003952\d{14}$/);
    expect(checkDigit(label.slice(2, -1))).toBe(Number(label.at(-1)));
  }
});
