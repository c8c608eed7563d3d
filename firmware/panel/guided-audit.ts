import type { Unsubscribe } from '../../hal/ports';
import { done, refuse, type Outcome } from '../core/result';
import type { DoorNews } from '../doors/supervisor';
import { noTally, type Audits, type AuditScope, type Tally } from '../parcels/audit';
import type { AuditResult, Inside } from '../parcels/testimony';
import type { Timers } from './stream';

/** Nobody has done anything for so long: they have gone, real ms. A door may stand open that long, as at the terminal. */
export const GONE_MS = 600_000;

/** Whose audit it is, for the audit log. */
export interface Auditor {
  readonly person: string;
  readonly grant?: string;
}

/**
 * Where a compartment's turn is. `between`: it is told of, the next may be opened; `stuck`: its door did not open;
 * `not-closed`: it was not tried, since its door stands open already.
 */
export type AuditStage = 'opening' | 'open' | 'ask' | 'stuck' | 'not-closed' | 'between' | 'over';

/**
 * What the next step is after a door that did not open. `seenOpen`: it did not by its contact, and somebody sees it open;
 * `again`: the same one is tried once more.
 */
export interface NextStep {
  readonly seenOpen?: boolean | undefined;
  readonly again?: boolean | undefined;
}

/** `GET /audit/compartments`. */
export interface GuidedAuditView {
  readonly scope: AuditScope;
  readonly person: string;
  readonly stage: AuditStage;
  readonly compartment: string | null;
  /** Labels of what should be inside, null where a parcel has none; once one was read, of those that are left. */
  readonly expected: readonly (string | null)[];
  /** What the last answer meant. */
  readonly result: AuditResult | null;
  /** Compartments still to come. */
  readonly rest: readonly string[];
  readonly tally: Tally;
}

export interface GuidedAuditDeps {
  readonly audits: Pick<
    Audits,
    'start' | 'begin' | 'answer' | 'unanswered' | 'contactLies' | 'toCome' | 'tally' | 'end'
  >;
  readonly onDoor: (listener: (news: DoorNews) => void) => Unsubscribe;
  readonly timers: Timers;
  /** Told after each step. */
  readonly changed: (view: GuidedAuditView) => void;
}

interface Running {
  readonly by: Auditor;
  readonly view: GuidedAuditView;
  readonly opening: number | null;
}

/**
 * Leads somebody through compartments from a page or by `lockerctl`, door by door. Whoever goes away in the middle
 * leaves nothing behind but a compartment that is unverified.
 */
export class GuidedAudit {
  private running: Running | null = null;
  private stopListening: Unsubscribe = () => undefined;
  private gone: Unsubscribe = () => undefined;

  constructor(private readonly deps: GuidedAuditDeps) {}

  listen(): void {
    this.stopListening = this.deps.onDoor((news) => this.door(news));
  }

  /** Ends what is under way; a door that is just opening is judged at the next start. */
  stop(): void {
    this.finish();
    this.stopListening();
  }

  view(): GuidedAuditView | null {
    return this.running?.view ?? null;
  }

  /** Writes down that it begins; {@link next} opens the first door. */
  start(scope: AuditScope, by: Auditor): Outcome {
    const start = this.deps.audits.start(scope, by, () => this.running !== null && this.running.view.stage !== 'over');
    if (!start.ok) return start;
    const { compartments: rest } = start;
    const view = { scope, person: by.person, stage: 'between', compartment: null, expected: [], result: null } as const;
    this.put({ by, opening: null, view: { ...view, rest, tally: noTally } });
    if (rest.length === 0) this.finish();
    return done;
  }

