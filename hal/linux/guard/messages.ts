import type { OffSwitch } from '../lines';

/** To the guard. Ids are the sender's. */
export type GuardRequest =
  | { readonly type: 'arm'; readonly id: number; readonly off: OffSwitch; readonly ms: number }
  | { readonly type: 'disarm'; readonly id: number };

/** From the guard: one answer for each request. `cut`: it had to switch the output off itself. */
export type GuardReply =
  | { readonly type: 'armed'; readonly id: number }
  | { readonly type: 'refused'; readonly id: number; readonly error: string }
  | { readonly type: 'disarmed'; readonly id: number; readonly cut: boolean };

/** It says this once, when it listens. */
export interface GuardReady {
  readonly type: 'ready';
}
