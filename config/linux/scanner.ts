import * as z from 'zod';
import { line, path } from './line';

const fields = {
  port: path.describe('serial port, by its stable name: /dev/serial/by-id/…'),
  baudRate: z.number().int().min(1_200).max(921_600).default(9_600).describe('bits per second, as the scanner is set'),
  ending: z.enum(['line', 'idle']).default('line').describe('a code ends with CR or LF, or with a pause'),
  idleMs: z.number().int().min(10).max(1_000).default(50).describe('length of that pause'),
  mode: z
    .enum(['presentation', 'trigger'])
    .default('presentation')
    .describe('reads by itself whatever is held before it, or on demand: after a key and while somebody is there'),
  triggerSeconds: z.number().min(1).max(25).default(5).describe('how long it reads on demand when it finds no code'),
  presence: line.optional().describe('input that is active while somebody stands there; with mode: trigger'),
};

const kind = <Type extends string>(type: Type) =>
  z.strictObject({ type: z.literal(type).describe('make of scanner: docs/scanners.md'), ...fields });

export const scanner = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('generic').default('generic').describe('make of scanner: docs/scanners.md'),
    ...fields,
  }),
  kind('grow'),
  kind('honeywell'),
  kind('zebra'),
  kind('newland'),
]);
export type ScannerConfig = z.infer<typeof scanner>;
