import { effect, signal } from '@preact/signals';
import type { DeviceReport } from '../../../../hal/ports';
import type { DoorTestResult } from '../../../health/door-test';
import type { CompartmentView, StateView } from '../../../core/views';
import { get, post, Refused } from '../api';
import { showState, state } from '../live';
import { postConfirmed } from './confirm';

/** `left`: it was left alone, as it was then. */
export type DoorRow = DoorTestResult & { readonly left: CompartmentView | null };

/** Kept while one walks to the doors, or looks at another tab. */
export const devices = signal<readonly DeviceReport[] | null>(null);
export const doorRows = signal<readonly DoorRow[]>([]);
/** The door that has to be closed before the next one opens. */
export const toClose = signal<string | null>(null);
/** Where the test is; null: none is under way. */
export const turn = signal<{ readonly id: string; readonly done: number; readonly all: number } | null>(null);
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
  [stopped, doorRows.value] = [false, []];
  const all = state.peek()?.compartments ?? [];
  try {
    for (const [done, { id }] of all.entries()) {
      turn.value = { id, done, all: all.length };
      await closed(id);
      if (stopped) return;
      const row = await testDoor(id);
      if (row === null) return;
      doorRows.value = [...doorRows.value, row];
      if (!row.opened) continue;
      // The stream may tell of the open door a moment later than this answer.
      showState(await get<StateView>('/state'));
      await closed(id);
    }
  } finally {
    turn.value = null;
    toClose.value = null;
  }
}

/** Null: whoever was asked to confirm gave up. */
async function testDoor(id: string): Promise<DoorRow | null> {
  try {
    const result = await postConfirmed<DoorTestResult>(`/selftest/doors/${encodeURIComponent(id)}`);
    return result && { ...result, left: null };
  } catch (error) {
    // A door that is left alone is part of the result; a PIN that is not taken ends it.
    if (!(error instanceof Refused) || error.status !== 409) throw error;
    return { compartment: id, opened: false, openedAfterMs: null, detail: error.message, left: viewOf(id) };
  }
}

const viewOf = (id: string): CompartmentView | null => state.value?.compartments.find((one) => one.id === id) ?? null;
const isOpen = (id: string): boolean => viewOf(id)?.door === 'open';

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
