import type { Clock } from '../core/clock';
import { operatorKey, type OperatorKey } from '../core/operator-key';
import { dateIn, endOfDay, startOfDay } from '../core/zone';
import { OFFLINE_REVOKED, type GrantFacts, type GrantRow } from '../store/grants';
import type { Store } from '../store/store';
import { pinVerifier, sameVerifier } from './codes';
import { offlinePin, offlinePinId, ticketGrantId } from './offline-pin';
import { readTicket, type Ticket } from './tickets';

/** The part of the site file that codes for a locker out of reach need. */
export interface OfflineSite {
  readonly locker: { readonly id: string; readonly zone: string };
  readonly codes: {
    readonly pinLength: number;
    readonly ticketKeys: readonly string[];
    readonly offlinePins: boolean;
  };
  readonly compartments: readonly { readonly id: string; readonly number: number }[];
}

/** A PIN of the day that was typed right. */
export interface OfflinePinMatch {
  readonly id: string;
  readonly parcel: string;
  readonly pin: string;
  /** ms since 1970 */
  readonly until: number;
}

const NO_GRANT = { rev: 0, person: null, pin: null, qr: null, delivery_date: null, accepted: 0, refunds: 0 } as const;

/**
 * Codes that the operator makes without reaching the locker: signed tickets and PINs of the day. Once one is of use it
 * becomes a grant of the locker's own in the store, so that it is claimed, used up and given back like every other;
 * the operator's documents know nothing of those grants, but may revoke them.
 */
export class OfflineCodes {
  private readonly keys: readonly OperatorKey[];
  private readonly numbers: ReadonlyMap<string, number>;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly siteKey: Buffer,
    private readonly site: OfflineSite,
  ) {
    this.keys = site.codes.ticketKeys.map(operatorKey);
    this.numbers = new Map(site.compartments.map(({ id, number }) => [id, number]));
  }

  takesTickets(): boolean {
    return this.keys.length > 0;
  }

  readTicket(scan: string): Ticket | null {
    return readTicket(scan, this.site.locker.id, this.keys);
  }

  /**
   * The grant that a ticket stands for; kept as soon as its parcel is there or its end has passed. To be called inside
   * `store.write`. `early`: its time has not come; `lost`: nobody knows whether it was used. Of a clock that nobody
   * vouches for the earliest time that it may be ends a ticket, and the latest begins it.
   */
  grantOf(ticket: Ticket): { readonly grant: GrantFacts; readonly early: boolean; readonly lost: boolean } {
    const { store, clock } = this;
    const { subject } = ticket;
    const id = ticketGrantId(ticket.id);
    const kept = store.grants.get(id);
    if (kept && kept.state !== 'live') return { grant: kept, early: false, lost: false };
    const parcel =
      'parcel' in subject
        ? store.parcels.get(subject.parcel)
        : 'label' in subject
          ? store.parcels.byLabel(subject.label)
          : undefined;
    const grant: GrantRow = {
      ...NO_GRANT,
      id,
      kind: subject.kind,
      parcel: parcel?.id ?? ('parcel' in subject ? subject.parcel : null),
      person: 'person' in subject ? subject.person : null,
      // What it was signed for, whatever has been extended since; and what has ended once stays ended.
      not_after: Math.min(kept?.not_after ?? ticket.until, ticket.until),
      content: 'ticket',
      state: 'live',
    };
    const early = clock.latest() < ticket.from;
    const there = 'person' in subject || (parcel !== undefined && parcel.state !== 'announced');
    const lost = this.mayBeUsed(ticket.from, parcel?.id ?? null);
    if (clock.reached() >= ticket.until || (there && !early && !lost)) store.grants.put(grant);
    return { grant, early, lost };
  }

  /**
   * The database was lost, and with it which codes were used: those whose time had begun by then are refused, but for
   * parcels that have been brought since.
   */
  private mayBeUsed(from: number, parcel: string | null): boolean {
    const known = this.store.locker.get()?.offline_from ?? null;
    return known !== null && from < known && (parcel === null || this.store.openings.deposits(parcel) === 0);
  }

  /** How many PINs of the day open that compartment: each guess there may hit them too. */
  pinsInside(compartment: string): number {
    return this.site.codes.offlinePins ? this.store.parcels.inside(compartment).length : 0;
  }

  /** Compares with all of a compartment. Only today's count, by our own reckoning of the time. */
  matchPin(compartment: string, digits: string): OfflinePinMatch | null {
    const { codes, locker } = this.site;
    const number = this.numbers.get(compartment);
    if (!codes.offlinePins || number === undefined) return null;
    const date = dateIn(this.clock.now(), locker.zone);
    const from = startOfDay(date, locker.zone);
    const matching = this.store.parcels.inside(compartment).filter((parcel) => {
      if (this.mayBeUsed(from, parcel.id)) return false;
      const pin = offlinePin(this.siteKey, { locker: locker.id, number, date, parcel }, codes.pinLength);
      return sameVerifier(pin, digits);
    });
    const [parcel] = matching;
    if (parcel === undefined) return null;
    const id = offlinePinId({ number, date, parcel });
    return { id, parcel: parcel.id, pin: digits, until: endOfDay(date, locker.zone) };
  }

  /** Is it today's PIN of any parcel inside? All are compared, so that it takes as long for one that is as for others. */
  isPin(digits: string): boolean {
    return [...this.numbers.keys()].filter((compartment) => this.matchPin(compartment, digits) !== null).length > 0;
  }

  /** The grant that it stands for, kept from now on. To be called inside `store.write`. */
  grantOfPin({ id, parcel, pin, until }: OfflinePinMatch): GrantFacts {
    const kept = this.store.grants.get(id);
    if (kept && (kept.state !== 'live' || kept.parcel === parcel)) return kept;
    const grant: GrantRow = {
      ...NO_GRANT,
      id,
      kind: 'pickup',
      parcel,
      not_after: until,
      content: 'offline-pin',
      state: 'live',
      // So that it is known as used when it is typed again.
      pin: pinVerifier(this.siteKey, pin),
    };
    this.store.grants.put(grant);
    return grant;
  }
}

/** The operator's document names it as revoked: that is final. To be called inside `store.write`. */
export function revokeOffline(store: Store, id: string): void {
  const kept = store.grants.get(id);
  if (kept?.content === OFFLINE_REVOKED) return;
  const row: GrantRow = kept ?? {
    ...NO_GRANT,
    id,
    kind: 'pickup',
    parcel: null,
    not_after: null,
    content: OFFLINE_REVOKED,
    state: 'revoked',
  };
  // One that is being served is judged at its end.
  store.grants.put({ ...row, content: OFFLINE_REVOKED, state: row.state === 'live' ? 'revoked' : row.state });
}
