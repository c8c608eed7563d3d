import type { CompartmentConfig } from '../../config/schema';
import type { Clock } from '../core/clock';
import { never, refuse, type Refusal } from '../core/result';
import { behalf, type OpeningRow } from '../store/openings';
import type { ParcelRow } from '../store/parcels';
import type { Store } from '../store/store';
import { answered } from './answer';
import { rejectTaken } from './codes-taken';
import { notSure } from './crosswise';
import { recordDeposit } from './deposit';
import { markUnverified, OTHER_INSIDE, READ_ELSEWHERE, recordEmpty, recordMissing, type DoorView } from './occupancy';
import { recordContactFault } from './opening-rules';
import { resultOf, Testimony, type AuditResult, type Inside, type LabelsLeft, type Said } from './testimony';
import { startWindow, type WindowSite } from './window';

/** Which compartments are looked into. */
export type AuditScope = 'unverified' | 'all';

/** How an audit went, by compartments. */
export interface Tally {
  readonly 'as-expected': number;
  readonly missing: number;
  readonly found: number;
  readonly unknown: number;
  /** Wanted, and not looked into: it is being opened, did not open, or the audit ended before. */
  readonly left: number;
}

export const noTally: Tally = { 'as-expected': 0, missing: 0, found: 0, unknown: 0, left: 0 };

/** Compartments to look into; refused while somebody else leads an audit. */
export type AuditStart = { readonly ok: true; readonly compartments: readonly string[] } | Refusal;

interface Finding {
  readonly result: AuditResult;
  /** What should have been inside. */
  readonly expected: readonly ParcelRow[];
}

interface By {
  readonly person: string;
  readonly grant?: string;
}

export interface AuditOpening {
  readonly opening: OpeningRow;
  /** What should be inside: labels, null where a parcel has none. */
  readonly expected: readonly (string | null)[];
}

/**
 * A guided look into compartments: each is opened, somebody says what is inside, and that is recorded against what
 * should be. Whoever leads through it (terminal, page) asks for one after the other; ended half-way, what was
 * opened without an answer is unverified and everything else as before.
 */
