import type { ClockStatus } from './events';

/** `GET /state`: see the contract, section 5. Times are RFC 3339 in UTC. */
export interface StateView {
  readonly locker: string;
  readonly version: string;
  readonly time: {
    readonly now: string;
    readonly status: ClockStatus;
    readonly lastGood: string | null;
    readonly zone: string;
  };
  readonly terminal: {
    readonly screen: string;
    /** What the display shows, every typed digit masked. */
    readonly lines: readonly string[];
    readonly language: string;
    readonly lockedUntil: string | null;
  };
  readonly compartments: readonly CompartmentView[];
  readonly sync: SyncView;
}

export type CompartmentState =
  'free' | 'reserved' | 'opening' | 'open' | 'occupied' | 'expired' | 'unverified' | 'out-of-service';

export interface CompartmentView {
  readonly id: string;
  readonly number: number;
  readonly size: string;
  readonly accessible: boolean;
  readonly state: CompartmentState;
  readonly door: 'open' | 'closed' | 'unknown';
  readonly parcel: string | null;
  readonly parcels: readonly string[];
  readonly expiresAt: string | null;
}

export interface SyncView {
  readonly link: 'online' | 'offline' | 'disabled';
  readonly epoch: number;
  readonly rev: number;
  readonly pendingEvents: number;
}

export interface HealthView {
  readonly ok: boolean;
  readonly degraded: boolean;
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail: string }>>;
}

/** What the camera has taken and is still kept. */
export interface StillsView {
  readonly count: number;
  readonly bytes: number;
  /** Why none can be kept, or null. */
  readonly problem: string | null;
}
