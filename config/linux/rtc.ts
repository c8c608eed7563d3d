import * as z from 'zod';
import { address, bus } from './line';

export const rtc = z.strictObject({
  type: z.literal('ds3231').describe('kind of clock chip'),
  bus: bus.optional().describe('number of its I2C bus; hal.buses.i2c if left out'),
  address: address.default(0x68).describe('its address'),
});
export type RtcConfig = z.infer<typeof rtc>;
