import * as z from 'zod';
import { address, bus } from './line';

export const display = z.strictObject({
  type: z.literal('hd44780').describe('kind of display; on a PCF8574 backpack'),
  bus: bus.optional().describe('number of its I2C bus; hal.buses.i2c if left out'),
  address: address.default(0x27).describe('0x27 for a PCF8574T, 0x3F for a PCF8574A'),
  columns: z
    .union([z.literal(16), z.literal(20)])
    .default(20)
    .describe('characters per line'),
  rows: z
    .union([z.literal(2), z.literal(4)])
    .default(4)
    .describe('lines'),
});
export type DisplayConfig = z.infer<typeof display>;
