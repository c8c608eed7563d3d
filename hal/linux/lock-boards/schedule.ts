import type { Board, Poll } from './board';

/** What to ask next: at once, or when the time has come. */
export type Next = { readonly poll: Poll } | { readonly at: number };

/** Above any question that is merely due. */
const URGENT = 1_000;
/** A question never asked yet counts as so many periods late. */
const FIRST = 10;
/** A lost board that has to wait for a door is looked at again after this, ms. */
const AGAIN_MS = 100;

/**
 * Which question is asked next. Somebody who waits for an answer comes first, then a door that was released a
 * moment ago, then whatever is late by the most of its periods: nobody starves. A board that is lost is asked
 * only when no door is on its way, for its silence takes the line for as long as an answer may take.
 */
export function nextPoll(boards: readonly Board[], now: number): Next {
  const opening = boards.some(
    ({ presence, polls }) => presence.state !== 'lost' && polls.some(({ released }) => released.size > 0),
  );
  let best: { readonly poll: Poll; readonly weight: number } | null = null;
  let at = Infinity;
  for (const board of boards) {
    const lost = board.presence.state === 'lost';
    for (const poll of board.polls) {
      const due = board.due(poll);
      if (due > now || (lost && opening)) {
        at = Math.min(at, lost && opening ? Math.max(due, now + AGAIN_MS) : due);
        continue;
      }
      const weight = weigh(poll, now - due, board.period(poll, now));
      if (best === null || weight > best.weight) best = { poll, weight };
    }
  }
  return best === null ? { at } : { poll: best.poll };
}

function weigh(poll: Poll, late: number, period: number): number {
  if (poll.waiters.length > 0) return URGENT;
  return Math.min(late / period, FIRST) + (poll.released.size > 0 ? 1 : 0);
}
