import { createSimHal } from '../../../hal/sim/sim-hal';
import { localLink } from '../../../hal/sim/local-link';
import { VirtualTime } from '../../../hal/sim/virtual-time';
import { World } from '../../../hal/sim/world';
import type { DoorContact, Hal, Lock, SimControl } from '../../../hal/ports';

export const compartments = ['A1', 'A2'];

export interface SimLocker {
  readonly time: VirtualTime;
  readonly world: World;
  readonly hal: Hal;
  readonly sim: SimControl;
  readonly lock: Lock;
  readonly contact: DoorContact;
  /** What happened since the start, in order. */
  readonly log: string[];
}

/** A started simulated locker in this process, its time frozen; `lock` and `contact` are A1's. */
export async function simLocker(file?: string): Promise<SimLocker> {
  const time = new VirtualTime({ frozen: true });
  const world = new World({ compartments, travelMs: 300, time, ...(file === undefined ? {} : { file }) });
  world.start();
  const { hal } = createSimHal({ columns: 20, rows: 4, compartments }, localLink(world), time);
  const log: string[] = [];
  const lock = hal.locks.get('A1');
  const contact = hal.contacts.get('A1');
  if (lock === undefined || contact === undefined || hal.sim === null) throw new Error('the locker lacks a device');
  contact.onChange((reading) => log.push(`A1 ${reading} @${time.monotonic()}`));
  hal.keypad?.onKey((key) => log.push(`key ${key}`));
  hal.scanner?.onCode((code) => log.push(`code ${code}`));
  hal.onDevice(({ device, status, detail }) => log.push(`${device} ${status}: ${detail}`));
  await hal.start();
  return { time, world, hal, sim: hal.sim, lock, contact, log };
}
