import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { HalError } from '../errors';
import { SIM_FAULTS } from '../ports';

const door = z.object({
  state: z.enum(['closed', 'travelling', 'open']),
  remainingMs: z.number().min(0),
  releases: z.number().int().min(0),
});

const world = z.object({
  v: z.literal(1),
  doors: z.record(z.string(), door),
  faults: z.record(z.string(), z.enum(SIM_FAULTS)),
  clock: z.object({ wall: z.number(), monotonic: z.number(), trusted: z.boolean() }),
  /** How far the battery-backed clock is ahead of the wall clock, ms. */
  rtcAheadMs: z.number(),
});

/** What outlives the process that holds the simulated world. */
export type WorldMemory = z.infer<typeof world>;

/** Null when there is none yet. @throws HalError `config` when the file holds something else */
export function loadWorld(file: string): WorldMemory | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new HalError('config', 'sim', `can't read ${file}`, { cause: error });
  }
  try {
    return world.parse(JSON.parse(text));
  } catch (error) {
    throw new HalError('config', 'sim', `${file} does not hold a simulated world; delete it to start with a new one`, {
      cause: error,
    });
  }
}

/** Replaces the file as a whole: a reader finds the old or the new state, never half of one. */
export function saveWorld(file: string, memory: WorldMemory): void {
  const temporary = `${file}.new`;
  writeFileSync(temporary, `${JSON.stringify(memory, null, 2)}\n`);
  renameSync(temporary, file);
}
