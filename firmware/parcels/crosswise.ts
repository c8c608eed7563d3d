import type { ParcelRow } from '../store/parcels';
import type { Store } from '../store/store';
import type { DoorView } from './occupancy';

/** A parcel, and where its label was read. */
export interface Sighting {
  readonly parcel: ParcelRow;
  readonly compartment: string;
}

type Doors = Pick<DoorView, 'reading'>;

/** Was it ever deposited? */
export const notSure = ({ state, in_doubt }: ParcelRow): boolean =>
  state === 'announced' || (state === 'stored' && in_doubt === 1);

/** Nothing that is known of it says that it is anywhere else than where its label is read. */
const homeless = (parcel: ParcelRow): boolean => parcel.state === 'missing' || notSure(parcel);

/** Somebody is about to say where it is, or has the door open behind which it may be. */
const inQuestion = (store: Store, doors: Doors, { id, compartment }: ParcelRow): boolean =>
  store.openings.speaksOf(id) || (compartment !== null && !untouched(store, doors, compartment));

/** Nobody is there: what was read there still holds. */
const untouched = (store: Store, doors: Doors, compartment: string): boolean =>
  doors.reading(compartment) === 'closed' && !store.openings.underWay(compartment);

/**
 * Where a parcel lies that is not in its compartment, and whatever is recorded there in turn, by the labels read so far.
 * @param from what was read there before does not count any more
 * @param to the parcel that is there instead, if any: nobody has to look for that one
 * @returns null while a label is still to be read, or somebody is at one of the other doors
 */
export function goneTo(
  store: Store,
  doors: Doors,
  gone: ParcelRow | undefined,
  from: string,
  to?: ParcelRow,
): readonly Sighting[] | null {
  const sightings: Sighting[] = [];
  for (let parcel = gone; parcel && parcel.id !== to?.id;) {
    const compartment = store.compartments.readIn(parcel.id);
    if (compartment === undefined || compartment === from || !untouched(store, doors, compartment)) return null;
    sightings.push({ parcel, compartment });
    const [recorded, ...more] = store.parcels.inside(compartment);
    if (more.length > 0) return null;
    parcel = recorded;
  }
  return sightings;
}

/**
 * Parcels that have places by their labels now that one more is read: it and those behind whose doors others lie, in a
 * ring, or in a row from one that nobody knew to be anywhere, or had given up, to a compartment where nothing is recorded.
 * @param parcel whose label is read in `compartment` now
 * @returns null while a label is still to be read, or somebody is at one of the other doors
 */
export function readCrosswise(
  store: Store,
  doors: Doors,
  parcel: ParcelRow,
  compartment: string,
): readonly Sighting[] | null {
  const [recorded, ...more] = store.parcels.inside(compartment);
  const gone = more.length > 0 ? null : goneTo(store, doors, recorded, compartment, parcel);
  if (gone === null) return null;
  const sightings = [{ parcel, compartment }, ...gone];
  const filled = (place: string | null): boolean => sightings.some((one) => one.compartment === place);
  for (let last = parcel; !homeless(last) && !filled(last.compartment);) {
    const place = last.compartment;
    if (place === null || store.parcels.inside(place).length > 1 || !untouched(store, doors, place)) return null;
    const id = store.compartments.get(place)?.other_parcel ?? parcel.id;
    const read = id === parcel.id ? undefined : store.parcels.get(id);
    if (!read) return null;
    sightings.push({ parcel: read, compartment: place });
    last = read;
  }
  return sightings.some((one) => homeless(one.parcel) && inQuestion(store, doors, one.parcel)) ? null : sightings;
}
