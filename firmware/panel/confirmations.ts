import type { Staff } from '../access/access';
import type { PinCheck } from '../access/service-pin';
import { ApiError } from './errors';

/** A confirmation is good for so long after the last door that it opened, real ms. */
export const CONFIRMED_MS = 300_000;

/** Who may confirm that it is them; `ServicePin` on real hardware. */
export interface Confirmer {
  check(pin: string): PinCheck;
  stillGood(staff: Staff): boolean;
}

interface Confirmed {
  readonly staff: Staff;
  readonly until: number;
}

/**
 * Before a door of a real locker opens from the page, a technician gives the service PIN: a session left open on
 * a laptop opens nothing. Kept in memory only, so a restart asks again.
 */
export class Confirmations {
  private readonly given = new Map<string, Confirmed>();

  /**
   * @param confirmer null: nobody has to confirm (the simulator)
   * @param now real ms
   */
  constructor(
    private readonly confirmer: Confirmer | null,
    private readonly now: () => number,
  ) {}

  /**
   * Who does it, or null where nobody has to confirm: through the Unix socket, and at a simulated locker.
   * @param session of a request that came by TCP, null: by the Unix socket
   * @throws ApiError 403 when nobody has confirmed, or the PIN is not that of a technician
   */
  demand(session: string | null, pin: string | undefined): Staff | null {
    if (session === null || this.confirmer === null) return null;
    const known = this.given.get(session);
    // Whatever comes of it: a wrong PIN, a badge that was withdrawn and a time that is over end it.
    this.given.delete(session);
    const staff = pin === undefined ? this.stillGood(known, this.confirmer) : confirmed(this.confirmer.check(pin));
    if (staff === null) {
      throw new ApiError(403, 'a door of a real locker opens after your service PIN: send it as "pin"', 'pin-needed');
    }
    const now = this.now();
    for (const [other, { until }] of this.given) if (until <= now) this.given.delete(other);
    this.given.set(session, { staff, until: now + CONFIRMED_MS });
    return staff;
  }

  private stillGood(known: Confirmed | undefined, confirmer: Confirmer): Staff | null {
    if (known === undefined || known.until <= this.now() || known.until > this.now() + CONFIRMED_MS) return null;
    return confirmer.stillGood(known.staff) ? known.staff : null;
  }
}

function confirmed(check: PinCheck): Staff {
  switch (check.kind) {
    case 'confirmed':
      return check.staff;
    case 'refused':
      throw new ApiError(403, "this is not a technician's PIN; it counts as a wrong one at the keypad", 'pin-wrong');
    case 'closed': {
      const when = check.until === null ? 'at present' : `until ${check.until}`;
      throw new ApiError(
        403,
        `too many wrong PINs: none is taken ${when}; lockerctl on the locker needs none`,
        'pin-closed',
      );
    }
  }
}

/** On whose behalf: whoever has confirmed it, else the person that the caller names. */
export function authority(staff: Staff | null, person: string): { readonly person: string; readonly grant?: string } {
  return staff ? { person: staff.person, grant: staff.grant } : { person };
}
