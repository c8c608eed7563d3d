import * as z from 'zod';
import type { CommandEnd } from './commands';
import { pin, ticket } from './offline-api';
import type { Office } from './office';
import type { Parcel } from './parcels';
import { failure, type Reply } from './reply';

/** How long a caller waits for the locker to report, in real time, before hearing that it has not (202). */
export const REPORT_TIMEOUT_MS = 5_000;
const HOUR_MS = 3_600_000;

const extension = z.strictObject({ hours: z.number().positive().max(8_760).default(24) });

type OfParcel = (office: Office, parcel: Parcel, body: unknown) => Reply | Promise<Reply>;

/** What may be asked for a parcel that has been announced and is not gone, by the last part of the address. */
export const PARCEL_CALLS: Readonly<Record<string, OfParcel>> = {
  attempt: newAttempt,
  extend,
  'offline-pin': pin,
  recall: async (office, parcel) => told(parcel, await office.recall(parcel, REPORT_TIMEOUT_MS)),
  ticket,
};

/** @param name the parcel's id or its label */
export function ofParcel(call: OfParcel, office: Office, name: string, body: unknown): Reply | Promise<Reply> {
  const parcel = office.books.parcels.named(name);
  if (!parcel) return failure(404, 'not-found', `there is no parcel with the id or label ${name}`);
  if (parcel.state === 'gone') return failure(409, 'conflict', `parcel ${name} has been delivered`);
  return call(office, parcel, body);
}

export async function reported(office: Office, { id, label }: Parcel): Promise<Reply> {
  const settled = await office.whenSettled(REPORT_TIMEOUT_MS);
  return { status: settled ? 200 : 202, body: { id, label } };
}

function newAttempt(office: Office, parcel: Parcel): Reply | Promise<Reply> {
  if (parcel.handover === 0) return failure(409, 'conflict', `parcel ${parcel.id} is not handed over in person`);
  // Inside, its recipient needs the code of the day too.
  if (parcel.state === 'expired') return failure(409, 'conflict', `parcel ${parcel.id} has expired`);
  office.attempt(parcel);
  return reported(office, parcel);
}

/** So many hours more than it has, or from now on where its time is over. */
async function extend(office: Office, parcel: Parcel, body: unknown): Promise<Reply> {
  const wish = extension.safeParse(body ?? {});
  if (!wish.success) return failure(422, 'invalid', 'hours: how much longer it waits, up to 8760');
  const end = office.endOf(parcel);
  if (end === null) return failure(409, 'conflict', `parcel ${parcel.id} has no end yet`);
  const expiresAt = new Date(Math.max(end, office.now()) + wish.data.hours * HOUR_MS).toISOString();
  return told(parcel, await office.extend(parcel, expiresAt, REPORT_TIMEOUT_MS), { expiresAt });
}

function told({ id, label }: Parcel, end: CommandEnd | 'offline', more: object = {}): Reply {
  if (end === 'offline') return failure(409, 'conflict', 'the locker is offline, and no command waits for it');
  if (typeof end === 'object') return failure(409, 'conflict', `the locker refused it: ${end.refused}`);
  if (end === 'unanswered') {
    return failure(503, 'unavailable', 'the locker has not answered: it may be done or not, its events tell');
  }
  return { status: 200, body: { id, label, ...more } };
}
