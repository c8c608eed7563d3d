import * as z from 'zod';
import type { Office } from './office';
import type { Parcel } from './parcels';
import { failure, type Reply } from './reply';
import { dayIn } from './time';

const ticketWish = z.strictObject({ hours: z.number().positive().max(8_760).default(72) });
const pinWish = z.strictObject({
  compartment: z.number().int().min(1).max(999).optional(),
  date: z.iso.date().optional(),
});

/** A code for a parcel in a locker that can't be reached. */
export function ticket(office: Office, parcel: Parcel, body: unknown): Reply {
  const { signingKey } = office.books.offline.options;
  if (signingKey === null) return failure(409, 'conflict', 'this back office has no key to sign tickets with');
  const wish = ticketWish.safeParse(body ?? {});
  if (!wish.success) return failure(422, 'invalid', 'hours: how long the ticket is good, up to 8760');
  return { status: 200, body: { id: parcel.id, ...office.books.offline.ticket(parcel, wish.data.hours, signingKey) } };
}

/** The PIN of the day for such a parcel. */
export function pin(office: Office, parcel: Parcel, body: unknown): Reply {
  const { offline } = office.books;
  if (!offline.options.pins) return failure(409, 'conflict', 'this locker takes no such PINs (codes.offlinePins)');
  const wish = pinWish.safeParse(body ?? {});
  if (!wish.success) return failure(422, 'invalid', 'compartment: the number on the door; date: YYYY-MM-DD');
  const known = parcel.compartment === null ? undefined : Number(office.numberOf(parcel.compartment));
  const number = wish.data.compartment ?? known;
  if (number === undefined) return failure(422, 'invalid', 'compartment: nobody has told yet where the parcel is');
  if (!office.hasNumber(number)) return failure(422, 'invalid', `compartment: no door has the number ${number}`);
  const date = wish.data.date ?? dayIn(offline.options.zone, office.now());
  return { status: 200, body: { id: parcel.id, ...offline.pin(parcel, number, date) } };
}
