import type { DeviceReport, Hal } from '../../hal/ports';
import type { Staff } from '../access/access';
import { errorMessage } from '../core/error-facts';
import type { LockerEvent } from '../core/events';

/** A self-test that breaks off is a complaint too; this never rejects. */
export async function selftest(hal: Hal): Promise<readonly DeviceReport[]> {
  try {
    return await hal.selftest();
  } catch (error) {
    return [{ device: 'selftest', ok: false, detail: errorMessage(error) }];
  }
}

export function selftestDone(reports: readonly DeviceReport[], { person, grant }: Staff): LockerEvent {
  const complaints = reports.filter(({ ok }) => !ok).map(({ device }) => device);
  return { type: 'selftest.done', devices: reports.length, complaints, person, grant };
}
