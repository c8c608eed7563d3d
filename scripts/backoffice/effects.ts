import type { Grants } from './grants';
import type { Notices } from './notices';
import type { OfflineCodes } from './offline-codes';
import type { Parcel, Parcels } from './parcels';
import type { EventBody } from './wire';

export interface Books {
  readonly parcels: Parcels;
  readonly grants: Grants;
  readonly notices: Notices;
  readonly offline: OfflineCodes;
}

/** What a locker's event changes in the books; part of the transaction that stores it. `at`: RFC 3339. */
export function applyEvent(books: Books, event: EventBody, at: string): void {
  if (event.type === 'compartment.verified-empty' && event.compartment !== undefined) {
    for (const parcel of books.parcels.inCompartment(event.compartment)) close(books, parcel, 'cleared');
    return;
  }
  if (event.parcel === undefined) return;
  if (event.type === 'parcel.deposited') {
    deposited(books, event, event.parcel, at);
    return;
  }
  const parcel = books.parcels.find(event.parcel);
  if (parcel) changed(books, event, parcel, at);
}

function deposited(books: Books, event: EventBody, id: string, at: string): void {
  const parcel = books.parcels.deposited({
    id,
    label: event.label ?? null,
    size: event.size ?? 'M',
    compartment: event.compartment ?? null,
    at,
    expiresAt: event.expiresAt ?? null,
  });
  if (parcel.state !== 'stored' || books.grants.pickupOf(parcel.id)) return;
  const grant = books.grants.issue({ kind: 'pickup', parcel: parcel.id });
  books.notices.add('pickup', parcel.id, grant.id);
}

function changed(books: Books, event: EventBody, parcel: Parcel, at: string): void {
  switch (event.type) {
    case 'parcel.found':
      found(books, event, parcel, at);
      return;
    case 'parcel.collected':
    case 'parcel.retrieved':
    case 'parcel.handed-over':
    case 'parcel.missing':
      close(books, parcel, event.type.slice('parcel.'.length));
      return;
    case 'parcel.expired':
      // Withdrawn by a document of before it was found: the one that names it again is on its way.
      if (parcel.state !== 'stored' || event.cause === 'withdrawn') return;
      books.parcels.expired(parcel.id, event.expiresAt ?? null);
      // The grant stays in the document: the window may be extended. The message speaks of no code.
      books.notices.add('expired', parcel.id, null);
      return;
    case 'parcel.reminder':
      if (event.expiresAt !== undefined && parcel.state === 'stored')
        books.parcels.windowEnds(parcel.id, event.expiresAt);
      remind(books, parcel);
      return;
    case 'parcel.extended':
      if (event.expiresAt !== undefined) books.parcels.windowEnds(parcel.id, event.expiresAt);
      // Our own command: who was told that it is over must hear that it is not.
      if (event.cause === undefined) remind(books, parcel);
      return;
    default:
      // Doors, devices, refusals and the like are kept in the journal and change nothing here.
      return;
  }
}

/** It is inside after all, or behind another door than we thought. Codes that ended with it never come back. */
function found(books: Books, event: EventBody, { id }: Parcel, at: string): void {
  const expiresAt = event.expiresAt ?? null;
  const over = expiresAt !== null && Date.parse(expiresAt) <= Date.parse(at);
  books.parcels.found(id, event.compartment ?? null, expiresAt, over ? 'expired' : 'stored');
  // Of an expired one too: it may be extended, and its recipient hears of the code then.
  const grant = books.grants.pickupOf(id) ?? books.grants.issue({ kind: 'pickup', parcel: id });
  if (!over) books.notices.add('found', id, grant.id);
}

function remind(books: Books, { id }: Parcel): void {
  const grant = books.grants.pickupOf(id);
  if (grant) books.notices.add('reminder', id, grant.id);
}

function close(books: Books, parcel: Parcel, outcome: string): void {
  books.parcels.gone(parcel.id, outcome);
  books.grants.endOfParcel(parcel.id);
  books.offline.endOfParcel(parcel.id);
}
