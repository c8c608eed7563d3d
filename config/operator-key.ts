/** An Ed25519 public key has 32 bytes (RFC 8032, section 5.1.5). */
const KEY_BYTES = 32;
const SIGN_BIT = 0x7f;

/**
 * Points of small order, in hex and without the sign of x: with such a "key" signatures can be made up. The
 * encodings of RFC 8032's curve, the two that are not reduced included. The first is all zeros.
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]);

/** The operator's public key as a site file names it: base64url without padding. Null when it is none. */
export function decodeOperatorKey(text: string): Buffer | null {
  if (!/^[A-Za-z0-9_-]{43}$/.test(text)) return null;
  const key = Buffer.from(text, 'base64url');
  // Node decodes anything; what does not come out the same again has bits that mean nothing.
  if (key.length !== KEY_BYTES || key.toString('base64url') !== text) return null;
  const point = Buffer.from(key);
  point[KEY_BYTES - 1] = (key[KEY_BYTES - 1] ?? 0) & SIGN_BIT;
  return SMALL_ORDER.has(point.toString('hex')) ? null : key;
}

export function isOperatorKey(text: string): boolean {
  return decodeOperatorKey(text) !== null;
}
