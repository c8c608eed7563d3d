import { writeFile } from 'node:fs/promises';

/**
 * A still of the simulated camera: a JPEG of 8x8 grey dots (ITU-T T.81, baseline, one component). Its tables hold
 * one code each, so its only block is two bits: no difference to the middle grey, and nothing else.
 */
function greyStill(): Buffer {
  const segment = (marker: number, ...body: readonly number[]): number[] => [
    0xff,
    marker,
    0x00,
    body.length + 2,
    ...body,
  ];
  const oneCode = (table: number): number[] => segment(0xc4, table, 1, ...Array<number>(15).fill(0), 0);
  return Buffer.from([
    0xff,
    0xd8,
    ...segment(0xdb, 0, ...Array<number>(64).fill(1)),
    ...segment(0xc0, 8, 0, 8, 0, 8, 1, 1, 0x11, 0),
    ...oneCode(0x00),
    ...oneCode(0x10),
    ...segment(0xda, 1, 1, 0x00, 0, 63, 0),
    0x3f,
    0xff,
    0xd9,
  ]);
}

export function writeSimStill(file: string): Promise<void> {
  return writeFile(file, greyStill(), { mode: 0o600, flag: 'wx' });
}
