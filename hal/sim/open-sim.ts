import type { HalSetup } from '../create-hal';
import type { SimHalConfig } from '../../config/schema';
import { HalError } from '../errors';
import { localLink } from './local-link';
import { connectWorld } from './remote';
import { Signal } from './signal';
import { createSimHal } from './sim-hal';
import { VirtualTime } from './virtual-time';
import { World } from './world';

export interface OpenSimOptions extends SimHalConfig {
  readonly compartments: readonly string[];
  /** Where a world in this process is kept. */
  readonly file: string;
  readonly camera?: boolean;
}

/**
 * The simulated locker: with LOCKERD_WORLD=ipc the world is held by the process that started this one, else
 * it lives in this process.
 * @throws HalError `config`
 */
export async function openSim(options: OpenSimOptions): Promise<HalSetup> {
  if (process.env.LOCKERD_WORLD !== 'ipc') {
    const time = new VirtualTime();
    const world = new World({ ...options, time });
    world.start();
    return { ...createSimHal(options, localLink(world, true), time), onOrphaned: new Signal<void>().listen };
  }
  if (!process.connected) {
    throw new HalError('config', 'sim', 'LOCKERD_WORLD=ipc needs an IPC channel to the process that holds the world');
  }
  const { link, time, onOrphaned } = await connectWorld(process);
  const { hal } = createSimHal(options, link, time);
  return { hal, time, onOrphaned };
}
