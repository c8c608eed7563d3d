import type { HalErrorCode } from '../../hal/errors';
import type { DeviceReport, Hal } from '../../hal/ports';
import type { Staff } from '../access/access';
import { errorMessage } from '../core/error-facts';
import type { LockerEvent } from '../core/events';

const KINDS = [
  'lock',
  'door',
  'keypad',
  'scanner',
  'presence',
  'display',
  'beeper',
  'rtc',
  'tamper',
  'camera',
  'expander',
  'board',
] as const;
export type DeviceKind = (typeof KINDS)[number];
export type Problem = 'lost' | 'late' | 'busy' | 'wrong';

/** What the self-test has found amiss, for the display; the driver's own words are in the log and in `lockerctl`. */
export interface Complaint {
  /** Null of a device that the terminal has no word for: `name` is all there is. */
  readonly kind: DeviceKind | null;
  readonly name: string;
  readonly problem: Problem;
}

const PROBLEMS: Readonly<Record<HalErrorCode, Problem>> = {
  lost: 'lost',
  timeout: 'late',
  busy: 'busy',
  unsupported: 'wrong',
  config: 'wrong',
};

/** A self-test that breaks off is a complaint too; this never rejects. */
export async function selftest(hal: Hal): Promise<readonly DeviceReport[]> {
  try {
    return await hal.selftest();
  } catch (error) {
    return [{ device: 'selftest', ok: false, detail: errorMessage(error) }];
  }
}

/** @param numbers what stands on the door of a compartment */
export function complaintsOf(reports: readonly DeviceReport[], numbers: ReadonlyMap<string, number>): Complaint[] {
  return reports.flatMap(({ device, ok, problem }) => {
    if (ok) return [];
    const [first = '', name = ''] = device.split(/:(.*)/s);
    const kind = KINDS.find((one) => one === (first.startsWith('lockboard') ? 'board' : first)) ?? null;
    const called = kind === null ? device : String(numbers.get(name) ?? name);
    return [{ kind, name: called, problem: PROBLEMS[problem ?? 'lost'] }];
  });
}

export function selftestDone(reports: readonly DeviceReport[], { person, grant }: Staff): LockerEvent {
  const complaints = reports.filter(({ ok }) => !ok).map(({ device }) => device);
  return { type: 'selftest.done', devices: reports.length, complaints, person, grant };
}
