/** Somebody with timers on the shared virtual time; times are monotonic ms. */
export interface TimeParticipant {
  /** When the next timer is due, asked after everything sent so far has been dealt with. */
  nextDue(): Promise<number | null>;
  /** Runs what is due up to then; returns when the next timer is due. */
  advanceTo(monotonic: number): Promise<number | null>;
  /** In this process: asking costs no round trip, so it is asked before every step. */
  readonly local?: boolean;
}

/**
 * Lets time pass for all at once up to `target`: again and again the one with the earliest timer runs it,
 * when the others' clocks are there too. One round trip per step to somebody in another process (two when
 * somebody else's timer may have given it work).
 */
export async function advanceTogether(participants: readonly TimeParticipant[], target: number): Promise<void> {
  const dues = new Map<TimeParticipant, number | null>();
  for (const one of participants) dues.set(one, await one.nextDue());
  for (;;) {
    for (const one of participants) if (one.local === true) dues.set(one, await one.nextDue());
    const first = earliest(dues, target);
    if (first === null) break;
    const others = participants.filter((one) => one !== first.who);
    for (const one of others) dues.set(one, await one.advanceTo(first.due));
    dues.set(first.who, await first.who.advanceTo(first.due));
    for (const one of others) if (one.local !== true) dues.set(one, await one.nextDue());
  }
  for (const one of participants) await one.advanceTo(target);
}

function earliest(
  dues: ReadonlyMap<TimeParticipant, number | null>,
  target: number,
): { who: TimeParticipant; due: number } | null {
  let found: { who: TimeParticipant; due: number } | null = null;
  for (const [who, due] of dues) {
    if (due !== null && due <= target && (found === null || due < found.due)) found = { who, due };
  }
  return found;
}
