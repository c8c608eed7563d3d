import { never } from '../core/result';
import type { OpeningRow } from '../store/openings';
import type { ParcelRow } from '../store/parcels';
import type { Store } from '../store/store';
import { goneTo, isGone, readCrosswise, type Sighting } from './crosswise';
import type { DoorView } from './occupancy';

/** What somebody says is inside; a label that they read there says more. `scanned`: at the terminal, not typed. */
export type Inside = 'parcel' | 'empty' | 'other' | { readonly label: string; readonly scanned?: boolean };

/**
 * What that means: `as-expected`; `missing`: a parcel should be there and is not; `found`: a parcel that was not
 * known to be where its label was read has its place again, or those that lay in each other's compartments have theirs;
 * `unknown`: something is inside that should not be, or nobody knows whose it is.
 */
export type AuditResult = 'as-expected' | 'missing' | 'found' | 'unknown';

/** Of several parcels some labels have been read: those of the others, null where one has none. */
export interface LabelsLeft {
  readonly labels: readonly (string | null)[];
}

/** What was said. */
export interface Said {
  /** `unsettled`: it is not there, and where its label was read can't be told just now. */
  readonly inside: 'parcel' | 'empty' | 'other' | 'found' | 'unsettled';
  /** Whose label was read. */
  readonly parcel?: ParcelRow;
  readonly label?: string;
  /** What has its place again. */
  readonly places?: readonly Sighting[];
  /** What is missing, and where. */
  readonly lost?: readonly Sighting[];
}

/** @param at the compartment that was looked into */
export function resultOf({ inside, places = [], lost = [] }: Said, at: string): AuditResult {
  switch (inside) {
    case 'parcel':
    case 'empty':
      if (lost.some(({ compartment }) => compartment === at)) return 'missing';
      return places.length > 0 ? 'found' : 'as-expected';
    case 'found':
      return 'found';
    case 'other':
    case 'unsettled':
      return 'unknown';
    default:
      return never(inside);
  }
}

/** What it means that somebody says what is behind a door: by the labels read so far, there and elsewhere. */
export class Testimony {
  /** Behind the door where somebody stands several parcels should be: whose labels they have read there. */
  private seen: { readonly opening: number; readonly parcels: ReadonlySet<string> } | null = null;

  constructor(
    private readonly store: Store,
    private readonly doors: DoorView,
    /** Does it end with somebody's PIN? Then it is written nowhere, unless a scanner read it. */
    private readonly endsWithPin: (text: string) => boolean,
  ) {}

  /**
   * @param opening of the door that is closed again
   * @param expected what should be behind it
   */
  understand(inside: Inside, { id, compartment }: OpeningRow, expected: readonly ParcelRow[]): Said | LabelsLeft {
    if (inside === 'empty') {
      // They have read some of several: nothing else is there.
      const read = this.readAt(id);
      const rows = this.notThere(expected, read, compartment);
      return rows === null ? { inside: 'unsettled' } : { inside: read.size > 0 ? 'parcel' : inside, ...rows };
    }
    if (typeof inside === 'string') {
      return { inside: inside === 'parcel' && this.believed(id, compartment, expected) ? 'parcel' : 'other' };
    }
    const { label, scanned = false } = inside;
    const parcel = this.store.parcels.byLabel(label);
    if (!parcel) return { inside: 'other', ...((scanned || !this.endsWithPin(label)) && { label }) };
    if (expected.some((one) => one.id === parcel.id)) return this.own(id, parcel, expected);
    const row = readCrosswise(this.store, this.doors, parcel, compartment);
    const places = row && { places: row.sightings, lost: row.unread ? [row.unread] : [] };
    if (places === null || isGone(parcel)) return { inside: 'other', parcel, label, ...places };
    return { inside: 'found', parcel, ...places };
  }

  /**
   * What should be there and is not: where labels say it lies, else it is missing. And what is recorded there in turn, and
   * was not read, is missing there: somebody has looked, and read what they saw.
   * @returns null where it was read elsewhere, and that can't be settled now
   */
  private notThere(
    expected: readonly ParcelRow[],
    read: ReadonlySet<string>,
    compartment: string,
  ): Pick<Said, 'places' | 'lost'> | null {
    const rows = expected
      .filter(({ id }) => !read.has(id))
      .map((one) => goneTo(this.store, this.doors, one, compartment));
    if (rows.includes(null)) return null;
    // Only some labels were read here: what seems to be missing elsewhere may lie beside them.
    if (read.size > 0 && rows.some((row) => row?.unread && row.unread.compartment !== compartment)) return null;
    return {
      places: rows.flatMap((row) => row?.sightings ?? []),
      lost: rows.flatMap((row) => row?.unread ?? []),
    };
  }

  /**
   * Somebody sees that all is there. Labels that were read elsewhere, or of other parcels here, say that it is not: only
   * labels say more, unless there are none to read and what lay here is nobody's any more.
   */
  private believed(opening: number, compartment: string, expected: readonly ParcelRow[]): boolean {
    if (expected.length === 0) return false;
    if (!this.store.compartments.mixedUp(compartment)) return true;
    const read = this.readAt(opening);
    if (expected.some(({ id, label }) => label !== null && !read.has(id))) return false;
    const other = this.store.parcels.get(this.store.compartments.get(compartment)?.other_parcel ?? '');
    return read.size > 0 || other === undefined || isGone(other);
  }

  /** Its label is read where it should be: of several one says too little. */
  private own(opening: number, parcel: ParcelRow, expected: readonly ParcelRow[]): Said | LabelsLeft {
    const parcels = new Set([...this.readAt(opening), parcel.id]);
    this.seen = { opening, parcels };
    const left = expected.filter(({ id }) => !parcels.has(id));
    return left.length > 0 ? { labels: left.map(({ label }) => label) } : { inside: 'parcel', parcel };
  }

  /** Whose labels were read where somebody stands, of those that should be there. */
  private readAt(opening: number): ReadonlySet<string> {
    return this.seen?.opening === opening ? this.seen.parcels : new Set();
  }
}
