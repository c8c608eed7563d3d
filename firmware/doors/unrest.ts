/**
 * A contact that changes again and again without anybody having asked for that door: loose, or its magnet hangs.
 * What it says is worth nothing then, and telling of each change would fill the table of events. Pure; times in ms
 * of the monotonic clock.
 */
export interface Unrest {
  /** Of the last changes that nobody asked for, oldest first. */
  readonly changes: readonly number[];
  /** Too many: from now on no change is told of until it has been quiet for a while. */
  readonly muted: boolean;
}

export const quiet: Unrest = { changes: [], muted: false };

/** Five times forced open within a minute: no hand does that, and no burglar. */
export const RESTLESS_CHANGES = 10;
export const QUIET_MS = 60_000;

/** One more change that nobody asked for. `began`: now it has become too many. */
export function change({ changes, muted }: Unrest, now: number): { readonly unrest: Unrest; readonly began: boolean } {
  const recent = [...changes.filter((at) => now - at < QUIET_MS), now].slice(-RESTLESS_CHANGES);
  const restless = recent.length >= RESTLESS_CHANGES;
  const still = muted && recent.length > 1;
  return { unrest: { changes: recent, muted: still || restless }, began: restless && !still };
}
