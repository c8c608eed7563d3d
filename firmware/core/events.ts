/**
 * Everything the locker reports. A row of the event table carries one of these; the operator gets it as JSON
 * with `outbox`, `seq`, `id`, `at` and `clock` beside it. No field ever holds a code or a typed digit.
 */

export type AccessMethod = 'pin' | 'qr' | 'ticket' | 'offline-pin';
export type RefusalReason = 'unknown' | 'used' | 'expired' | 'not-yet' | 'wrong-day' | 'locked-out';

/** Why a session of a courier or technician ended; `badge`: it is not good any more, see the `access.refused` before. */
export type SessionEnd = 'left' | 'time-out' | 'other-code' | 'badge' | 'fault';

export type ContactFault = 'too-fast' | 'restless' | 'stuck-closed';

interface InCompartment {
  readonly compartment: string;
}
interface OfParcel {
  readonly parcel: string;
}
/** Who or what had a compartment opened. */
interface OnBehalf {
  readonly grant?: string;
  readonly person?: string;
  readonly method?: AccessMethod;
}

export type LockerEvent =
  | { readonly type: 'locker.started'; readonly version: string }
  | { readonly type: 'locker.stopped' }
  | ({
      readonly type: 'parcel.deposited';
      readonly label: string | null;
      readonly size: string;
      readonly announced: boolean;
      /** The courier gave no answer: the parcel may be inside or not. */
      readonly inDoubt: boolean;
      readonly expiresAt?: string;
    } & OfParcel &
      InCompartment &
      OnBehalf)
  | ({
      readonly type: 'parcel.collected';
      /** Whose one-time code was given besides, where a pickup needs one. */
      readonly handoverGrant?: string;
    } & OfParcel &
      InCompartment &
      OnBehalf)
  | ({
      readonly type: 'parcel.expired';
      readonly expiresAt: string | null;
      readonly cause: 'window' | 'recalled' | 'withdrawn';
    } & OfParcel &
      InCompartment)
  | ({ readonly type: 'parcel.retrieved' } & OfParcel & InCompartment & OnBehalf)
  | ({ readonly type: 'parcel.handed-over'; /** YYYY-MM-DD */ readonly deliveryDate: string } & OfParcel & OnBehalf)
  | ({ readonly type: 'parcel.recalled' } & OfParcel & InCompartment)
  | ({ readonly type: 'parcel.reminder'; readonly expiresAt: string } & OfParcel & InCompartment)
  | ({
      readonly type: 'parcel.extended';
      readonly expiresAt: string;
      /** Its window stood still while the recipient could not have fetched it; else it was the operator's command. */
      readonly cause?: 'unavailable';
    } & OfParcel &
      InCompartment)
  | ({ readonly type: 'parcel.missing' } & OfParcel & InCompartment & OnBehalf)
  /** It was missing, or somebody else's lay in its place: now it is known where it is. */
  | ({ readonly type: 'parcel.found'; readonly expiresAt: string | null } & OfParcel & InCompartment & OnBehalf)
  /** One of the last document's, only now: its parcel turned up after its code had been given to another one. */
  | ({ readonly type: 'grant.rejected'; readonly reason: string } & OfParcel & OnBehalf)
  | ({ readonly type: 'parcel.reported-empty' | 'parcel.reported-damaged' } & OfParcel & InCompartment & OnBehalf)
  | ({
      readonly type: 'access.refused';
      readonly reason: RefusalReason;
      readonly method: AccessMethod;
      readonly parcel?: string;
    } & OnBehalf)
  | { readonly type: 'access.locked-out'; readonly until: string }
  /** A courier or technician at the terminal. One that has no end before the next `locker.started` ended with it. */
  | ({ readonly type: 'session.started'; readonly role: 'courier' | 'service' } & OnBehalf)
  | ({
      readonly type: 'session.ended';
      readonly role: 'courier' | 'service';
      readonly cause: SessionEnd;
    } & OnBehalf)
  | ({ readonly type: 'access.interrupted'; readonly purpose: string; readonly parcel?: string } & InCompartment &
      OnBehalf)
  | ({
      readonly type: 'door.opened' | 'door.closed';
      readonly parcel?: string;
      /** What a person gave as the reason of an opening by hand. */
      readonly reason?: string;
    } & InCompartment &
      OnBehalf)
  | ({
      readonly type: 'door.jammed';
      /** Short number that the display shows too, to be read to a hotline. */
      readonly reference: string;
      readonly cause: string;
      readonly parcel?: string;
    } & InCompartment &
      OnBehalf)
  | ({
      readonly type: 'door.left-open';
      readonly parcel?: string;
      /** Told again and again until it is closed: 1, 2, 3 ... */
      readonly escalation: number;
      /** It has stood open for so many minutes, about. */
      readonly minutes: number;
    } & InCompartment &
      OnBehalf)
  | ({ readonly type: 'door.forced'; readonly parcel?: string } & InCompartment & OnBehalf)
  | ({
      readonly type: 'door.contact-fault';
      /**
       * `too-fast`: open and closed again quicker than any hand; `restless`: it changes on and on, and nobody asked;
       * `stuck-closed`: whoever stood there says that the door is open.
       */
      readonly cause: ContactFault;
      readonly parcel?: string;
    } & InCompartment)
  /** Its lock is getting stiff, or moves freely again: medians of the latest and of its first openings. */
  | ({
      readonly type: 'door.stiff' | 'door.eased';
      readonly recentMs: number;
      readonly usualMs: number;
    } & InCompartment)
  /** Another lock is in: its opening times are counted anew. */
  | ({ readonly type: 'door.lock-renewed'; readonly person: string } & InCompartment)
  | ({ readonly type: 'compartment.out-of-service'; readonly reason: string } & InCompartment & OnBehalf)
  | ({ readonly type: 'compartment.in-service' | 'compartment.verified-empty' } & InCompartment & OnBehalf)
  | ({ readonly type: 'compartment.unverified'; readonly reason: string; readonly parcel?: string } & InCompartment &
      OnBehalf)
  | ({ readonly type: 'audit.started'; readonly scope: string; readonly compartments: number } & OnBehalf)
  | ({
      readonly type: 'audit.finding';
      /** Parcels that should be inside. */
      readonly expected: readonly string[];
      readonly result: 'as-expected' | 'missing' | 'found' | 'unknown';
      /** Whose label was read there. */
      readonly parcel?: string;
      /** A label that was read there and is not known, or known to be elsewhere. */
      readonly label?: string;
    } & InCompartment &
      OnBehalf)
  | ({
      readonly type: 'audit.finished';
      readonly asExpected: number;
      readonly missing: number;
      readonly found: number;
      readonly unknown: number;
      /** Wanted, and not looked into. */
      readonly left: number;
    } & OnBehalf)
  | ({
      readonly type: 'selftest.done';
      /** How many devices were looked at. */
      readonly devices: number;
      /** Those that were not as they should be. */
      readonly complaints: readonly string[];
    } & OnBehalf)
  | { readonly type: 'device.lost' | 'device.back'; readonly device: string; readonly detail: string }
  | { readonly type: 'tamper.alarm' }
  | { readonly type: 'clock.untrusted' | 'clock.synchronized' }
  | { readonly type: 'clock.stepped'; readonly byMs: number }
  | { readonly type: 'storage.recovered'; readonly detail: string }
  /** `command` is the command's id and stands as the event's `id` too: that is how it is answered. */
  | { readonly type: 'command.done'; readonly command: string }
  | { readonly type: 'command.refused'; readonly command: string; readonly reason: string };

export type EventType = LockerEvent['type'];

/** How far the time was to be trusted when the event was written. */
export type ClockStatus = 'synchronized' | 'holdover' | 'untrusted';

/** An event as it is stored, shown and sent. `at` is RFC 3339 in UTC. */
export type StoredEvent = LockerEvent & {
  readonly outbox: string;
  readonly seq: number;
  readonly id: string;
  readonly at: string;
  readonly clock: ClockStatus;
};
