/** Crockford's base 32: no I, L, O, U, so that nothing is misread. */
export const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BITS = 5;

/** Most significant bit first; the last symbol is filled up with zero bits. */
export function encode32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= BITS) {
      bits -= BITS;
      text += SYMBOLS.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + SYMBOLS.charAt((held << (BITS - bits)) & 31);
}

/** The bytes, or null when it is not what {@link encode32} makes of any: upper case only, nothing left over. */
export function decode32(text: string): Buffer | null {
  const bytes = Buffer.alloc(Math.floor((text.length * BITS) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const symbol of text) {
    const value = SYMBOLS.indexOf(symbol);
    if (value < 0) return null;
    held = (held << BITS) | value;
    bits += BITS;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = held >> bits;
      at += 1;
      held &= (1 << bits) - 1;
    }
  }
  return bits < BITS && held === 0 ? bytes : null;
}
