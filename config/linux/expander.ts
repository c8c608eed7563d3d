import * as z from 'zod';
import { bus, line } from './line';

export const expander = z.strictObject({
  type: z.literal('mcp23017').describe('kind of chip'),
  bus: bus.optional().describe('number of its I2C bus, 1 for /dev/i2c-1; hal.buses.i2c if left out'),
  address: z.number().int().min(0x20).max(0x27).describe('its address, 0x20 to 0x27 by the jumpers A0 to A2'),
  interrupt: line.optional().describe("input that the chip's INTA or INTB is wired to (open drain: activeLow)"),
  pollMs: z
    .number()
    .int()
    .min(5)
    .max(100)
    .default(50)
    .describe('without an interrupt line its inputs are read this often'),
});
export type ExpanderConfig = z.infer<typeof expander>;
