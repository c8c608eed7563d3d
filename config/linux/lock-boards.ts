import * as z from 'zod';
import { LOCK_BOARD_PROTOCOLS } from '../../hal/linux/lock-boards/registry';
import { level, name, path } from './line';

/** Lock boards on RS-485: which of them hang on which serial line. docs/lock-boards.md. */

const board = z.strictObject({
  address: z.number().int().min(0).max(255).describe('as set at its address switch'),
  channels: z.number().int().min(1).max(255).describe('how many locks it has connectors for'),
});

export const lockBoards = z.strictObject({
  port: path.describe('serial port, by its stable name: /dev/serial/by-id/…'),
  baudRate: z
    .number()
    .int()
    .min(1_200)
    .max(115_200)
    .optional()
    .describe('bits per second, as the boards are set; as they leave the factory if left out'),
  protocol: z
    .enum(LOCK_BOARD_PROTOCOLS.map(({ id }) => id))
    .describe('what all boards on this line speak: docs/lock-boards.md'),
  closedWhen: level
    .optional()
    .describe("which reported level means that a door is shut, active = 1 (8A: 11); the protocol's if left out"),
  boards: z.array(board).min(1).max(64).describe('every board on this line'),
});
export type LockBoardsConfig = z.infer<typeof lockBoards>;

export const boardChannel = z.strictObject({
  bus: name.describe('one of hal.lockBoards'),
  address: z.number().int().min(0).max(255).describe('address of the board'),
  channel: z.number().int().min(1).max(255).describe('connector on that board, counted from 1'),
});
export type BoardChannelConfig = z.infer<typeof boardChannel>;
