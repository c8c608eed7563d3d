import * as z from 'zod';

/**
 * The part of a site file that says how a real locker is wired: which line does what. Which sentences hold
 * between these fields is in linux-checks.ts.
 */

const name = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'letters, digits, dot, underscore and hyphen, 1 to 64 of them');
const label = z
  .string()
  .regex(/^[\x21-\x7e]{1,64}$/, 'the label of a GPIO chip, as in /sys/class/gpio/gpiochip*/label');
const path = z.string().min(1).max(1_024);

const LINE_FORMS = ['bcm', 'line', 'pin'] as const;
const LINE_WORDS =
  'a line is { bcm: 17 }, { chip: LABEL, line: 3 } or { expander: NAME, pin: A0 }, each with activeLow if it needs it';

/** Does a block name one line in one of the three ways? */
function isOneLine(value: Readonly<Record<string, unknown>>): boolean {
  const has = (field: string): boolean => value[field] !== undefined;
  return LINE_FORMS.filter(has).length === 1 && has('line') === has('chip') && has('pin') === has('expander');
}

const line = z
  .strictObject({
    bcm: z.number().int().min(0).max(57).optional().describe('number of a GPIO of the board, as on its pin-out'),
    chip: label.optional().describe('label of a GPIO chip; with line'),
    line: z.number().int().min(0).max(1_023).optional().describe('line of that chip, counted from 0'),
    expander: name.optional().describe('one of hal.expanders; with pin'),
    pin: z
      .string()
      .regex(/^[AB][0-7]$/, 'A0 to A7 or B0 to B7')
      .optional()
      .describe('pin of that expander, A0 to B7'),
    activeLow: z.boolean().default(false).describe('is the line active when it is low?'),
  })
  .refine(isOneLine, LINE_WORDS);
export type LineConfig = z.infer<typeof line>;

const bus = z.number().int().min(0).max(63);
const address = z.number().int().min(0x03).max(0x77);
const level = z.enum(['active', 'inactive']);

const pulse = {
  pulseMs: z.number().int().min(10).max(1_000).describe('how long the coil is driven, as its maker asks for'),
  maxPulseMs: z
    .number()
    .int()
    .min(10)
    .max(2_000)
    .describe('the coil is never driven longer; who still drives it then is cut off'),
  restMs: z.number().int().min(0).max(4_000).describe('least time between two pulses of one coil'),
  oneShot: z.boolean().describe('does a hardware one-shot end the pulse by itself?'),
  supply: name.describe('one of hal.supplies; of each, one coil is driven at a time'),
};
const pulseDefaults = z.strictObject({
  pulseMs: pulse.pulseMs.default(300),
  maxPulseMs: pulse.maxPulseMs.default(500),
  restMs: pulse.restMs.default(2_000),
  oneShot: pulse.oneShot.default(false),
  supply: pulse.supply.default('main'),
});
export type PulseConfig = z.infer<typeof pulseDefaults>;

const door = z.strictObject({
  lock: line.describe('output that drives the coil'),
  contact: line.describe('input of the door contact'),
  closedWhen: level.default('active').describe('which level of the contact means that the door is shut'),
  pulseMs: pulse.pulseMs.optional(),
  maxPulseMs: pulse.maxPulseMs.optional(),
  restMs: pulse.restMs.optional(),
  oneShot: pulse.oneShot.optional(),
  supply: pulse.supply.optional(),
});
export type DoorConfig = z.infer<typeof door>;

const expander = z.strictObject({
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

const keypad = z.strictObject({
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

const scanner = z.strictObject({
  port: path.describe('serial port, by its stable name: /dev/serial/by-id/…'),
  baudRate: z.number().int().min(1_200).max(921_600).default(9_600).describe('bits per second, as the scanner is set'),
  ending: z.enum(['line', 'idle']).default('line').describe('a code ends with CR or LF, or with a pause'),
  idleMs: z.number().int().min(10).max(1_000).default(50).describe('length of that pause'),
});
export type ScannerConfig = z.infer<typeof scanner>;

const display = z.strictObject({
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

const rtc = z.strictObject({
  type: z.literal('ds3231').describe('kind of clock chip'),
  bus: bus.optional().describe('number of its I2C bus; hal.buses.i2c if left out'),
  address: address.default(0x68).describe('its address'),
});
export type RtcConfig = z.infer<typeof rtc>;

export const linuxHal = z.strictObject({
  driver: z
    .literal('linux')
    .describe('what answers for the hardware; linux = GPIO, I2C and serial lines of this board'),
  gpio: z
    .strictObject({
      backend: z
        .enum(['sysfs', 'chardev'])
        .default('sysfs')
        .describe('sysfs = /sys/class/gpio, chardev = /dev/gpiochip* by the tools of libgpiod'),
      chip: label.optional().describe("label of the chip that bcm counts on; the Raspberry Pi's own if left out"),
    })
    .prefault({}),
  buses: z.strictObject({ i2c: bus.default(1).describe('number of the I2C bus where none is named') }).prefault({}),
  expanders: z.record(name, expander).default({}).describe('I/O expanders by name'),
  supplies: z
    .record(name, z.strictObject({}))
    .default({ main: {} })
    .describe('power supplies of the locks by name; of each, one coil is driven at a time'),
  lock: pulseDefaults.prefault({}),
  doors: z.record(name, door).describe('how each compartment is wired, by its id'),
  keypad: keypad.optional(),
  scanner: scanner.optional(),
  display: display.optional(),
  beeper: z.strictObject({ line: line.describe('output that the buzzer sounds on') }).optional(),
  rtc: rtc.optional(),
  tamper: z
    .strictObject({
      line: line.describe('input of the contact at the cover'),
      alarmWhen: level.default('active').describe('which level means that the cover is off'),
    })
    .optional(),
});
export type LinuxHalConfig = z.infer<typeof linuxHal>;
