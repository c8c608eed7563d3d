import * as z from 'zod';
import { display } from './display';
import { door, pulseDefaults } from './door';
import { expander } from './expander';
import { keypad } from './keypad';
import { bus, label, level, line, name } from './line';
import { lockBoards } from './lock-boards';
import { rtc } from './rtc';
import { scanner } from './scanner';

/**
 * The part of a site file that says how a real locker is wired: which line does what. Which sentences hold
 * between these fields is in checks.ts.
 */

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
  lockBoards: z.record(name, lockBoards).default({}).describe('serial lines with lock boards, by name'),
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
