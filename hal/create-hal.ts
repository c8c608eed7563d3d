import { join } from 'node:path';
import type { SiteConfig } from '../config/schema';
import { HalError } from './errors';
import type { Hal, Listen, TimeSource } from './ports';

export interface HalSetup {
  readonly hal: Hal;
  readonly time: TimeSource;
  /** The process that this one depends on is gone: stop. Never called where there is none. */
  readonly onOrphaned: Listen<void>;
}

/**
 * The drivers that the site file names, and no others: each is loaded only when it is asked for, and nothing
 * ever falls back to the simulator. The devices are opened by `hal.start()`.
 * @throws HalError `config` when this machine does not have what the site file asks for
 */
export async function createHal(
  config: SiteConfig['hal'],
  compartments: readonly { readonly id: string }[],
  { stateDir }: { readonly stateDir: string },
): Promise<HalSetup> {
  const ids = compartments.map(({ id }) => id);
  switch (config.driver) {
    case 'sim': {
      const { openSim } = await import('./sim/open-sim');
      return openSim({ ...config, compartments: ids, file: join(stateDir, 'world.json') });
    }
    default:
      throw new HalError('config', 'hal', `there is no driver ${JSON.stringify(config.driver satisfies never)}`);
  }
}
