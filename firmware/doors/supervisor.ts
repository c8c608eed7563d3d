import type { HalError } from '../../hal/errors';
import type { DoorReading, Hal, Unsubscribe } from '../../hal/ports';
import type { Clock } from '../core/clock';
import type { Logger } from '../core/logger';
import { never } from '../core/result';
import type { ContactFault } from '../core/events';
import { behalf, type OpeningRow } from '../store/openings';
import type { Store } from '../store/store';
import {
  doorStep,
  newDoor,
  nextTick,
  type DoorEffect,
  type DoorInput,
  type Closing,
  type DoorState,
  type DoorTimes,
  type JamCause,
} from './door-machine';
import { OpeningTimes } from './opening-times';
import { nextNote, notOpen, resumeWatch, takeNote, watchReading, type OpenNote, type OpenWatch } from './open-watch';
import { change, quiet, type Unrest } from './unrest';

/**
 * What an opening's end means for codes and parcels: told inside the transaction that records the end.
 * The door knows no grant; whoever does, answers here.
 */
export interface OpeningRules {
  opened(opening: OpeningRow): void;
  closed(opening: OpeningRow, how: Closing): void;
  /**
   * @param reference short number for display and hotline
   * @param released a pulse was or may have been sent
   */
  jammed(opening: OpeningRow, cause: JamCause, reference: string, released: boolean): void;
  /** After a start: the door is shut and nobody knows whether it was open. */
  interrupted(opening: OpeningRow): void;
  /** Given up, and for a while nobody could see whether it came after all. */
  unwatched(opening: OpeningRow): void;
  /** Open without a release; `seen`: closed before our eyes a moment ago. */
  forced(compartment: string, seen: boolean): void;
  /** Closed again without an opening of ours. */
  shut(compartment: string): void;
  /** The contact says what can't be: what it said lately is worth nothing. */
  contactFault(compartment: string, cause: ContactFault, opening?: OpeningRow): void;
  /** Does nobody count on what is inside any more? Then another unasked opening is no news. */
  inDoubt(compartment: string): boolean;
}

/** A release that failed so has moved nothing. */
const NOT_SENT: readonly HalError['code'][] = ['lost', 'busy', 'unsupported', 'config'];

/** Of a door these tell whether it stands open; a start looks for the last one among so many events. */
const MOVED = /^door\.(opened|closed|forced|left-open)$/;
const LOOKED_BACK = 1_000;

/** Told after the commit. */
export type DoorNews =
  /** `reminder`: it still stands open, and whoever is there may have forgotten it. */
  | { readonly type: 'opened' | 'reminder' | 'left-open'; readonly opening: OpeningRow }
  /** While it is open nobody can see whether it still is, and then somebody can. */
  | { readonly type: 'contact-lost' | 'contact-back'; readonly opening: OpeningRow }
  /** It stood open when the locker started; or had been given up, and has come. */
  | { readonly type: 'found-open' | 'came-late'; readonly opening: OpeningRow }
  | { readonly type: 'closed'; readonly opening: OpeningRow; readonly early: boolean }
  | {
      readonly type: 'jammed';
      readonly opening: OpeningRow;
      readonly reference: string;
      readonly cause: JamCause;
    };

/**
 * Runs a door machine per compartment against the HAL. Openings are begun in the store by whoever grants
 * them; {@link DoorSupervisor.run} then moves the door.
 */
export class DoorSupervisor {
  readonly openingTimes: OpeningTimes;
  private readonly doors = new Map<string, DoorState>();
  private readonly open = new Map<string, OpenWatch>();
  private readonly unrest = new Map<string, Unrest>();
  private readonly ticks = new Map<string, { readonly at: number; readonly cancel: Unsubscribe }>();
  private readonly listeners = new Set<(news: DoorNews) => void>();
  private stops: Unsubscribe[] = [];
  private recovering: (() => void)[] = [];
  private running = false;

