import type { Clock } from '../core/clock';
import type { AccessMethod, RefusalReason, SessionEnd } from '../core/events';
import { isOffline, OFFLINE_REVOKED, type GrantFacts } from '../store/grants';
import type { OpeningRow } from '../store/openings';
import type { ParcelFacts } from '../store/parcels';
import type { Store } from '../store/store';
import { pinVerifier, sameVerifier, tokenOf, tokenVerifier } from './codes';
import { standing, type Standing } from './judge';
import type { Lockout } from './lockout';
import type { OfflineCodes } from './offline';
import { REFUNDS_PER_CODE } from './odds';
import { looksLikeTicket } from './tickets';

/** Who stands at the terminal after a badge was accepted. */
export interface Staff {
  readonly role: 'courier' | 'service';
  readonly grant: string;
  readonly person: string;
  readonly method: AccessMethod;
}

/** A pickup code that is right, of a parcel that asks for the day's one-time code too. Nothing is claimed by it. */
export interface SecondCode {
  readonly grant: string;
  readonly method: AccessMethod;
  readonly parcel: string;
}

export type Redemption =
  | { readonly kind: 'pickup'; readonly opening: OpeningRow }
  | { readonly kind: 'second-code'; readonly second: SecondCode }
  | { readonly kind: 'staff'; readonly staff: Staff }
  /** The same code is being served this moment. */
  | { readonly kind: 'busy' }
  /** `because`: only of a scanned code, which nobody can guess. Refusals of a typed one are all the same. */
  | { readonly kind: 'refused'; readonly because?: 'used' | 'expired' | 'not-yet' }
  | { readonly kind: 'locked-out' }
  /** A PIN alone is not taken just now: the number of the compartment comes first. Nothing was compared. */
  | { readonly kind: 'number-first' };

interface Found {
  readonly grant: GrantFacts;
  readonly parcel: ParcelFacts | undefined;
  readonly standing: Standing;
}

/** When one code matches several grants (expired ones may share a PIN with a live one), the most useful counts. */
const USEFUL: readonly Standing[] = ['valid', 'claimed', 'not-yet', 'expired', 'used', 'unknown'];

/** Codes that are good for something now or later. */
const OPENS: readonly Standing[] = ['valid', 'claimed', 'not-yet'];

/** How a code came. */
interface Entered {
  readonly method: AccessMethod;
  /** Of a guess that was counted: they tell which errors before it were meant to be it. Null when none was. */
  readonly digits: string | null;
}

/** Do all valid ones open the same compartment? */
function sameDoor(found: readonly Found[]): boolean {
  const valid = found.filter(({ standing }) => standing === 'valid');
  return new Set(valid.map(({ grant, parcel }) => parcel?.compartment ?? grant.id)).size === 1;
}

/**
 * Turns a typed PIN or a scanned token into an access. A granted pickup returns with its intent committed:
 * attempt taken back, grant claimed, opening written, in one transaction.
 */
