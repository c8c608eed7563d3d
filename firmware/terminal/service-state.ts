import type { DeviceReport } from '../../hal/ports';
import type { Staff } from '../access/access';
import type { Complaint } from './selftest';
import type { DoorRef, Remark } from './state';

/** What somebody wants with the compartment whose number is asked for. */
export type ServiceWish = 'open' | 'block';

/** What technicians do at the keypad. `until`: monotonic ms. */
export type ServiceScreen =
  /** The menu. A number typed here by mistake opens nothing. */
  | { readonly screen: 'service'; readonly staff: Staff; readonly until: number }
  /** Which compartment is opened, or taken out of service and put back? */
  | {
      readonly screen: 'service-which';
      readonly wish: ServiceWish;
      readonly staff: Staff;
      readonly typed: string;
      readonly remark: Remark | null;
      readonly until: number;
    }
  | {
      readonly screen: 'service-open';
      readonly staff: Staff;
      readonly door: DoorRef;
      readonly isOpen: boolean;
      /** Given up only then: a session waits for its open door, but not for ever. */
      readonly until: number;
    }
  | {
      readonly screen: 'service-state';
      readonly staff: Staff;
      readonly number: number;
      /** Is it out of service? */
      readonly out: boolean;
      readonly until: number;
    }
  | {
      readonly screen: 'service-selftest';
      readonly staff: Staff;
      /** Null while it runs. */
      readonly found: { readonly devices: number; readonly complaints: readonly Complaint[] } | null;
      /** Which complaint is shown, from 0. */
      readonly index: number;
      readonly until: number;
    };

export type ServiceReply =
  | {
      readonly type: 'service-opening';
      readonly result: DoorRef | 'no-such-compartment' | 'compartment-busy';
    }
  /** `out`: null where there is no such number. */
  | { readonly type: 'compartment-state'; readonly number: number; readonly out: boolean | null }
  | {
      readonly type: 'selftest';
      readonly reports: readonly DeviceReport[];
      readonly complaints: readonly Complaint[];
      readonly by: Staff;
    };

export type ServiceEffect =
  | { readonly do: 'service-open'; readonly number: number; readonly staff: Staff }
  | { readonly do: 'find-state'; readonly number: number; readonly staff: Staff }
  | { readonly do: 'set-service'; readonly number: number; readonly out: boolean; readonly staff: Staff }
  /** Takes a while: the terminal runs it itself and is told the end. */
  | { readonly do: 'selftest'; readonly staff: Staff }
  | { readonly do: 'record-selftest'; readonly reports: readonly DeviceReport[]; readonly by: Staff };
