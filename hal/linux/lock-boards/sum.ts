/** Low byte of the sum of all bytes. */
export function sum(bytes: Iterable<number>): number {
  let total = 0;
  for (const byte of bytes) total += byte;
  return total & 0xff;
}

/** The bytes with their sum behind them. */
export function withSum(...bytes: readonly number[]): Uint8Array {
  return Uint8Array.from([...bytes, sum(bytes)]);
}

/** Is the last byte the sum of those before it? */
export function sumHolds(bytes: Uint8Array): boolean {
  return bytes.at(-1) === sum(bytes.subarray(0, -1));
}