export class Access {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly siteKey: Buffer,
    private readonly pinLength: number,
    private readonly lockout: Lockout,
    /** Something was found past its end: to be made visible at once, so that no later clock revives it. */
    private readonly ended: () => void,
    /** Codes that the operator makes without reaching this locker, where the site file allows them. */
    private readonly offline: OfflineCodes | null = null,
  ) {}

  /** @param compartment the one whose number was typed before, or null */
  redeemPin(digits: string, compartment: string | null = null): Redemption {
    const cost = compartment === null ? 1 : this.pinsInside(compartment);
    const { mode } = this.lockout.entry(cost);
    if (mode === 'closed') {
      this.refuseLockedOut();
      return { kind: 'locked-out' };
    }
    if (mode === 'compartment-first' && compartment === null) return { kind: 'number-first' };
    const verifier = pinVerifier(this.siteKey, digits);
    this.lockout.count(mode === 'locker-wide' ? 'locker' : 'compartment', cost);
    const known = this.store.grants.byPin(verifier);
    if (known.length === 0) this.decoy(verifier);
    // A PIN of the day counts only below, with the number; here it is known once it has been used.
    const told = known.filter((row) => row.state === 'used' || !isOffline(row));
    const rows = told.filter((row) => row.pin !== null && sameVerifier(row.pin, verifier));
    const today = compartment === null ? null : (this.offline?.matchPin(compartment, digits) ?? null);
    return this.lockout.commit(() => {
      const found = this.best(rows, compartment);
      if (today === null || !this.offline || (found && OPENS.includes(found.standing)))
        return this.decide(found, { method: found && isOffline(found.grant) ? 'offline-pin' : 'pin', digits });
      return this.decide(this.best([this.offline.grantOfPin(today)], compartment), { method: 'offline-pin', digits });
    });
  }

  /** Null when the scan is no access code at all. */
  redeemScan(text: string): Redemption | null {
    const token = tokenOf(text);
    if (token === null) return this.redeemTicket(text);
    this.lockout.somebodyElse();
    const verifier = tokenVerifier(this.siteKey, token);
    const rows = this.store.grants.byQr(verifier).filter((row) => row.qr !== null && sameVerifier(row.qr, verifier));
    return this.store.write(() => this.decide(this.best(rows), { method: 'qr', digits: null }));
  }

  /** A ticket is used up in the commit that claims it or begins its session: before any door moves. */
  private redeemTicket(text: string): Redemption | null {
    const { offline } = this;
    if (!offline?.takesTickets() || !looksLikeTicket(text)) return null;
    this.lockout.somebodyElse();
    const ticket = offline.readTicket(text);
    return this.store.write(() => {
      const entered: Entered = { method: 'ticket', digits: null };
      if (ticket === null) return this.decide(null, entered);
      const { grant, early, lost } = offline.grantOf(ticket);
      const found = this.best([grant]);
      if (found?.standing !== 'valid' || !(early || lost)) return this.decide(found, entered);
      return this.decide({ ...found, standing: lost ? 'unknown' : 'not-yet' }, entered);
    });
  }

  /** Both codes have been given: the pickup code is judged anew, then the door opens. For {@link Handovers} only. */
  completePickup(id: string, method: AccessMethod): Redemption {
    return this.store.write(() => {
      const grant = this.store.grants.get(id);
      const found = grant ? this.best([grant]) : null;
      if (found?.standing !== 'valid') return this.decide(found, { method, digits: null });
      if (found.parcel?.under_way) return { kind: 'busy' };
      return this.claim(found.grant, found.parcel, method);
    });
  }

  /** Somebody would type a PIN while PIN entry is closed. */
  refuseLockedOut(): void {
    this.store.record({ type: 'access.refused', reason: 'locked-out', method: 'pin' });
  }

  /** A code that can't be right by its form: refused without a comparison, so it is no guess. */
  refuseShape(method: AccessMethod): Redemption {
    this.store.record({ type: 'access.refused', reason: 'unknown', method });
    return { kind: 'refused' };
  }

  endSession(staff: Staff, cause: SessionEnd): void {
    this.store.record({ type: 'session.ended', ...staff, cause });
  }

  /** Is a badge that began a session still good? Asked again at each of its steps. */
  stillGood(staff: Staff): boolean {
    const kept = this.store.grants.get(staff.grant);
    // A ticket was used up when its session began, and is good for that one.
    const session = staff.method === 'ticket' && kept?.state === 'used' && kept.content !== OFFLINE_REVOKED;
    const grant: GrantFacts | undefined = kept && session ? { ...kept, state: 'live' } : kept;
    const found = grant ? this.best([grant]) : null;
    if (found?.standing === 'valid') return true;
    const expired = found?.standing === 'expired';
    if (expired) this.ended();
    this.store.record({
      type: 'access.refused',
      reason: expired ? 'expired' : 'unknown',
      method: staff.method,
      grant: staff.grant,
      person: staff.person,
    });
    return false;
  }

  /** Does the code by which a door was to open do so once more? */
  opensAgain({ grant_id }: OpeningRow): boolean {
    const grant = grant_id === null ? undefined : this.store.grants.get(grant_id);
    return grant !== undefined && this.best([grant])?.standing === 'valid';
  }

  /** Does it end with somebody's PIN, whatever has become of it? Asked about what would be written down in clear. */
  endsWithPin(text: string): boolean {
    const digits = text.slice(-this.pinLength);
    const verifier = pinVerifier(this.siteKey, digits);
    const known = this.store.grants.byPin(verifier).some(({ pin }) => pin !== null && sameVerifier(pin, verifier));
    const today = this.offline?.isPin(digits) ?? false;
    return known || today;
  }

  private pinsInside(compartment: string): number {
    return this.store.grants.pinsInside(compartment) + (this.offline?.pinsInside(compartment) ?? 0);
  }

  /** A code that nobody knows takes as long as one that has been used: what is known of somebody's is looked up. */
  private decoy(verifier: string): void {
    sameVerifier(verifier, verifier);
    const other = this.store.grants.any();
    if (other !== undefined) standing(other, this.store.parcels.facts(other.parcel ?? ''), this.clock.reached());
  }

  /** @param compartment only codes of parcels in there are good, whatever else they may be worth */
  private best(rows: readonly GrantFacts[], compartment: string | null = null): Found | null {
    const reached = this.clock.reached();
    const suspended = this.store.locker.suspended();
    const found = rows.map((grant): Found => {
      const parcel = grant.parcel === null ? undefined : this.store.parcels.facts(grant.parcel);
      const now = suspended ? 'unknown' : standing(grant, parcel, reached);
      // Somebody else's parcel is there: it is a good code of one that is yet to be found.
      const worth = now === 'valid' && parcel?.mixed_up ? 'not-yet' : now;
      const elsewhere = compartment !== null && parcel?.compartment !== compartment;
      return { grant, parcel, standing: elsewhere && OPENS.includes(worth) ? 'unknown' : worth };
    });
    // Two that are good at once lead nowhere: nobody can tell whose door it is. The operator keeps codes apart.
    if (found.filter(({ standing }) => standing === 'valid').length > 1 && !sameDoor(found)) return null;
    found.sort((a, b) => USEFUL.indexOf(a.standing) - USEFUL.indexOf(b.standing));
    return found[0] ?? null;
  }

  private decide(found: Found | null, entered: Entered): Redemption {
    if (!found) return this.refused('unknown', entered, null);
    switch (found.standing) {
      case 'valid':
        return this.granted(found, entered);
      case 'claimed':
        return this.busy(entered);
      case 'not-yet':
      case 'expired':
      case 'used':
      case 'unknown':
        return this.refused(found.standing, entered, found);
    }
  }

  private busy(entered: Entered): Redemption {
    if (entered.digits !== null) this.lockout.none();
    return { kind: 'busy' };
  }

  private granted({ grant, parcel }: Found, entered: Entered): Redemption {
    const { method, digits } = entered;
    if (parcel?.under_way) return this.busy(entered);
    if (parcel?.second != null) {
      // Right, so no guess; but half an access is no success that would forgive the guesses before it.
      if (digits !== null) this.lockout.none();
      return { kind: 'second-code', second: { grant: grant.id, method, parcel: parcel.second } };
    }
    if (digits !== null) {
      const back = this.lockout.right(digits, REFUNDS_PER_CODE - grant.refunds);
      if (back > 0) this.store.grants.refund(grant.id, back);
    }
    if (grant.kind === 'courier' || grant.kind === 'service') {
      if (method === 'ticket') this.store.grants.setState(grant.id, 'used');
      const staff: Staff = { role: grant.kind, grant: grant.id, person: grant.person ?? grant.id, method };
      this.store.record({ type: 'session.started', ...staff });
      return { kind: 'staff', staff };
    }
    return this.claim(grant, parcel, method);
  }

  private claim(grant: GrantFacts, parcel: ParcelFacts | undefined, method: AccessMethod): Redemption {
    const compartment = parcel?.compartment;
    if (!parcel || compartment == null) throw new Error(`grant ${grant.id} is valid without a stored parcel`);
    this.store.grants.setState(grant.id, 'claimed');
    const opening = this.store.openings.begin({
      compartment,
      purpose: 'pickup',
      grant_id: grant.id,
      parcel: parcel.id,
      method,
      created_at: this.clock.now(),
    });
    return { kind: 'pickup', opening };
  }

  private refused(
    reason: Exclude<RefusalReason, 'locked-out' | 'wrong-day'>,
    entered: Entered,
    found: Found | null,
  ): Redemption {
    const { method, digits } = entered;
    // Asked after every typed code: the first one past its end must not take longer than others.
    if (reason === 'expired' || digits !== null) this.ended();
    this.store.record({
      type: 'access.refused',
      reason,
      method,
      ...(found && { grant: found.grant.id }),
      ...(found?.grant.parcel && { parcel: found.grant.parcel }),
    });
    if ((method === 'qr' || method === 'ticket') && reason !== 'unknown') return { kind: 'refused', because: reason };
    if (digits === null) return { kind: 'refused' };
    if (reason === 'not-yet') {
      this.lockout.none();
      return { kind: 'refused' };
    }
    if (!this.lockout.wrong(digits)) return { kind: 'refused' };
    this.store.record({ type: 'access.locked-out', until: this.lockout.until() ?? this.clock.timestamp() });
    return { kind: 'locked-out' };
  }
}
