import * as z from 'zod';
import { level, line, name } from './line';
import { boardChannel } from './lock-boards';

/** A door: its coil and its contact, each on a line or on a channel of a lock board. */

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
export const pulseDefaults = z.strictObject({
  pulseMs: pulse.pulseMs.default(300),
  maxPulseMs: pulse.maxPulseMs.default(500),
  restMs: pulse.restMs.default(2_000),
  oneShot: pulse.oneShot.default(false),
  supply: pulse.supply.default('main'),
});
export type PulseConfig = z.infer<typeof pulseDefaults>;

export const door = z.strictObject({
  lock: line.optional().describe('output that drives the coil'),
  contact: line.optional().describe('input of the door contact'),
  board: boardChannel
    .optional()
    .describe('channel of a lock board: for lock and contact, or for what is not on a line'),
  closedWhen: level
    .optional()
    .describe(
      'which level of the contact means that the door is shut; active, or what holds for its lock board, if left out',
    ),
  pulseMs: pulse.pulseMs.optional(),
  maxPulseMs: pulse.maxPulseMs.optional(),
  restMs: pulse.restMs.optional(),
  oneShot: pulse.oneShot.optional(),
  supply: pulse.supply.optional(),
});
export type DoorConfig = z.infer<typeof door>;
