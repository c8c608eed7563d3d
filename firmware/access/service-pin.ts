import type { GrantFacts } from '../store/grants';
import type { Store } from '../store/store';
import type { Clock } from '../core/clock';
import type { Access, Staff } from './access';
import { pinVerifier, sameVerifier } from './codes';
import { standing } from './judge';
import type { Lockout } from './lockout';
import { REFUNDS_PER_CODE } from './odds';

/** What came of a technician's PIN that was given elsewhere than at the keypad. */
export type PinCheck =
  | { readonly kind: 'confirmed'; readonly staff: Staff }
  | { readonly kind: 'refused' }
  /** No such PIN is taken now: until then (RFC 3339), or for longer than anybody knows. */
  | { readonly kind: 'closed'; readonly until: string | null };

/**
 * A technician confirms with the service PIN that it is them. It is compared with service PINs only and opens nothing
 * by itself; but it is a guess like one at the keypad, counted by the same book before it is compared, so that nobody
 * gains a second place to guess at. A customer's or courier's code is as wrong here as one that nobody has.
 */
export class ServicePin {
  /** @param changed whether PINs are taken at the keypad may have changed */
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly siteKey: Buffer,
    private readonly pinLength: number,
    private readonly lockout: Lockout,
    private readonly access: Pick<Access, 'stillGood' | 'refuseLockedOut' | 'refuseShape'>,
    private readonly changed: () => void,
  ) {}

  check(digits: string): PinCheck {
    const { mode } = this.lockout.entry();
    if (mode === 'closed') {
      this.access.refuseLockedOut();
      return { kind: 'closed', until: this.lockout.until() };
    }
    // The year's guesses at all codes at once are spent, and a technician's PIN belongs to no compartment.
    if (mode === 'compartment-first') return { kind: 'closed', until: null };
    if (digits.length !== this.pinLength) {
      this.access.refuseShape('pin');
      return { kind: 'refused' };
    }
    const verifier = pinVerifier(this.siteKey, digits);
    this.lockout.count('locker');
    const known = this.store.grants.byPin(verifier);
    if (known.length === 0) sameVerifier(verifier, verifier);
    const rows = known.filter(({ pin }) => pin !== null && sameVerifier(pin, verifier));
    const outcome = this.lockout.commit(() => this.decide(rows, digits));
    if (outcome.kind !== 'confirmed') this.changed();
    return outcome;
  }

  /** Is the badge that confirmed before still good? Asked again before each door. */
  stillGood(staff: Staff): boolean {
    return this.access.stillGood(staff);
  }

  private decide(rows: readonly GrantFacts[], digits: string): PinCheck {
    const reached = this.clock.reached();
    const suspended = this.store.locker.suspended();
    const good = rows.filter((row) => !suspended && standing(row, undefined, reached) === 'valid');
    const grant = good[0];
    // Two that are good at once tell nobody apart: as at the keypad, they open nothing.
    if (grant === undefined || good.length > 1 || grant.kind !== 'service') return this.wrong(digits);
    const back = this.lockout.right(digits, REFUNDS_PER_CODE - grant.refunds);
    if (back > 0) this.store.grants.refund(grant.id, back);
    const { id, person } = grant;
    return { kind: 'confirmed', staff: { role: 'service', grant: id, person: person ?? id, method: 'pin' } };
  }

  private wrong(digits: string): PinCheck {
    this.store.record({ type: 'access.refused', reason: 'unknown', method: 'pin' });
    if (!this.lockout.wrong(digits)) return { kind: 'refused' };
    const until = this.lockout.until() ?? this.clock.timestamp();
    this.store.record({ type: 'access.locked-out', until });
    return { kind: 'closed', until };
  }
}
