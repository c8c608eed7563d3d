import type { CompartmentConfig, SiteConfig } from '../config/schema';
import type { CompartmentState, CompartmentView, StateView, SyncView } from './core/views';
import type { Locker } from './locker';
import type { CompartmentRow } from './store/compartments';

const iso = (ms: number): string => new Date(ms).toISOString();

/** `GET /state` as the contract has it, read from the live locker. */
export function stateView(locker: Locker, site: SiteConfig, version: string, sync: SyncView): StateView {
  const { clock, store, terminal, lockout } = locker;
  const lastGood = clock.lastGood();
  const rows = new Map(store.compartments.all().map((row) => [row.id, row]));
  return {
    locker: site.locker.id,
    version,
    time: {
      now: clock.timestamp(),
      status: clock.status(),
      lastGood: lastGood === null ? null : iso(lastGood),
      zone: site.locker.zone,
    },
    terminal: { ...terminal.view(), lockedUntil: lockout.until() },
    compartments: site.compartments.map((one) => compartmentView(locker, one, rows.get(one.id))),
    sync,
  };
}

function compartmentView(locker: Locker, one: CompartmentConfig, row: CompartmentRow | undefined): CompartmentView {
  const inside = locker.store.parcels.inside(one.id);
  const ends = inside.flatMap((parcel) => parcel.expires_at ?? []);
  return {
    id: one.id,
    number: one.number,
    size: one.size,
    accessible: one.accessible,
    state: compartmentState(
      locker,
      one.id,
      row,
      inside.some((parcel) => parcel.expired !== null),
    ),
    door: locker.doors.seen(one.id),
    parcel: inside[0]?.id ?? null,
    parcels: inside.map((parcel) => parcel.id),
    expiresAt: ends.length > 0 ? iso(Math.min(...ends)) : null,
  };
}

/** What a person needs to know first: what the door is doing, then why nobody may use it, then what is inside. */
function compartmentState(
  locker: Locker,
  id: string,
  row: CompartmentRow | undefined,
  expired: boolean,
): CompartmentState {
  if (locker.doors.releasing(id)) return 'opening';
  if (locker.doors.standsOpen(id) || locker.doors.seen(id) === 'open') return 'open';
  if (row === undefined || row.out_of_service !== null) return 'out-of-service';
  // The door is shut again and the person at the terminal has yet to say what they did.
  if (locker.store.openings.underWay(id)) return 'reserved';
  if (row.occupancy === 'unverified') return 'unverified';
  if (expired) return 'expired';
  return row.occupancy === 'occupied' ? 'occupied' : 'free';
}
