import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { SYMBOLS } from './base32';

const TOKEN = /^LK1([0-9A-HJKMNP-TV-Z]{26})$/;
const TOKEN_BITS = 130n;

/** base64url of HMAC-SHA-256(siteKey, prefix NUL code), without padding (contract, section 2). */
function verifier(siteKey: Buffer, prefix: 'pin' | 'qr', code: string): string {
  return createHmac('sha256', siteKey).update(`${prefix}\0${code}`).digest('base64url');
}

export function pinVerifier(siteKey: Buffer, digits: string): string {
  return verifier(siteKey, 'pin', digits);
}

export function tokenVerifier(siteKey: Buffer, token: string): string {
  return verifier(siteKey, 'qr', token);
}

/** Compares in a time that does not depend on where two verifiers differ. */
export function sameVerifier(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** What a scanner sent, without AIM prefix, line ends, blanks and hyphens, in upper case. */
export function normaliseScan(text: string): string {
  return text
    .replace(/^\].{2}/s, '')
    .replace(/[\r\n \t-]/g, '')
    .toUpperCase();
}

/** The 26 symbols of an access token, or null when the scan is something else (a label, a foreign code). */
export function tokenOf(scan: string): string | null {
  return TOKEN.exec(normaliseScan(scan))?.[1] ?? null;
}

/** Is it meant as an access code, right or not? Of a ticket, so much of it that it can't be a label. */
export function isOurs(scan: string): boolean {
  return /^LK(1|2[0-9A-Z]{40})/.test(normaliseScan(scan));
}

/** @param length decimal digits, 6 to 10 */
export function newPin(length: number): string {
  return randomInt(10 ** length)
    .toString()
    .padStart(length, '0');
}

/** 130 random bits as 26 symbols. */
export function newToken(): string {
  let bits = BigInt(`0x${randomBytes(17).toString('hex')}`) >> (136n - TOKEN_BITS);
  let token = '';
  for (let i = 0; i < 26; i += 1) {
    token = SYMBOLS.charAt(Number(bits & 31n)) + token;
    bits >>= 5n;
  }
  return token;
}