  /**
   * Opens the next compartment that can be opened. One whose door did not open, or that nobody answers for, is left.
   * @param by who asks, if it is somebody else than who began
   */
  next(by: Auditor | null, { seenOpen = false, again = false }: NextStep = {}): Outcome {
    const { running } = this;
    if (!running || running.view.stage === 'over') return refuse('conflict', 'no audit is under way');
    const { stage, compartment } = running.view;
    if (stage === 'opening' || stage === 'open')
      return refuse('conflict', `${compartment ?? ''} is open: close it first`);
    if (seenOpen && stage !== 'stuck') return refuse('conflict', 'seenOpen goes with a door that did not open');
    if (again && stage !== 'stuck' && stage !== 'not-closed')
      return refuse('conflict', 'again goes with a door that did not open');
    if (seenOpen && compartment !== null) this.deps.audits.contactLies(compartment);
    if (stage === 'ask' && running.opening !== null) this.deps.audits.unanswered(running.opening);
    const before = again && compartment !== null ? [compartment, ...running.view.rest] : running.view.rest;
    const rest = this.deps.audits.toCome(before);
    const tally = stage === 'between' || again ? running.view.tally : leave(running.view.tally);
    this.goOn({ ...running, by: by ?? running.by, view: { ...running.view, rest, tally } });
    return done;
  }

  /** What is inside, once the door is closed again. */
  answer(inside: Inside): Outcome {
    const { running } = this;
    if (running?.view.stage !== 'ask' || running.opening === null) {
      return refuse('conflict', 'nothing is asked: open a compartment and close its door first');
    }
    const result = this.deps.audits.answer(running.opening, inside);
    if (result === null) return refuse('conflict', 'nothing is asked: that door is not waited for any more');
    if (typeof result === 'object') {
      this.put({ ...running, view: { ...running.view, expected: result.labels } });
      return done;
    }
    const tally = this.deps.audits.tally(running.view.tally.left);
    const rest = this.deps.audits.toCome(running.view.rest);
    this.put({ ...running, opening: null, view: { ...running.view, stage: 'between', result, rest, tally } });
    if (rest.length === 0) this.finish();
    return done;
  }

  /** Before the last compartment, too: the others are left. Twice does no harm. */
  end(): Outcome {
    if (this.running?.view.stage === 'opening') {
      return refuse('conflict', `${this.running.view.compartment ?? ''} is just opening: wait for it`);
    }
    this.finish();
    return done;
  }

  private finish(): void {
    const { running } = this;
    if (!running || running.view.stage === 'over') return;
    const { stage, rest } = running.view;
    if (running.opening !== null) this.deps.audits.unanswered(running.opening);
    const { left } = leave(running.view.tally, rest.length + (stage === 'between' ? 0 : 1));
    const tally = this.deps.audits.end(left, running.by);
    this.put({ ...running, opening: null, view: { ...running.view, stage: 'over', rest: [], tally } });
  }

  private goOn(running: Running): void {
    let { tally } = running.view;
    for (const [index, compartment] of running.view.rest.entries()) {
      const begun = this.deps.audits.begin(compartment, running.by);
      if (begun) {
        const { opening, expected } = begun;
        const rest = running.view.rest.slice(index + 1);
        const view = { ...running.view, stage: 'opening', compartment, expected, result: null, rest, tally } as const;
        return this.put({ ...running, opening: opening.id, view });
      }
      tally = leave(tally);
    }
    this.put({ ...running, opening: null, view: { ...running.view, stage: 'between', rest: [], tally } });
    this.finish();
  }

  private door(news: DoorNews): void {
    const { running } = this;
    if (!running || running.opening !== news.opening.id) return;
    const { view } = running;
    if (news.type === 'opened') this.put({ ...running, view: { ...view, stage: 'open' } });
    else if (news.type === 'closed') this.put({ ...running, view: { ...view, stage: 'ask' } });
    else if (news.type === 'jammed') {
      const stage = news.cause === 'not-closed' ? 'not-closed' : 'stuck';
      this.put({ ...running, opening: null, view: { ...view, stage } });
    }
  }

  private put(next: Running): void {
    this.running = next;
    this.gone();
    this.gone = next.view.stage === 'over' ? () => undefined : this.deps.timers.after(GONE_MS, () => this.finish());
    this.deps.changed(next.view);
  }
}

const leave = (tally: Tally, by = 1): Tally => ({ ...tally, left: tally.left + by });
