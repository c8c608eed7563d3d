import type { ParcelRow } from '../store/parcels';
import type { Store } from '../store/store';
import type { DoorView } from './occupancy';

/** A parcel, and where its label was read, or should have been. */
export interface Sighting {
  readonly parcel: ParcelRow;
  readonly compartment: string;
}

type Doors = Pick<DoorView, 'reading'>;

/** Was it ever deposited? */
export const notSure = ({ state, in_doubt }: ParcelRow): boolean =>
  state === 'announced' || (state === 'stored' && in_doubt === 1);

/** Its recipient opened the door, and says that it was not there. */
const reportedEmpty = ({ state, in_doubt }: ParcelRow): boolean => state === 'collected' && in_doubt === 1;

/** Nothing that is known of it says that it is anywhere else than where its label is read. */
const homeless = (parcel: ParcelRow): boolean => parcel.state === 'missing' || notSure(parcel) || reportedEmpty(parcel);

/** Nobody comes for it any more. */
export const isGone = (parcel: ParcelRow): boolean =>
  ['collected', 'retrieved', 'handed-over'].includes(parcel.state) && !reportedEmpty(parcel);

/** Somebody is about to say where it is, or has the door open behind which it may be. @param at whose door is looked behind */
function inQuestion(store: Store, doors: Doors, { id, compartment }: ParcelRow, at: string): boolean {
  if (store.openings.unsettled().some((other) => other.parcel === id && other.compartment !== at)) return true;
  return compartment !== null && compartment !== at && !untouched(store, doors, compartment);
}

/** Nobody is there: what was read there still holds. */
const untouched = (store: Store, doors: Doors, compartment: string): boolean =>
  doors.reading(compartment) === 'closed' && !store.openings.underWay(compartment);

/** Parcels and their places by the labels read so far. */
interface Row {
  readonly sightings: readonly Sighting[];
  /** The last one, whose label nobody has read: the one before it lies where it should be. */
  readonly unread?: Sighting;
}

/**
 * Is the unread one missing, if there is one? Not one without a label: it may be there, unrecognized. Nor while there are
 * other compartments of which nobody knows what is inside: it may be there.
 * @param at whose door is looked behind
 */
function settled(store: Store, { sightings, unread }: Row, at: string): boolean {
  if (unread === undefined) return true;
  const known = new Set([at, ...sightings.map(({ compartment }) => compartment)]);
  const open = store.compartments.all().some(({ id, occupancy }) => occupancy === 'unverified' && !known.has(id));
  return unread.parcel.label !== null && !open;
}

/**
 * Where a parcel lies that is not in its compartment, and whatever is recorded there in turn, by the labels read so far.
 * @param from what was read there before does not count any more
 * @param to the parcel that is there instead, if any: nobody has to look for that one
 * @returns null while somebody is at one of the other doors, or where it can't be told by labels
 */
function rowFrom(store: Store, doors: Doors, gone: ParcelRow | undefined, from: string, to?: ParcelRow): Row | null {
  const sightings: Sighting[] = [];
  let place = from;
  for (let parcel = gone; parcel && parcel.id !== to?.id;) {
    const compartment = store.compartments.readIn(parcel.id);
    if (compartment === undefined || compartment === from) return { sightings, unread: { parcel, compartment: place } };
    if (!untouched(store, doors, compartment)) return null;
    sightings.push({ parcel, compartment });
    const [recorded, ...more] = store.parcels.inside(compartment);
    if (more.length > 0) return null;
    parcel = recorded;
    place = compartment;
  }
  return { sightings };
}

/** As {@link rowFrom}, of one that is not where it should be. Null also while the last one of the row may be anywhere. */
export function goneTo(store: Store, doors: Doors, gone: ParcelRow, from: string): Row | null {
  const row = rowFrom(store, doors, gone, from);
  return row !== null && (row.sightings.length === 0 || settled(store, row, from)) ? row : null;
}

/**
 * Parcels that have places by their labels now that one more is read: it and those behind whose doors others lie, in a
 * ring, or in a row from one that nobody knew to be anywhere, or had given up, to a compartment where nothing is recorded.
 * One that nobody comes for any more ends a row too, and gets no place: perhaps only its box was left there.
 * @param parcel whose label is read in `compartment` now; once more, the one that should be there is not
 * @returns null while a label is still to be read, or somebody is at one of the other doors
 */
export function readCrosswise(store: Store, doors: Doors, parcel: ParcelRow, compartment: string): Row | null {
  const [recorded, ...more] = store.parcels.inside(compartment);
  const row = more.length > 0 ? null : rowFrom(store, doors, recorded, compartment, parcel);
  if (row === null) return null;
  const again = store.compartments.get(compartment)?.other_parcel === parcel.id;
  if (row.unread && !(again && settled(store, row, compartment))) return null;
  const sightings = [{ parcel, compartment }, ...row.sightings];
  const filled = (place: string | null): boolean => sightings.some((one) => one.compartment === place);
  for (let last = parcel; !homeless(last) && !isGone(last) && !filled(last.compartment);) {
    const place = last.compartment;
    if (place === null || store.parcels.inside(place).length > 1 || !untouched(store, doors, place)) return null;
    const id = store.compartments.get(place)?.other_parcel ?? parcel.id;
    const read = id === parcel.id ? undefined : store.parcels.get(id);
    if (!read) return null;
    sightings.push({ parcel: read, compartment: place });
    last = read;
  }
  if (sightings.some((one) => homeless(one.parcel) && inQuestion(store, doors, one.parcel, compartment))) return null;
  return { ...row, sightings: sightings.filter((one) => !isGone(one.parcel)) };
}
