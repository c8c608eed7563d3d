import type { Size } from '../../config/schema';
import { NOT_INSIDE, type ParcelRow } from '../store/parcels';
import type { Store } from '../store/store';

/** A parcel as the operator's document has it, validated. Times in ms since 1970. */
export interface Announcement {
  readonly id: string;
  readonly label: string | null;
  readonly size: Size;
  readonly accessible: boolean;
  readonly handover: boolean;
  /** A hand-over parcel may be put into a compartment all the same. */
  readonly depositAllowed: boolean;
  readonly recipient: string | null;
  readonly windowHours: number | null;
  /** Where the operator believes it is: only a locker with a new database listens to it. */
  readonly compartment: string | null;
  readonly depositedAt: number | null;
  readonly expiresAt: number | null;
}

export interface AnnouncementTime {
  /** ms since 1970 */
  readonly now: number;
  readonly trusted: boolean;
}

export interface AnnouncementResult {
  /** Parcels that the locker had named itself: its name -> the operator's. */
  readonly renamed: ReadonlyMap<string, string>;
  /** What of the document could not be followed, for the log. */
  readonly notes: readonly string[];
}

/**
 * What a document's parcels do to the parcel table; to be called inside `store.write`. A document never
 * changes what is inside: a stored parcel keeps its compartment, size and state, and one that the operator no
 * longer names, neither here nor in a grant, goes to the collection list. A parcel that is gone stays gone.
 * @param adopts this locker does not know what is inside (new or restored): what the operator believes is adopted
 * @param granted parcels that the document's grants speak of: whoever gives out a code knows the parcel
 */
export function applyAnnouncements(
  store: Store,
  announcements: readonly Announcement[],
  adopts: boolean,
  time: AnnouncementTime,
  granted: ReadonlySet<string> = new Set(),
): AnnouncementResult {
  const named = new Set(announcements.map((item) => item.id));
  const renamed = new Map<string, string>();
  const notes: string[] = [];
  const isOutside = ({ id }: Announcement): boolean => (store.parcels.get(id)?.state ?? 'announced') === 'announced';
  const inside = adopts ? latest(announcements.filter((item) => item.compartment !== null && isOutside(item))) : null;
  for (const item of announcements) {
    const adopted = adoptByLabel(store, item, named);
    if (adopted !== null) renamed.set(adopted, item.id);
    const row = store.parcels.get(item.id);
    if (row === undefined) store.parcels.put(announced(item));
    else update(store, row, item, time);
    if (inside === null || item.compartment === null || !isOutside(item)) continue;
    if (inside.has(item)) notes.push(...putInside(store, item, item.compartment, time));
    else notes.push(notLatest(item, item.compartment));
  }
  for (const row of [...store.parcels.known(), ...store.parcels.forgotten()]) {
    if (!named.has(row.id) && !(row.state === 'stored' && granted.has(row.id))) withdraw(store, row);
  }
  for (const id of granted) {
    const row = store.parcels.get(id);
    if (row?.expired === 'withdrawn' && !stillWithdrawn(row, time)) change(store, row, { expired: null });
  }
  return { renamed, notes };
}

/** Only those of one recipient may share a compartment. */
function sameRecipient(a: Pick<Announcement, 'recipient'>, b: Pick<Announcement, 'recipient'>): boolean {
  return a.recipient !== null && a.recipient === b.recipient;
}

/**
 * Of parcels that can't share a compartment the one that was put in last is there: before, it was empty. Where nobody can
 * tell which that is none counts, or one recipient's code would open the door of another's parcel.
 */
function latest(announcements: readonly Announcement[]): ReadonlySet<Announcement> {
  const at = (item: Announcement): number => item.depositedAt ?? -Infinity;
  return new Set(
    announcements.filter((item) =>
      announcements.every(
        (other) =>
          other === item ||
          other.compartment !== item.compartment ||
          sameRecipient(item, other) ||
          at(other) < at(item),
      ),
    ),
  );
}

const notLatest = ({ id }: Announcement, compartment: string): string =>
  `parcel ${id}: somebody else's was put into ${compartment} later, or nobody can tell`;

/**
 * A label that is inside under a name that the operator does not use is this parcel. Returns that name.
 */
