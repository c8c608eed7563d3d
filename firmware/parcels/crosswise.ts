import type { ParcelRow } from '../store/parcels';
import type { Store } from '../store/store';
import type { DoorView } from './occupancy';

/** A parcel, and where its label was read. */
export interface Sighting {
  readonly parcel: ParcelRow;
  readonly compartment: string;
}

/**
 * Parcels that lie in each other's compartments, two or more in a ring: the label of each was read where the next one is
 * recorded, and nothing else is recorded there.
 * @param parcel whose label is read in `compartment` now
 * @returns null while a label is still to be read, or somebody is at one of the other doors
 */
export function readCrosswise(
  store: Store,
  doors: Pick<DoorView, 'reading'>,
  parcel: ParcelRow,
  compartment: string,
): readonly Sighting[] | null {
  const sightings: Sighting[] = [{ parcel, compartment }];
  for (let place = parcel.compartment; place !== null && store.parcels.inside(place).length === 1;) {
    if (place === compartment) return sightings;
    const id = store.compartments.get(place)?.other_parcel ?? parcel.id;
    const read = id === parcel.id ? undefined : store.parcels.get(id);
    if (!read || doors.reading(place) !== 'closed' || store.openings.underWay(place)) return null;
    sightings.push({ parcel: read, compartment: place });
    place = read.compartment;
  }
  return null;
}
