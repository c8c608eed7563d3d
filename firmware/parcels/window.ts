import { addDays, dateIn, endOfDay } from '../core/zone';
import type { GrantRow } from '../store/grants';
import type { ParcelRow } from '../store/parcels';
import type { Store } from '../store/store';

/** How long a parcel waits: hours, or whole calendar days in the site's zone. */
export type WindowLength = { readonly hours: number } | { readonly days: number };

/** The part of the site file that a window needs. */
export interface WindowSite {
  readonly locker: { readonly zone: string };
  readonly window: { readonly hours?: number | undefined; readonly days?: number | undefined };
}

const HOUR_MS = 3_600_000;
const DEFAULT_HOURS = 72;

/**
 * The end of a window that starts at `from`, both ms since 1970. Whole days do not count the day of the start:
 * what starts on a Monday with 3 days ends with Thursday, at 00:00 on Friday in that zone.
 */
export function windowEnd(from: number, length: WindowLength, zone: string): number {
  if ('hours' in length) return from + Math.round(length.hours * HOUR_MS);
  return endOfDay(addDays(dateIn(from, zone), length.days), zone);
}

/** The operator's hours for this parcel come before what the site file says. */
export function windowLength(site: WindowSite, parcel: Pick<ParcelRow, 'window_hours'>): WindowLength {
  if (parcel.window_hours !== null) return { hours: parcel.window_hours };
  if (site.window.days !== undefined) return { days: site.window.days };
  return { hours: site.window.hours ?? DEFAULT_HOURS };
}

/**
 * Starts the window of a stored parcel that has none yet and whose recipient has a code: at the deposit when
 * the first pickup grant is there already, else when it is applied. To be called inside `store.write`.
 * @param now trusted time, ms since 1970: while the time is not to be trusted no window starts, or a locker
 *   whose clock was behind would take back at once what it got
 * @returns the end of the window, ms since 1970, or null when it has not started
 */
export function startWindow(store: Store, site: WindowSite, parcelId: string, now: number): number | null {
  const parcel = store.parcels.get(parcelId);
  if (parcel?.state !== 'stored') return null;
  if (parcel.expires_at !== null || parcel.expired !== null) return parcel.expires_at;
  if (!store.grants.ofParcel(parcelId).some((grant) => opens(grant, now))) return null;
  const end = windowEnd(now, windowLength(site, parcel), site.locker.zone);
  store.parcels.change(parcelId, { expires_at: end });
  return end;
}

/** Starts every window that is due to start: after a document, and when the time is to be trusted again. */
export function startWindows(store: Store, site: WindowSite, now: number): void {
  for (const parcel of store.parcels.stored()) {
    if (parcel.expires_at === null) startWindow(store, site, parcel.id, now);
  }
}

/** A code that has ended by itself is none that the recipient could use. */
function opens({ kind, state, not_after }: GrantRow, now: number): boolean {
  return kind === 'pickup' && (state === 'claimed' || (state === 'live' && (not_after === null || not_after > now)));
}