  constructor(
    private readonly hal: Hal,
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly times: DoorTimes,
    private readonly rules: OpeningRules,
    private readonly logger: Logger,
    private readonly changed: () => void,
  ) {
    this.openingTimes = new OpeningTimes(store, clock, times.travelMs);
  }

  /** Reads every contact and takes up the openings that the last run left unsettled. */
  async start(): Promise<void> {
    this.running = true;
    const { openings } = this.store;
    const left = new Map([...openings.givenUp(), ...openings.unsettled()].map((row) => [row.compartment, row]));
    await Promise.all(
      [...this.hal.contacts].map(async ([id, contact]) => {
        const opening = left.get(id);
        this.doors.set(id, newDoor);
        if (opening) {
          const stage = opening.stage === 'done' ? 'jammed' : opening.stage;
          this.input(id, { type: 'recover', opening: opening.id, left: stage });
        }
        let changed = false;
        this.stops.push(
          contact.onChange((reading) => {
            changed = true;
            this.input(id, { type: 'contact', reading });
          }),
        );
        const reading = await contact.read();
        // A change that came meanwhile is newer than the answer.
        if (!changed) this.input(id, { type: 'contact', reading });
      }),
    );
  }

  stop(): void {
    this.running = false;
    for (const stop of [...this.stops, ...[...this.ticks.values()].map(({ cancel }) => cancel)]) stop();
    this.stops = [];
    this.ticks.clear();
  }

  /**
   * Settles when no opening of an earlier run waits to be judged, except where a contact can't be read; and when of
   * each compartment in doubt it is known whether its door stands open, which comes first.
   */
  async recovered(): Promise<void> {
    if (this.waitingForRecovery()) await new Promise<void>((resolve) => this.recovering.push(resolve));
  }

  /** Moves the door of an opening, as soon as its intent is committed. */
  run(opening: OpeningRow): void {
    this.store.afterCommit(() => this.input(opening.compartment, { type: 'begin', opening: opening.id }));
  }

  /** Debounced. */
  reading(compartment: string): DoorReading {
    return this.doors.get(compartment)?.reading ?? 'unknown';
  }

  /** What to tell people: also what the contact says before it has said so for long enough to be believed. */
  seen(compartment: string): DoorReading {
    const { reading, candidate } = this.doors.get(compartment) ?? newDoor;
    return reading === 'unknown' ? (candidate?.reading ?? reading) : reading;
  }

  /** Does it stand open? Where the contact can't be read: did it when that was last possible? */
  standsOpen(compartment: string): boolean {
    return (this.open.get(compartment) ?? notOpen).since !== null;
  }

  /** Is the lock at work, from the intent until the door is open or given up? */
  releasing(compartment: string): boolean {
    const phase = this.doors.get(compartment)?.activity.phase;
    return phase === 'reading' || phase === 'pulsing' || phase === 'waiting' || phase === 'recovering';
  }

