import { createHmac, randomBytes, randomInt } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 26 symbols of 5 bits: 130 random bits. */
const TOKEN_SYMBOLS = 26;

/** Uniform over all PINs of that length, from the system's secure random source. */
export function newPin(length: number): string {
  let pin = '';
  for (let i = 0; i < length; i += 1) pin += randomInt(10).toString();
  return pin;
}

export function newToken(): string {
  // 256 is a multiple of 32, so the low five bits of a random byte are uniform.
  return Array.from(randomBytes(TOKEN_SYMBOLS), (byte) => ALPHABET.charAt(byte & 31)).join('');
}

/** What the QR picture holds. */
export function qrText(token: string): string {
  return `LK1-${token}`;
}

/** What a locker is told of a code: of no use without the site key. */
export function verifier(siteKey: Buffer, kind: 'pin' | 'qr', code: string): string {
  return createHmac('sha256', siteKey).update(`${kind}\0${code}`, 'utf8').digest('base64url');
}
