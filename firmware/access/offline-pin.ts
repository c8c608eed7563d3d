import { createHash, createHmac } from 'node:crypto';

/** Which parcel, for a PIN that its operator computes without having heard of the locker: by the label where it has one. */
export interface OfflinePinOf {
  readonly locker: string;
  /** What stands on the door. */
  readonly number: number;
  /** YYYY-MM-DD in the site's zone. */
  readonly date: string;
  readonly parcel: { readonly id: string; readonly label: string | null };
}

const named = ({ id, label }: OfflinePinOf['parcel']): string => (label === null ? `id:${id}` : `label:${label}`);

/**
 * The PIN of one parcel behind one door of one locker on one day: the first 8 bytes of HMAC-SHA-256 over it all as a
 * number, its last digits. See docs/offline-codes.md.
 * @param length decimal digits, 6 to 10
 */
export function offlinePin(siteKey: Buffer, of: OfflinePinOf, length: number): string {
  const text = ['offline-pin', of.locker, of.number, of.date, named(of.parcel)].join('\0');
  const number = createHmac('sha256', siteKey).update(text).digest().readBigUInt64BE(0);
  return (number % 10n ** BigInt(length)).toString().padStart(length, '0');
}

/** Names it in events and in the operator's list of revoked ones, without giving it away. */
export function offlinePinId({ number, date, parcel }: Omit<OfflinePinOf, 'locker'>): string {
  return `offline-pin:${number}:${date}:${createHash('sha256').update(named(parcel)).digest('hex').slice(0, 8)}`;
}

export function ticketGrantId(ticket: string): string {
  return `ticket:${ticket}`;
}
