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

/** How long a door takes from the pulse until it is open: `GET /doors`. Medians in ms. */
export interface DoorView {
  readonly id: string;
  /** Openings that were measured since its lock was new. */
  readonly openings: number;
  readonly lastMs: number | null;
  readonly lastAt: string | null;
  /** Of the latest 20. */
  readonly medianMs: number | null;
  /** Of the first 20. */
  readonly firstMs: number | null;
  /** Beyond this the median of the latest openings means that its lock is stiff. */
  readonly limitMs: number;
  readonly stiff: boolean;
}

/** `GET /doors/ID`: the latest 200 openings, oldest first. */
export interface DoorHistory extends DoorView {
  readonly history: readonly { readonly n: number; readonly at: string; readonly tookMs: number }[];
}

/** What is built in, and how it stands: `GET /site`. */
export interface SiteView {
  readonly locker: string;
  readonly zone: string;
  readonly languages: readonly string[];
  readonly driver: string;
  /** In characters, drawn as those of an LCD or in dots. */
  readonly display: { readonly columns: number; readonly rows: number; readonly type: 'lcd' | 'dots' } | null;
  readonly keypad: boolean;
  readonly scanner: boolean;
  readonly beeper: boolean;
  readonly compartments: readonly Pick<CompartmentView, 'id' | 'number' | 'size' | 'accessible'>[];
  /** From left to right, each from the top down: ids of compartments, null = the terminal. */
  readonly columns: readonly (readonly (string | null)[])[];
  /** Null on real hardware. */
  readonly sim: {
    readonly powerCut: boolean;
    /** Is there a back office with recipients behind it? */
    readonly demo: boolean;
    /** What each kind of device can suffer. */
    readonly faults: Readonly<Record<string, readonly string[]>>;
  } | null;
}

/** How the simulated world is just now: `GET /sim/faults`. */
export interface SimView {
  /** What is on, by target. */
  readonly faults: Readonly<Record<string, string>>;
  /** How often a fault really took effect, by `TARGET FAULT`. */
  readonly fired: Readonly<Record<string, number>>;
  /** Is there a network to the operator? */
  readonly network: boolean;
}

export interface SyncView {
  readonly link: 'online' | 'offline' | 'disabled';
  readonly epoch: number;
  readonly rev: number;
  readonly pendingEvents: number;
}

/** `GET /sync`. */
export interface SyncDetail extends SyncView {
  /** First digits of the hash of the site key. */
  readonly keyId: string;
  /** Why the operator's last document changed nothing, or null. */
  readonly error: string | null;
  /** Grants of the last document that were not taken. */
  readonly rejected: readonly { readonly id: string; readonly code: string }[];
  /** After a restore: no code counts until the operator has sent a newer epoch. */
  readonly suspended: boolean;
  readonly outbox: { readonly id: string; readonly acked: number; readonly lastSeq: number };
}

export interface CheckView {
  readonly ok: boolean;
  readonly detail: string;
  /** What `detail` says, for whoever says it in another language. */
  readonly finding?: CheckFinding;
  /** The lost devices, one by one. */
  readonly lost?: readonly { readonly device: string; readonly detail: string }[];
}

/** What a check has found; `error` and `problem` are the system's own words. */
export type CheckFinding =
  | { readonly code: 'store-writing' | 'store-writable' }
  | { readonly code: 'store-failed' | 'disk-failed' | 'pin-entry-failed'; readonly error: string }
  | { readonly code: 'disk-free' | 'disk-low' | 'disk-full'; readonly mib: number }
  /** Devices through which a code can be entered. */
  | { readonly code: 'inputs'; readonly devices: readonly string[] }
  | { readonly code: 'no-input' | 'devices-there' }
  /** Compartments whose coils are guarded by a process and by no hardware. */
  | { readonly code: 'no-one-shot'; readonly compartments: readonly string[] }
  /** Empty: none. */
  | { readonly code: 'locks-stiff'; readonly doors: readonly StiffDoor[] }
  | { readonly code: 'cover'; readonly reading: 'quiet' | 'alarm' | 'unknown' }
  | { readonly code: 'clock'; readonly status: Exclude<ClockStatus, 'untrusted'> }
  | { readonly code: 'clock-untrusted'; readonly lastGood: string | null }
  | { readonly code: 'pin-entry-open' | 'compartment-first' }
  | { readonly code: 'pin-entry-closed'; readonly seconds: number }
  | { readonly code: 'stills'; readonly count: number; readonly bytes: number }
  | { readonly code: 'stills-failed'; readonly problem: string }
  | { readonly code: 'sync'; readonly link: SyncView['link']; readonly pendingEvents: number };

/** A door whose lock is getting stiff: what it takes now, and took when it was new, ms. */
export interface StiffDoor {
  readonly compartment: string;
  readonly recentMs: number;
  readonly usualMs: number;
}

export interface HealthView {
  readonly ok: boolean;
  readonly degraded: boolean;
  readonly checks: Readonly<Record<string, CheckView>>;
}

/** What the camera has taken and is still kept. */
export interface StillsView {
  readonly count: number;
  readonly bytes: number;
  /** Why none can be kept, or null. */
  readonly problem: string | null;
}
