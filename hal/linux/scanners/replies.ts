/**
 * Takes a device's replies out of the bytes of the codes it sends on the same line. Pure. A reply may be glued
 * to a code or split over reads; only what matches byte for byte is one, all else stays as it came.
 */

/** What begins with the first of these bytes: a whole reply and what it says, `more` when it may become one, or null. */
export type MatchReply<R> = (bytes: Buffer) => { readonly length: number; readonly reply: R } | 'more' | null;

export interface Split<R> {
  /** The beginning of what may be a reply: to be put in front of the next bytes. */
  readonly held: Buffer;
  readonly data: Buffer;
  readonly replies: readonly R[];
}

export const nothingHeld = Buffer.alloc(0);

export function splitReplies<R>(held: Buffer, chunk: Buffer, match: MatchReply<R>): Split<R> {
  const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
  const data: Buffer[] = [];
  const replies: R[] = [];
  let from = 0;
  let at = 0;
  while (at < bytes.length) {
    const found = match(bytes.subarray(at));
    if (found === 'more') break;
    if (found === null) {
      at += 1;
      continue;
    }
    data.push(bytes.subarray(from, at));
    replies.push(found.reply);
    at += found.length;
    from = at;
  }
  data.push(bytes.subarray(from, at));
  return { held: bytes.subarray(at), data: Buffer.concat(data), replies };
}

/** Do the bytes follow the pattern? `null` in a pattern is any byte. */
export function follows(bytes: Buffer, pattern: readonly (number | null)[]): 'all' | 'more' | 'no' {
  const differs = pattern.some((one, at) => one !== null && at < bytes.length && bytes[at] !== one);
  if (differs) return 'no';
  return bytes.length < pattern.length ? 'more' : 'all';
}
