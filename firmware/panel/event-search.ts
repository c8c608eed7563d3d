import type { StoredEvent } from '../core/events';
import { matcher, type EventQuery } from './event-match';

/** Rows between two breaths: some ms of work on a small board. */
const CHUNK = 250;
/** Rows that one call looks at: then it answers with where to go on. */
export const BUDGET = 10_000;

export interface EventPage {
  readonly events: readonly StoredEvent[];
  /** There may be more beyond this sequence number: the next `before` (or `after`); null at the end. */
  readonly more: number | null;
}

/** Reads on from a sequence number: towards older events or towards newer ones. */
export type ReadEvents = (from: number, limit: number) => StoredEvent[];

/**
 * Looks through the event table in small steps, and no further than {@link BUDGET} rows at a time: a locker that
 * serves customers is not held up by somebody who searches years of events.
 * @param from the first read is beyond it
 */
export async function searchEvents(
  read: ReadEvents,
  query: EventQuery,
  from: number,
  limit: number,
  budget = BUDGET,
): Promise<EventPage> {
  const matches = matcher(query);
  const found: StoredEvent[] = [];
  let at = from;
  for (let looked = 0; looked < budget;) {
    const rows = read(at, CHUNK);
    for (const event of rows) {
      at = event.seq;
      if (matches(event) && found.push(event) === limit) return { events: found, more: at };
    }
    if (rows.length < CHUNK) return { events: found, more: null };
    looked += rows.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { events: found, more: at };
}
