import type { DeviceReport } from '../../hal/ports';
import type { Staff } from '../access/access';
import type { Remark } from './state';

/** What technicians do at the keypad beside opening a door. `until`: monotonic ms. */
export type ServiceScreen =
  | { readonly screen: 'service-menu'; readonly staff: Staff; readonly until: number }
  /** Which compartment is taken out of service or put back? */
  | {
      readonly screen: 'service-which';
      readonly staff: Staff;
      readonly typed: string;
      readonly remark: Remark | null;
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
      readonly found: { readonly devices: number; readonly complaints: readonly DeviceReport[] } | null;
      /** Which complaint is shown, from 0. */
      readonly index: number;
      readonly until: number;
    };

export type ServiceReply =
  /** `out`: null where there is no such number. */
  | { readonly type: 'compartment-state'; readonly number: number; readonly out: boolean | null }
  | { readonly type: 'selftest'; readonly reports: readonly DeviceReport[]; readonly by: Staff };

export type ServiceEffect =
  | { readonly do: 'find-state'; readonly number: number }
  | { readonly do: 'set-service'; readonly number: number; readonly out: boolean; readonly staff: Staff }
  /** Takes a while: the terminal runs it itself and is told the end. */
  | { readonly do: 'selftest'; readonly by: Staff }
  | { readonly do: 'record-selftest'; readonly reports: readonly DeviceReport[]; readonly by: Staff };