function adoptByLabel(store: Store, item: Announcement, named: ReadonlySet<string>): string | null {
  if (item.label === null) return null;
  const inside = store.parcels.byLabel(item.label);
  if (inside?.state !== 'stored' || inside.id === item.id || named.has(inside.id)) return null;
  const own = store.parcels.get(item.id);
  if (own !== undefined) {
    if (own.state !== 'announced' || store.openings.speaksOf(item.id)) return null;
    store.parcels.remove(item.id);
  }
  store.parcels.rename(inside.id, item.id);
  store.grants.reparent(inside.id, item.id);
  return inside.id;
}

function announced(item: Announcement): ParcelRow {
  return {
    id: item.id,
    ...wishes(item),
    recipient: item.recipient,
    window_hours: item.windowHours,
    known: 1,
    ...NOT_INSIDE,
  };
}

/** What counts only until the parcel is inside. */
function wishes(item: Announcement) {
  return {
    label: item.label,
    size: item.size,
    accessible: Number(item.accessible),
    handover: Number(item.handover),
    deposit_allowed: Number(item.depositAllowed),
  };
}

function update(store: Store, row: ParcelRow, item: Announcement, time: AnnouncementTime): void {
  const common = { known: 1, recipient: item.recipient, window_hours: item.windowHours };
  switch (row.state) {
    case 'announced':
      // A courier is putting it in: it stays what they were told it is.
      if (store.openings.speaksOf(row.id)) return change(store, row, common);
      return change(store, row, { ...common, ...wishes(item) });
    case 'stored':
      return change(store, row, { ...common, expired: stillWithdrawn(row, time) ? row.expired : null });
    case 'collected':
    case 'retrieved':
    case 'handed-over':
    case 'missing':
      return change(store, row, { known: 1 });
  }
}

/** A withdrawal is taken back when the operator names the parcel again, unless its window has ended meanwhile. */
function stillWithdrawn(row: ParcelRow, time: AnnouncementTime): boolean {
  if (row.expired !== 'withdrawn') return true;
  return row.expires_at !== null && time.trusted && time.now >= row.expires_at;
}

function change(store: Store, row: ParcelRow, fields: Partial<ParcelRow>): void {
  const next = { ...row, ...fields };
  const same = (Object.keys(fields) as (keyof ParcelRow)[]).every((key) => next[key] === row[key]);
  if (!same) store.parcels.put(next);
}

/** A board that was replaced learns what is behind its doors. Returns why it could not. */
function putInside(store: Store, item: Announcement, compartment: string, time: AnnouncementTime): string[] {
  if (store.compartments.get(compartment) === undefined)
    return [`parcel ${item.id}: there is no compartment ${compartment}`];
  if (item.label !== null && store.parcels.byLabel(item.label)?.state === 'stored') {
    return [`parcel ${item.id}: its label is that of another parcel inside`];
  }
  // A backup knows of one that has gone since: before the later one was put in, it was empty.
  const others = store.parcels.inside(compartment).filter((one) => !sameRecipient(one, item));
  if (others.some((one) => (one.deposited_at ?? 0) >= (item.depositedAt ?? 0))) return [notLatest(item, compartment)];
  for (const { id } of others) store.parcels.change(id, NOT_INSIDE);
  store.parcels.change(item.id, {
    state: 'stored',
    compartment,
    deposited_at: item.depositedAt ?? Math.round(time.now),
    expires_at: item.expiresAt,
  });
  store.compartments.forgetReading(item.id);
  store.compartments.setOccupancy(compartment, 'occupied');
  return [];
}

/** The operator no longer names it. */
function withdraw(store: Store, row: ParcelRow): void {
  switch (row.state) {
    case 'announced':
      // While a courier is depositing it, it stays; a later document clears it away.
      if (store.openings.speaksOf(row.id)) change(store, row, { known: 0 });
      else store.parcels.remove(row.id);
      return;
    case 'stored':
      change(store, row, { known: 0, expired: row.expired ?? 'withdrawn' });
      if (row.expired === null && row.compartment !== null) {
        store.record({
          type: 'parcel.expired',
          parcel: row.id,
          compartment: row.compartment,
          expiresAt: row.expires_at === null ? null : new Date(row.expires_at).toISOString(),
          cause: 'withdrawn',
        });
      }
      return;
    case 'collected':
    case 'retrieved':
    case 'handed-over':
    case 'missing':
      change(store, row, { known: 0 });
      return;
  }
}