  onNews(listener: (news: DoorNews) => void): Unsubscribe {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private waitingForRecovery(): boolean {
    return [...this.doors].some(([id, { activity, reading, candidate }]) =>
      activity.phase === 'recovering'
        ? reading !== 'unknown' || candidate !== null
        : reading === 'unknown' && candidate !== null && this.store.compartments.get(id)?.doubt != null,
    );
  }

  private input(id: string, input: DoorInput): void {
    if (!this.running) return;
    const before = this.doors.get(id) ?? newDoor;
    const now = this.clock.monotonic();
    const { state, effects } = doorStep(before, input, now, this.times);
    this.doors.set(id, state);
    const watched = this.open.get(id) ?? (state.reading === 'open' ? this.foundOpen(id, now) : notOpen);
    const open = watchReading(watched, state.reading, now);
    const { watch, note } = takeNote(open, now, this.times.leftOpenMs);
    // Before its first reading nothing is known of it.
    if (state.reading !== 'unknown' || this.open.has(id)) this.open.set(id, watch);
    for (const effect of effects) this.perform(id, effect);
    this.plan(id);
    if (note) this.stillOpen(id, state, watch, note);
    this.tellContact(before, state);
    if (effects.some((effect) => shows(effect, before)) || state.reading !== before.reading) this.changed();
    if (this.recovering.length > 0 && !this.waitingForRecovery())
      for (const resolve of this.recovering.splice(0)) resolve();
  }

  /** Open at its first reading: did it stand open before the start already? */
  private foundOpen(id: string, now: number): OpenWatch {
    const { events } = this.store;
    const last = events
      .before(events.outbox().lastSeq + 1, LOOKED_BACK)
      .find((event) => MOVED.test(event.type) && 'compartment' in event && event.compartment === id);
    if (last === undefined || last.type === 'door.closed') return notOpen;
    const ago = Math.max(0, this.clock.now() - Date.parse(last.at));
    const escalation = last.type === 'door.left-open' ? last.escalation : 0;
    return resumeWatch({ ago, escalation }, now, this.times.leftOpenMs);
  }

  private plan(id: string): void {
    const state = this.doors.get(id) ?? newDoor;
    const watch = this.open.get(id) ?? notOpen;
    const wishes = [nextTick(state, this.times), nextNote(watch, this.times.leftOpenMs)].filter((at) => at !== null);
    const at = wishes.length > 0 ? Math.min(...wishes) : null;
    const planned = this.ticks.get(id);
    if (at === (planned?.at ?? null)) return;
    planned?.cancel();
    this.ticks.delete(id);
    if (at === null) return;
    const cancel = this.clock.after(Math.max(0, at - this.clock.monotonic()), () => {
      this.ticks.delete(id);
      this.input(id, { type: 'tick' });
    });
    this.ticks.set(id, { at, cancel });
  }

  private perform(id: string, effect: DoorEffect): void {
    switch (effect.do) {
      case 'read':
        void this.hal.contacts
          .get(id)
          ?.read()
          .then((reading) => this.input(id, { type: 'read', reading }));
        return;
      case 'pulse':
        this.pulse(id);
        return;
      case 'opened':
        this.settle(effect.opening, (opening) => {
          this.store.openings.move(opening.id, 'opened', 'opened');
          this.tellDoor('door.opened', opening);
          this.rules.opened(opening);
          if (effect.tookMs !== null) this.openingTimes.add(id, effect.tookMs);
          return { type: effect.late ? 'came-late' : 'opened', opening };
        });
        return;
      case 'found-open':
        this.settle(effect.opening, (opening) => {
          if (opening.stage !== 'opened') {
            this.store.openings.move(opening.id, 'opened', 'opened');
            this.tellDoor('door.opened', opening);
            this.rules.opened(opening);
          }
          return { type: 'found-open', opening };
        });
        return;
      case 'closed':
        this.settle(effect.opening, (opening) => {
          this.tellDoor('door.closed', opening);
          if (effect.tooFast) this.rules.contactFault(id, 'too-fast', opening);
          this.rules.closed(opening, effect);
          return { type: 'closed', opening, early: effect.early };
        });
        return;
      case 'jammed':
        this.settle(effect.opening, (opening) => {
          const reference = String(opening.id % 10_000).padStart(4, '0');
          this.store.openings.move(opening.id, 'done', effect.released ? 'jammed' : null);
          this.rules.jammed(opening, effect.cause, reference, effect.released);
          return { type: 'jammed', opening, reference, cause: effect.cause };
        });
        return;
      case 'left-open':
        this.settle(effect.opening, (opening) => {
          const { resumed } = this.open.get(id) ?? notOpen;
          if (!resumed) this.leftOpen(id, 1, Math.round(this.times.leftOpenMs / 60_000), opening);
          return { type: 'left-open', opening };
        });
        return;
      case 'interrupted':
        this.settle(effect.opening, (opening) => {
          if (opening.stage === 'intent') this.rules.interrupted(opening);
          else this.rules.closed(opening, { leftOpen: false, unwatched: true, late: false, early: false });
          return null;
        });
        return;
      case 'unwatched':
        this.settle(effect.opening, (opening) => {
          this.rules.unwatched(opening);
          return null;
        });
        return;
      case 'over':
        this.settle(effect.opening, (opening) => {
          this.store.openings.move(opening.id, 'done', null);
          return null;
        });
        return;
      case 'forced':
        this.unasked(id, () => this.rules.forced(id, effect.seen));
        return;
      case 'shut':
        this.unasked(id, () => this.rules.shut(id));
        return;
      default:
        never(effect);
    }
  }

  /** The contact changed, and nobody had asked for that door. */
  private unasked(id: string, tell: () => void): void {
    const { unrest, began } = change(this.unrest.get(id) ?? quiet, this.clock.monotonic());
    this.unrest.set(id, unrest);
    this.store.write(() => {
      if (!unrest.muted || !this.rules.inDoubt(id)) tell();
      if (began) this.rules.contactFault(id, 'restless');
    });
  }

  /** It stands open, and that for a while. */
  private stillOpen(id: string, { activity }: DoorState, { resumed }: OpenWatch, note: OpenNote): void {
    const ours = activity.phase === 'open' || activity.phase === 'recovering';
    const opening = ours ? this.store.openings.get(activity.opening) : undefined;
    if (note.note === 'reminder') {
      if (opening) this.tell({ type: 'reminder', opening });
      return;
    }
    // The first report about an opening of ours is the machine's: from then on nobody answers for the door. After a
    // start it watches anew, and this one goes on.
    if (note.escalation === 1 && opening && !resumed) return;
    this.store.write(() => this.leftOpen(id, note.escalation, note.minutes, opening));
    this.hal.beeper?.beep('attention').catch((error: Error) => this.logger.debug({ error: error.message }, 'no beep'));
  }

  private tellContact({ reading: was }: DoorState, { activity, reading }: DoorState): void {
    if (activity.phase !== 'open' || (was === 'unknown') === (reading === 'unknown')) return;
    const opening = this.store.openings.get(activity.opening);
    if (opening) this.tell({ type: reading === 'unknown' ? 'contact-lost' : 'contact-back', opening });
  }

  private tell(news: DoorNews): void {
    for (const listener of this.listeners) listener(news);
  }

  private leftOpen(id: string, escalation: number, minutes: number, opening: OpeningRow | undefined): void {
    const whose = opening ? about(opening) : {};
    this.store.record({ type: 'door.left-open', compartment: id, escalation, minutes, ...whose });
  }

  private pulse(id: string): void {
    const lock = this.hal.locks.get(id);
    if (!lock) throw new Error(`compartment ${id} has no lock`);
    lock.release().then(
      () => this.input(id, { type: 'pulsed' }),
      (error: HalError) => {
        this.logger.warn({ compartment: id, code: error.code, error: error.message }, 'release failed');
        this.input(id, {
          type: 'pulse-failed',
          released: NOT_SENT.includes(error.code) ? 'no' : 'unknown',
        });
      },
    );
  }

  private settle(id: number, record: (opening: OpeningRow) => DoorNews | null): void {
    const news = this.store.write(() => {
      const opening = this.store.openings.get(id);
      if (!opening) throw new Error(`no opening ${id}`);
      return record(opening);
    });
    if (news) this.tell(news);
  }

  private tellDoor(type: 'door.opened' | 'door.closed', opening: OpeningRow): void {
    const reason = opening.reason === null ? {} : { reason: opening.reason };
    this.store.record({ type, compartment: opening.compartment, ...about(opening), ...reason });
  }
}

/** What and who an event about this opening speaks of. */
function about(opening: OpeningRow) {
  return { ...(opening.parcel !== null && { parcel: opening.parcel }), ...behalf(opening) };
}

/** Whoever waits for the first pulse waits for nothing else: that the lock is at work is told right after it, once. */
function shows(effect: DoorEffect, { activity }: DoorState): boolean {
  if (effect.do === 'pulse') return activity.phase === 'reading' && activity.pulses === 0;
  return effect.do !== 'read';
}
