import * as z from 'zod';
import { address, bus } from './line';

const i2cBus = bus.optional().describe('number of its I2C bus; hal.buses.i2c if left out');

const hd44780 = z.strictObject({
  type: z.literal('hd44780').describe('characters by an HD44780 on a PCF8574 backpack'),
  bus: i2cBus,
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

const oled = {
  bus: i2cBus,
  address: address
    .refine((value) => value === 0x3c || value === 0x3d, 'is 0x3C or 0x3D with such a display')
    .default(0x3c)
    .describe('0x3C, or 0x3D with the jumper moved'),
  rows: z
    .union([z.literal(2), z.literal(4)])
    .default(4)
    .describe('4 = four lines of 20 characters, 2 = two of 16, twice as high: for small glass'),
  rotated: z.boolean().default(false).describe('is the module mounted upside down?'),
  contrast: z.number().int().min(1).max(255).default(207).describe('brightness'),
  dimAfterSeconds: z
    .number()
    .int()
    .min(0)
    .max(86_400)
    .default(300)
    .describe('a picture that stands still this long is dimmed, so that it does not burn in; 0 = never'),
};
const ssd1306 = z.strictObject({
  type: z.literal('ssd1306').describe('128x64 dots by an SSD1306 or SSD1309'),
  ...oled,
});
const sh1106 = z.strictObject({ type: z.literal('sh1106').describe('128x64 dots by an SH1106'), ...oled });

export const display = z.discriminatedUnion('type', [hd44780, ssd1306, sh1106]);
export type DisplayConfig = z.infer<typeof display>;
