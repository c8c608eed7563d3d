import type { Clock } from '../core/clock';
import type { AccessMethod, RefusalReason } from '../core/events';
import type { Guessing } from '../store/guards';
import type { GrantFacts } from '../store/grants';
import type { OpeningRow } from '../store/openings';
import type { ParcelRow } from '../store/parcels';
import type { Store } from '../store/store';
import { pinVerifier, sameVerifier, tokenOf, tokenVerifier } from './codes';
import { standing, type Standing } from './judge';
import type { Lockout } from './lockout';

/** Who stands at the terminal after a badge was accepted. */
export interface Staff {
  readonly role: 'courier' | 'service';
  readonly grant: string;
  readonly person: string;
  readonly method: AccessMethod;
}

export type Redemption =
  | { readonly kind: 'pickup'; readonly opening: OpeningRow }
  | { readonly kind: 'staff'; readonly staff: Staff }
  /** The same code is being served this moment. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'locked-out' };

interface Found {
  readonly grant: GrantFacts;
  readonly parcel: ParcelRow | undefined;
  readonly standing: Standing;
}

/** When one code matches several grants (expired ones may share a PIN with a live one), the most useful counts. */
const USEFUL: readonly Standing[] = ['valid', 'claimed', 'not-yet', 'expired', 'used', 'unknown'];

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
    private readonly lockout: Lockout,
    /** Something was found past its end: to be made visible at once, so that no later clock revives it. */
    private readonly ended: () => void,
  ) {}

  redeemPin(digits: string): Redemption {
    if (this.lockout.remaining() > 0) {
      this.refuseLockedOut();
      return { kind: 'locked-out' };
    }
    const verifier = pinVerifier(this.siteKey, digits);
    const before = this.lockout.count();
    const rows = this.store.grants.byPin(verifier).filter((row) => row.pin !== null && sameVerifier(row.pin, verifier));
    return this.store.write(() => this.decide(this.best(rows), 'pin', before));
  }

  /** Null when the scan is no access code at all. */
  redeemScan(text: string): Redemption | null {
    const token = tokenOf(text);
    if (token === null) return null;
    const verifier = tokenVerifier(this.siteKey, token);
    const rows = this.store.grants.byQr(verifier).filter((row) => row.qr !== null && sameVerifier(row.qr, verifier));
    return this.store.write(() => this.decide(this.best(rows), 'qr', null));
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

  /** Is a badge that began a session still good? Asked again before each opening. */
  stillGood(staff: Staff): boolean {
    const grant = this.store.grants.get(staff.grant);
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

  private best(rows: readonly GrantFacts[]): Found | null {
    const reached = this.clock.reached();
    const suspended = this.store.locker.suspended();
    const found = rows.map((grant): Found => {
      const parcel = grant.parcel === null ? undefined : this.store.parcels.get(grant.parcel);
      return { grant, parcel, standing: suspended ? 'unknown' : standing(grant, parcel, reached) };
    });
    // Two that are good at once lead nowhere: nobody can tell whose door it is. The operator keeps codes apart.
    if (found.filter(({ standing }) => standing === 'valid').length > 1 && !sameDoor(found)) return null;
    found.sort((a, b) => USEFUL.indexOf(a.standing) - USEFUL.indexOf(b.standing));
    return found[0] ?? null;
  }

  private decide(found: Found | null, method: AccessMethod, counted: Guessing | null): Redemption {
    if (!found) return this.refused('unknown', method, null, counted);
    switch (found.standing) {
      case 'valid':
        return this.granted(found, method, counted);
      case 'claimed':
        if (counted) this.lockout.restore(counted);
        return { kind: 'busy' };
      case 'not-yet':
      case 'expired':
      case 'used':
      case 'unknown':
        return this.refused(found.standing, method, found, counted);
    }
  }

  private granted({ grant, parcel }: Found, method: AccessMethod, counted: Guessing | null): Redemption {
    const compartment = parcel?.compartment;
    const busy = compartment != null && this.store.openings.underWay(compartment) !== undefined;
    if (busy) {
      if (counted) this.lockout.restore(counted);
      return { kind: 'busy' };
    }
    if (counted) this.lockout.forgive();
    if (grant.kind === 'courier' || grant.kind === 'service') {
      return { kind: 'staff', staff: { role: grant.kind, grant: grant.id, person: grant.person ?? grant.id, method } };
    }
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
    reason: Exclude<RefusalReason, 'locked-out'>,
    method: AccessMethod,
    found: Found | null,
    counted: Guessing | null,
  ): Redemption {
    if (reason === 'expired') this.ended();
    this.store.record({
      type: 'access.refused',
      reason,
      method,
      ...(found && { grant: found.grant.id }),
      ...(found?.grant.parcel && { parcel: found.grant.parcel }),
    });
    if (!counted) return { kind: 'refused' };
    if (reason === 'not-yet') {
      this.lockout.restore(counted);
      return { kind: 'refused' };
    }
    if (!this.lockout.punish()) return { kind: 'refused' };
    this.store.record({ type: 'access.locked-out', until: this.lockout.until() ?? this.clock.timestamp() });
    return { kind: 'locked-out' };
  }
}
