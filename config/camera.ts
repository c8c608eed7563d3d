import * as z from 'zod';
import { EVENT_TYPES } from './event-types';

/** What stands for the still's file in the command. */
export const FILE = '{file}';

/** A camera at the locker: a command that takes a still, and on which events. docs/camera.md */
export const camera = z.strictObject({
  command: z
    .array(z.string().min(1).max(1_024))
    .min(2)
    .max(64)
    .refine(
      ([program = '', ...args]) => !program.includes(FILE) && args.some((arg) => arg.includes(FILE)),
      `a program and its arguments, one of which holds ${FILE}: where the still is to be written (JPEG)`,
    )
    .describe(`program that takes a still, and its arguments, without a shell; ${FILE} is where it writes`),
  on: z
    .array(z.enum(EVENT_TYPES))
    .min(1)
    .max(EVENT_TYPES.length)
    .default(['door.forced', 'tamper.alarm', 'access.locked-out'])
    .describe('events on which a still is taken'),
  minGapSeconds: z
    .number()
    .min(0)
    .max(3_600)
    .default(5)
    .describe('an event of a kind this soon after a still for that kind is left out'),
  timeoutSeconds: z.number().min(1).max(60).default(10).describe('the command is ended after this time'),
  maxBytes: z
    .number()
    .int()
    .min(1_000)
    .max(64_000_000)
    .default(4_000_000)
    .describe('size of one still at most; a larger one is thrown away'),
  keepHours: z.number().min(1).max(2_160).default(72).describe('a still is deleted after this time'),
  keepMegabytes: z.number().min(1).max(10_000).default(100).describe('all stills together; the oldest go first'),
});
export type CameraConfig = z.infer<typeof camera>;
