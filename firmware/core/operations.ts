import type { Outcome } from './result';

/** On whose behalf something is done from the panel, `lockerctl` or the operator's command. */
export interface Authority {
  readonly reason?: string;
  readonly person?: string;
  /** By which badge, where there was one. */
  readonly grant?: string;
}

/** What technicians and the operator may ask for beside the terminal. Each is audited, committed when it returns. */
export interface Operations {
  /** A person's opening: `conflict` while another opening of it is under way. The door moves afterwards. */
  open(compartment: string, by: Authority): Outcome;
  outOfService(compartment: string, by: Authority): Outcome;
  /** Restores what was before; never assumes that it is empty. */
  inService(compartment: string, by: Authority): Outcome;
  /** Somebody looked: ends the occupancy and its grants. `conflict` while the door is open or an opening is under way. */
  verifiedEmpty(compartment: string, by: Authority): Outcome;
  /** Raises the end of a stored parcel's window to `until` (ms since 1970) and revives an expired one. */
  extend(parcel: string, until: number): Outcome;
  /** Makes a stored parcel expired at once. */
  recall(parcel: string): Outcome;
}
