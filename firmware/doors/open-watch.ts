import type { DoorReading } from '../../hal/ports';

/**
 * How long a door stands open, whoever opened it: first a reminder for whoever is in front of it, then reports
 * that come less and less often. Pure; times in ms of the monotonic clock.
 */
export interface OpenWatch {
  /** Since when the contact says open, or null. */
  readonly since: number | null;
  /** Steps of the plan that are past. */
  readonly done: number;
  /** An earlier run has watched it already. */
  readonly resumed: boolean;
}

export const notOpen: OpenWatch = { since: null, done: 0, resumed: false };

export type OpenNote =
  | { readonly note: 'reminder' }
  /** Counts from 1; `minutes` that it has stood open by then. */
  | { readonly note: 'left-open'; readonly escalation: number; readonly minutes: number };

/** When somebody is reminded, in parts of the time after which a door counts as left open. */
const REMINDERS = [1 / 2, 2 / 3, 5 / 6];
/** When it is reported, in multiples of that time: with a minute, after 1, 5, 15, 60 minutes, 4, 12, 24 hours ... */
const REPORTS = [1, 5, 15, 60, 240, 720, 1_440];
/** ... and once a day from then on. */
const THEN_EVERY = 1_440;

function multiple(step: number): number {
  const reminder = REMINDERS[step];
  if (reminder !== undefined) return reminder;
  const report = step - REMINDERS.length;
  const last = REPORTS.length - 1;
  return REPORTS[report] ?? (REPORTS[last] ?? 1) + (report - last) * THEN_EVERY;
}

/** What the debounced contact says now. One that can't be read leaves open what was open. */
export function watchReading(watch: OpenWatch, reading: DoorReading, now: number): OpenWatch {
  if (reading === 'closed') return notOpen;
  return reading === 'open' && watch.since === null ? { ...notOpen, since: now } : watch;
}

/** The last that an earlier run told of a door that stood open. */
export interface LastTold {
  /** Before now, ms. */
  readonly ago: number;
  /** Of its last report; 0: that it was opened. */
  readonly escalation: number;
}

/** It stands open still, as far as anybody knows: what came due meanwhile is told at once, but only the last of it. */
export function resumeWatch({ ago, escalation }: LastTold, now: number, leftOpenMs: number): OpenWatch {
  const told = escalation === 0 ? 0 : REMINDERS.length + escalation;
  const since = now - ago - (told === 0 ? 0 : Math.round(multiple(told - 1) * leftOpenMs));
  const at = (done: number): OpenWatch => ({ since, done, resumed: true });
  let done = told;
  while ((nextNote(at(done + 1), leftOpenMs) ?? Infinity) <= now) done += 1;
  return at(done);
}

/** When the next step is due, or null. */
export function nextNote({ since, done }: OpenWatch, leftOpenMs: number): number | null {
  return since === null ? null : since + Math.round(multiple(done) * leftOpenMs);
}

/** The step that is due by now, if one is. */
export function takeNote(
  watch: OpenWatch,
  now: number,
  leftOpenMs: number,
): { readonly watch: OpenWatch; readonly note: OpenNote | null } {
  const at = nextNote(watch, leftOpenMs);
  if (at === null || now < at) return { watch, note: null };
  const escalation = watch.done - REMINDERS.length + 1;
  const minutes = Math.round((multiple(watch.done) * leftOpenMs) / 60_000);
  return {
    watch: { ...watch, done: watch.done + 1 },
    note: escalation < 1 ? { note: 'reminder' } : { note: 'left-open', escalation, minutes },
  };
}
