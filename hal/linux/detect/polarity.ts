import type { TimeSource } from '../../ports';
import type { BoardQuestions, FoundBoard } from './boards';

/** How long somebody may take to walk to a door and move it, ms. */
export const HAND_MS = 60_000;
/** Between two looks at all boards, ms. */
const LOOK_MS = 100;

export type Level = 'active' | 'inactive';
export interface Polarity {
  readonly closedWhen: Level;
  /** The door that was moved. */
  readonly address: number;
  readonly channel: number;
}

export interface Hands {
  /** Asks whoever stands there. */
  readonly say: (text: string) => void;
  readonly time: TimeSource;
  readonly stopped: () => boolean;
}

interface Change {
  readonly address: number;
  readonly channel: number;
  /** As it was before. */
  readonly before: boolean;
}

/**
 * Which level a shut door is reported as: somebody opens one with its key and closes it again. Null when nobody did.
 */
export async function measurePolarity(
  boards: readonly FoundBoard[],
  questions: BoardQuestions,
  hands: Hands,
): Promise<Polarity | null> {
  const at = new Map<number, FoundBoard['levels']>();
  for (const { address } of boards) at.set(address, (await questions.look(address)).levels);
  hands.say('with all doors shut, open one with its key (60 s)');
  const opened = await awaitChange(at, questions, hands, null);
  if (opened === null) return null;
  const { address, channel, before } = opened;
  hands.say(`channel ${channel} of board ${address} moved: close it again (60 s)`);
  if ((await awaitChange(at, questions, hands, opened)) === null) return null;
  return { closedWhen: before ? 'active' : 'inactive', address, channel };
}

/** @param back the change that shall be undone; null: any is meant */
async function awaitChange(
  known: Map<number, FoundBoard['levels']>,
  questions: BoardQuestions,
  { time, stopped }: Hands,
  back: Change | null,
): Promise<Change | null> {
  const end = time.monotonic() + HAND_MS;
  while (time.monotonic() < end && !stopped()) {
    for (const [address, levels] of known) {
      if (back !== null && address !== back.address) continue;
      const first = differing(address, levels, (await questions.look(address)).levels, back);
      if (first === undefined) continue;
      // A second look, for a contact that bounces and a byte that was spoilt.
      const now = (await questions.look(address)).levels;
      const again = differing(address, levels, now, back);
      if (again?.channel !== first.channel) continue;
      known.set(address, now);
      return again;
    }
    await new Promise<void>((resolve) => void time.after(LOOK_MS, resolve));
  }
  return null;
}

function differing(
  address: number,
  before: FoundBoard['levels'],
  now: FoundBoard['levels'],
  back: Change | null,
): Change | undefined {
  return [...now]
    .filter(([channel, level]) => before.has(channel) && before.get(channel) !== level)
    .filter(([channel]) => back === null || channel === back.channel)
    .map(([channel, level]): Change => ({ address, channel, before: !level }))[0];
}
