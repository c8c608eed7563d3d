import type { Staff } from '../access/access';
import type { AuditScope, Tally } from '../parcels/audit';
import type { AuditResult, Inside, LabelsLeft } from '../parcels/testimony';
import type { DoorRef, SessionDoor } from './state';

export interface AuditDoor extends DoorRef {
  readonly compartment: string;
}

/** What is left of an audit that is under way. `until`: monotonic ms. */
interface UnderWay {
  readonly staff: Staff;
  /** Compartments to come. */
  readonly rest: readonly string[];
  /** So many were not looked into. */
  readonly left: number;
  readonly until: number;
}

/** What should be inside: the labels, null where a parcel has none. */
export type Expected = readonly (string | null)[];

/** What can be said by a key. */
export type Said = Extract<Inside, string>;

/** Somebody is led from compartment to compartment and says what is inside. */
export type AuditScreen =
  | {
      readonly screen: 'audit-menu';
      readonly staff: Staff;
      /** How many there are of each kind. */
      readonly counts: Readonly<Record<AuditScope, number>>;
      /** Chosen; `#` then begins. */
      readonly scope: AuditScope | null;
      readonly until: number;
    }
  | ({
      readonly screen: 'audit-open';
      readonly door: AuditDoor;
      readonly expected: Expected;
    } & SessionDoor &
      UnderWay)
  | ({
      readonly screen: 'audit-ask';
      readonly door: DoorRef;
      readonly expected: Expected;
      /** Chosen; it counts with `#`, which opens the next one. */
      readonly said: Said | null;
    } & UnderWay)
  | ({
      readonly screen: 'audit-stuck';
      readonly door: AuditDoor;
      readonly reference: string;
      /** By its contact; else its lock is stuck, or its contact. */
      readonly standsOpen: boolean;
    } & UnderWay)
  | { readonly screen: 'audit-done'; readonly staff: Staff; readonly tally: Tally; readonly until: number };

export type AuditReply =
  | { readonly type: 'audit-list'; readonly counts: Readonly<Record<AuditScope, number>> }
  | {
      readonly type: 'audit-opening';
      /** Null: there is nothing left to open. */
      readonly next: { readonly door: AuditDoor; readonly expected: Expected } | null;
      readonly rest: readonly string[];
      readonly left: number;
    }
  | { readonly type: 'audit-over'; readonly tally: Tally }
  /** Somebody leads one from elsewhere. */
  | { readonly type: 'audit-busy' }
  /** Labels that are to be read too; null: that was no answer. */
  | { readonly type: 'audit-answered'; readonly result: AuditResult | LabelsLeft | null };

export type AuditEffect =
  | { readonly do: 'list-audit'; readonly staff: Staff }
  | { readonly do: 'start-audit'; readonly scope: AuditScope; readonly staff: Staff }
  | { readonly do: 'next-audit'; readonly rest: readonly string[]; readonly left: number; readonly staff: Staff }
  | { readonly do: 'audit-answer'; readonly opening: number; readonly inside: Inside }
  | { readonly do: 'audit-unanswered'; readonly opening: number }
  /** The contact said nothing, and the door is open. */
  | { readonly do: 'audit-contact-lies'; readonly opening: number }
  | { readonly do: 'end-audit'; readonly left: number; readonly by: Staff };
