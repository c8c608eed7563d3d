import * as z from 'zod';
import { line, path } from './line';

export const KEY_NAMES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'A', 'B', 'C', 'D'] as const;

const matrix = z.strictObject({
  type: z.literal('matrix').describe('kind of keypad: docs/keypads.md'),
  layout: z.enum(['4x3', '4x4']).describe('four rows of three keys, or of four with A to D at the right'),
  columns: z.array(line).min(3).max(4).describe('outputs, left to right'),
  rows: z.array(line).length(4).describe('inputs, top to bottom'),
  debounceMs: z.number().int().min(5).max(100).default(20).describe('a key must hold this long'),
  scanMs: z.number().int().min(2).max(20).default(8).describe('while a key is down, the keys are read this often'),
  settleMs: z.number().int().min(0).max(5).default(1).describe('from driving a column to reading the rows'),
  stuckSeconds: z.number().min(2).max(600).default(10).describe('a key that is down longer is stuck'),
});
export type MatrixKeypadConfig = z.infer<typeof matrix>;

const wiegand = z.strictObject({
  type: z.literal('wiegand').describe('kind of keypad: docs/keypads.md'),
  d0: line.describe('input of its D0 wire, as a rule green; active low'),
  d1: line.describe('input of its D1 wire, as a rule white; active low'),
  format: z
    .union([z.literal(4), z.literal(8), z.literal(26)])
    .describe('bits that it sends: 4 or 8 for each key, or 26 for all digits once they are complete'),
  digits: z
    .number()
    .int()
    .min(6)
    .max(7)
    .default(6)
    .describe('with format 26: a number is filled up to this many digits in front; codes.pinLength'),
});
export type WiegandKeypadConfig = z.infer<typeof wiegand>;

const serial = z.strictObject({
  type: z.literal('serial').describe('kind of keypad: docs/keypads.md'),
  port: path.describe('serial port, by its stable name: /dev/serial/by-id/…'),
  baudRate: z.number().int().min(1_200).max(921_600).default(9_600).describe('bits per second, as the keypad is set'),
  keys: z
    .record(z.string().regex(/^[\x00-\x7f]$/, 'one character that the keypad sends'), z.enum([...KEY_NAMES, 'none']))
    .default({})
    .describe('what a character means that is not the key itself, like E: "#"; none = nothing'),
});
export type SerialKeypadConfig = z.infer<typeof serial>;

export const keypad = z.discriminatedUnion('type', [matrix, wiegand, serial]);
export type KeypadConfig = z.infer<typeof keypad>;

/** The lines that a keypad is wired to. */
export function keypadLines(keypad: KeypadConfig): { line: z.infer<typeof line>; direction: 'in' | 'out' }[] {
  switch (keypad.type) {
    case 'matrix':
      return [
        ...keypad.columns.map((one) => ({ line: one, direction: 'out' as const })),
        ...keypad.rows.map((one) => ({ line: one, direction: 'in' as const })),
      ];
    case 'wiegand':
      return [keypad.d0, keypad.d1].map((one) => ({ line: one, direction: 'in' as const }));
    case 'serial':
      return [];
  }
}
