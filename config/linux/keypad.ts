import * as z from 'zod';
import { line } from './line';

export const keypad = z.strictObject({
  type: z.literal('matrix').describe('kind of keypad'),
  layout: z.enum(['4x3', '4x4']).describe('four rows of three keys, or of four with A to D at the right'),
  columns: z.array(line).min(3).max(4).describe('outputs, left to right'),
  rows: z.array(line).length(4).describe('inputs, top to bottom'),
  debounceMs: z.number().int().min(5).max(100).default(20).describe('a key must hold this long'),
  scanMs: z.number().int().min(2).max(20).default(8).describe('while a key is down, the keys are read this often'),
  settleMs: z.number().int().min(0).max(5).default(1).describe('from driving a column to reading the rows'),
  stuckSeconds: z.number().min(2).max(600).default(10).describe('a key that is down longer is stuck'),
});
export type KeypadConfig = z.infer<typeof keypad>;
