import { encodeQR } from 'qr';

export interface QrPicture {
  /** Side in modules, its quiet zone included. */
  readonly side: number;
  /** An SVG path of the dark modules. */
  readonly path: string;
}

/** ISO/IEC 18004 asks for four light modules around it. */
const QUIET = 4;

export function qrPicture(text: string): QrPicture {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET });
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return { side: rows.length, path };
}
