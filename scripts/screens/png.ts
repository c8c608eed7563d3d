import { deflateSync, inflateSync, crc32 } from 'node:zlib';

/** Pixels are indices into {@link PALETTE}, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Paper, ink, a display that is dark, a dot that is lit: red, green, blue. */
export const PALETTE = [
  [0xff, 0xff, 0xff],
  [0x44, 0x4c, 0x56],
  [0x0b, 0x1c, 0x2c],
  [0xb9, 0xec, 0xff],
] as const;

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Two bits a pixel, four pixels a byte, the first in the highest bits (PNG specification, 7.2). */
const BITS = 2;
const PER_BYTE = 8 / BITS;

/** A PNG of colour type 3 (palette), no filter, no interlace. */
export function encodePng({ width, height, pixels }: Picture): Buffer {
  const stride = Math.ceil(width / PER_BYTE) + 1;
  const raw = Buffer.alloc(stride * height);
  pixels.forEach((pixel, index) => {
    const x = index % width;
    const at = Math.floor(index / width) * stride + 1 + Math.floor(x / PER_BYTE);
    raw[at] = (raw[at] ?? 0) | (pixel << (8 - BITS * ((x % PER_BYTE) + 1)));
  });
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([BITS, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(PALETTE.flat())),
    chunk('IDAT', deflateSync(raw, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** What {@link encodePng} made, by whatever zlib. @throws Error for any other file */
export function decodePng(file: Buffer): Picture {
  if (!file.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new Error('no PNG');
  const chunks = new Map<string, Buffer>();
  for (let at = SIGNATURE.length; at < file.length;) {
    const length = file.readUInt32BE(at);
    chunks.set(file.toString('latin1', at + 4, at + 8), file.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const head = chunks.get('IHDR');
  const data = chunks.get('IDAT');
  if (!head || !data || head[8] !== BITS || head[9] !== 3) throw new Error('no PNG of ours');
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const raw = inflateSync(data);
  const stride = Math.ceil(width / PER_BYTE) + 1;
  const pixels = Uint8Array.from({ length: width * height }, (_, index) => {
    const x = index % width;
    const byte = raw[Math.floor(index / width) * stride + 1 + Math.floor(x / PER_BYTE)] ?? 0;
    return (byte >> (8 - BITS * ((x % PER_BYTE) + 1))) & ((1 << BITS) - 1);
  });
  return { width, height, pixels };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