export class Audits {
  /** The latest. Whether it is still under way is asked, not remembered: no failure shuts out the next one. */
  private lead: { readonly person: string; readonly scope: AuditScope; readonly leads: () => boolean } | null = null;
  /** Compartments whose turn it was. */
  private readonly served = new Set<string>();
  /** What it has found, by compartments. */
  private readonly findings = new Map<string, Finding>();
  private readonly testimony: Testimony;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly doors: DoorView,
    private readonly window: WindowSite,
    private readonly layout: readonly CompartmentConfig[],
    /** For {@link Testimony}. */
    endsWithPin: (text: string) => boolean,
  ) {
    this.testimony = new Testimony(store, doors, endsWithPin);
  }

  /** Compartments to look into, in the order of the numbers on their doors. */
  list(scope: AuditScope): string[] {
    const unverified = new Set(
      this.store.compartments.all().flatMap(({ id, occupancy }) => (occupancy === 'unverified' ? id : [])),
    );
    return [...this.layout]
      .sort((a, b) => a.number - b.number)
      .flatMap(({ id }) => (scope === 'all' || unverified.has(id) ? id : []));
  }

  /**
   * Somebody begins, one at a time, wherever they stand.
   * @param leads are they still at it?
   */
  start(scope: AuditScope, by: By, leads: () => boolean): AuditStart {
    if (this.lead?.leads()) return refuse('conflict', `an audit by ${this.lead.person} is under way: end it first`);
    this.lead = { person: by.person, scope, leads };
    this.served.clear();
    this.findings.clear();
    const compartments = this.list(scope);
    this.store.record({ type: 'audit.started', scope, compartments: compartments.length, ...by });
    return { ok: true, compartments };
  }

  /** What is still to be looked into: a label may have made another compartment unverified. @param rest what was */
  toCome(rest: readonly string[]): readonly string[] {
    if (this.lead?.scope !== 'unverified') return rest;
    const since = this.list('unverified').filter((id) => !this.served.has(id) && !this.store.openings.underWay(id));
    return [...new Set([...rest, ...since])];
  }

  /** @returns what is written down of it */
  end(left: number, by: By): Tally {
    const tally = this.tally(left);
    const { 'as-expected': asExpected, missing, found, unknown } = tally;
    this.store.record({ type: 'audit.finished', asExpected, missing, found, unknown, left, ...by });
    return tally;
  }

  /** What holds now of what the latest has found: a later label may have put right what was unclear, or made it so. */
  tally(left: number): Tally {
    const tally = { 'as-expected': 0, missing: 0, found: 0, unknown: 0, left };
    for (const [compartment, finding] of this.findings) tally[this.holds(compartment, finding)] += 1;
    return tally;
  }

  private holds(compartment: string, { result, expected }: Finding): AuditResult {
    // Somebody is there: what becomes of it is no finding of the audit's.
    if (this.store.openings.underWay(compartment)) return result;
    if (expected.some(({ id }) => this.store.parcels.get(id)?.state === 'missing')) return 'missing';
    if (this.store.compartments.get(compartment)?.occupancy === 'unverified') return 'unknown';
    if (result === 'as-expected' || result === 'found') return result;
    const recorded = this.store.parcels.inside(compartment).length > 0;
    return recorded || result === 'missing' ? 'found' : 'as-expected';
  }

  /** Opens a compartment; null while it is being opened or served. */
  begin(compartment: string, by: By): AuditOpening | null {
    this.served.add(compartment);
    if (this.store.openings.underWay(compartment)) return null;
    const inside = this.store.parcels.inside(compartment);
    const opening = this.store.write(() =>
      this.store.openings.begin({
        compartment,
        purpose: 'audit',
        parcel: inside[0]?.id ?? null,
        person: by.person,
        grant_id: by.grant ?? null,
        created_at: this.clock.now(),
      }),
    );
    this.doors.run(opening);
    return { opening, expected: inside.map(({ label }) => label) };
  }

  /**
   * The door is closed again, and somebody says what is inside.
   * @returns labels that are to be read too; null when it came too late
   */
  answer(id: number, inside: Inside): AuditResult | LabelsLeft | null {
    const underWay = this.store.openings.get(id);
    if (underWay?.stage !== 'opened') return null;
    const expected = this.store.parcels.inside(underWay.compartment);
    const said = this.testimony.understand(inside, underWay, expected);
    if ('labels' in said) return said;
    const result = resultOf(said, underWay.compartment);
    answered(this.store, id, (opening) => this.settle(opening, said, result, expected));
    this.findings.set(underWay.compartment, { result, expected });
    return result;
  }

  /** Nobody says what is inside. */
  unanswered(id: number): void {
    answered(this.store, id, (opening) => markUnverified(this.store, opening, 'audit without an answer'));
  }

  /** It did not open by its contact, and whoever stands there sees it open. One that reads open says so itself. */
  contactLies(compartment: string): void {
    if (this.doors.reading(compartment) === 'open') return;
    recordContactFault(this.store, this.clock, compartment, 'stuck-closed');
    markUnverified(this.store, compartment, 'opened, says whoever stood there');
  }

  private settle(opening: OpeningRow, said: Said, result: AuditResult, expected: readonly ParcelRow[]): void {
    const { compartment } = opening;
    this.store.record({
      type: 'audit.finding',
      compartment,
      expected: expected.map((one) => one.id),
      result,
      ...(said.parcel && { parcel: said.parcel.id }),
      ...(said.label !== undefined && { label: said.label }),
      ...behalf(opening),
    });
    if (said.parcel) this.store.compartments.forgetReading(said.parcel.id);
    const { lost = [], places = [] } = said;
    for (const one of lost) recordMissing(this.store, one.parcel.id, one.compartment, behalf(opening));
    for (const one of places) this.putBack({ ...opening, compartment: one.compartment }, one.parcel);
    // Where another one was read in its place, both may be there: that counts as known only once somebody looks again.
    for (const { compartment: place } of lost)
      if (places.some((one) => one.compartment === place)) this.somethingElse({ ...opening, compartment: place });
    switch (said.inside) {
      case 'parcel':
        for (const { id } of this.store.parcels.inside(compartment)) {
          this.store.parcels.change(id, { in_doubt: 0 });
          this.store.compartments.forgetReading(id);
        }
        return this.store.compartments.setOccupancy(compartment, 'occupied');
      case 'empty':
        return recordEmpty(this.store, compartment, behalf(opening));
      case 'found':
        return;
      case 'other':
        return this.somethingElse(opening, said.parcel);
      case 'unsettled':
        return markUnverified(this.store, opening, `audit: ${READ_ELSEWHERE}`);
      default:
        return never(said.inside);
    }
  }

  /** @param parcel whose label was read on it */
  private somethingElse(opening: OpeningRow, parcel?: ParcelRow): void {
    markUnverified(this.store, opening, `audit: ${OTHER_INSIDE}`);
    this.store.compartments.setOther(opening.compartment, parcel?.id ?? null);
    const place = parcel?.compartment ?? null;
    if (place === null || this.store.compartments.get(place)?.occupancy !== 'occupied') return;
    markUnverified(this.store, { ...opening, compartment: place }, `audit: ${READ_ELSEWHERE}`);
  }

  /** The parcel has its place, in the opening's compartment; its codes, if they are still its own. */
  private putBack(opening: OpeningRow, parcel: ParcelRow): void {
    this.store.compartments.forgetReading(parcel.id);
    this.settleIn(opening, parcel);
    // The operator is told of one that it had given up, and names it from now on or does not want it.
    if (parcel.state === 'missing' || parcel.state === 'collected' || parcel.expired === 'withdrawn')
      this.store.parcels.change(parcel.id, { known: 1 });
    this.store.compartments.setOccupancy(opening.compartment, 'occupied');
  }

  private settleIn(opening: OpeningRow, parcel: ParcelRow): void {
    const { compartment } = opening;
    if (notSure(parcel) && parcel.expired === null) {
      // Nobody had recorded it as deposited for sure. What has ended since stays so: only the operator extends it.
      return recordDeposit(this.store, this.clock, this.window, { ...opening, parcel: parcel.id }, false);
    }
    this.store.parcels.change(parcel.id, { state: 'stored', compartment, in_doubt: 0 });
    rejectTaken(this.store, parcel.id, this.clock.reached());
    if (this.clock.trusted()) startWindow(this.store, this.window, parcel.id, this.clock.now());
    const end = this.store.parcels.get(parcel.id)?.expires_at ?? null;
    const expiresAt = end === null ? null : new Date(end).toISOString();
    this.store.record({ type: 'parcel.found', parcel: parcel.id, compartment, expiresAt, ...behalf(opening) });
  }
}
