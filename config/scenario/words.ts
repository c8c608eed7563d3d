/** What the terminal can show: `firmware/terminal/state.ts` says what each screen means. */
export const SCREENS = [
  'idle',
  'entering',
  'compartment-first',
  'opening',
  'open',
  'closed',
  'help',
  'refused',
  'locked-out',
  'jammed',
  'courier-menu',
  'deposit-label',
  'deposit-size',
  'deposit-open',
  'deposit-confirm',
  'collect',
  'collect-open',
  'collect-confirm',
  'handover-label',
  'handover-code',
  'handover-done',
  'audit-menu',
  'audit-open',
  'audit-ask',
  'audit-stuck',
  'audit-done',
  'service',
  'service-which',
  'service-open',
  'service-state',
  'service-selftest',
  'out-of-order',
] as const;

export const COMPARTMENT_STATES = [
  'free',
  'reserved',
  'opening',
  'open',
  'occupied',
  'expired',
  'unverified',
  'out-of-service',
] as const;

/** What a simulated device can suffer; not each device can suffer all of it. */
export const FAULTS = [
  'jam',
  'stuck-open',
  'stuck-closed',
  'slow',
  'bounce',
  'flicker',
  'lost',
  'garbled',
  'stuck-key',
  'none',
] as const;

export const DEVICES = ['keypad', 'scanner', 'display', 'beeper', 'rtc', 'tamper', 'camera'] as const;

/** Names that stand for the demo's staff. */
export const STAFF = ['courier', 'technician'] as const;
