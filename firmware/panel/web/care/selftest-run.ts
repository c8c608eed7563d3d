import { effect, signal } from '@preact/signals';
import type { DeviceReport } from '../../../../hal/ports';
import type { DoorTestResult } from '../../../health/door-test';
import type { StateView } from '../../../core/views';
import { get, post, Refused } from '../api';
import { showState, state } from '../live';
import { postConfirmed } from './confirm';

/** `opened` null: it was left alone. */
export type DoorRow = Omit<DoorTestResult, 'opened'> & { readonly opened: boolean | null };

/** Kept while one walks to the doors, or looks at another tab. */
export const devices = signal<readonly DeviceReport[] | null>(null);
export const doorRows = signal<readonly DoorRow[]>([]);
/** The door that has to be closed before the next one opens. */
export const toClose = signal<string | null>(null);
export const running = signal(false);
let stopped = false;

export async function lookAtDevices(): Promise<void> {
  devices.value = (await post<{ devices: DeviceReport[] }>('/selftest')).devices;
}

export function stopDoors(): void {
  stopped = true;
  toClose.value = null;
}

/** Opens every compartment that holds no parcel, one after the other, each when the one before is closed. */
export async function testDoors(): Promise<void> {
  [stopped, running.value, doorRows.value] = [false, true, []];
  try {
    for (const { id } of state.peek()?.compartments ?? []) {
      await closed(id);
      if (stopped) return;
      const row = await testDoor(id);
      if (row === null) return;
      doorRows.value = [...doorRows.value, row];
      if (row.opened !== true) continue;
      // The stream may tell of the open door a moment later than this answer.
      showState(await get<StateView>('/state'));
      await closed(id);
    }
  } finally {
    running.value = false;
    toClose.value = null;
  }
}

/** Null: whoever was asked to confirm gave up. */
async function testDoor(id: string): Promise<DoorRow | null> {
  try {
    return await postConfirmed<DoorTestResult>(`/selftest/doors/${encodeURIComponent(id)}`);
  } catch (error) {
    // A door that is left alone is part of the result; a PIN that is not taken ends it.
    if (!(error instanceof Refused) || error.status !== 409) throw error;
    return { compartment: id, opened: null, openedAfterMs: null, detail: error.message };
  }
}

const isOpen = (id: string): boolean => state.value?.compartments.find((one) => one.id === id)?.door === 'open';

/** Settles when that door is closed, or somebody ends the test. */
function closed(id: string): Promise<void> {
  if (!isOpen(id)) return Promise.resolve();
  toClose.value = id;
  return new Promise((resolve) => {
    const end = effect(() => {
      if (toClose.value === id && isOpen(id)) return;
      // `end` is known only after the first run.
      queueMicrotask(() => {
        end();
        toClose.value = null;
        resolve();
      });
    });
  });
}
