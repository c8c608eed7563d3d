import * as z from 'zod';
import { path } from './line';

export const scanner = z.strictObject({
  port: path.describe('serial port, by its stable name: /dev/serial/by-id/…'),
  baudRate: z.number().int().min(1_200).max(921_600).default(9_600).describe('bits per second, as the scanner is set'),
  ending: z.enum(['line', 'idle']).default('line').describe('a code ends with CR or LF, or with a pause'),
  idleMs: z.number().int().min(10).max(1_000).default(50).describe('length of that pause'),
});
export type ScannerConfig = z.infer<typeof scanner>;
