import { join } from 'node:path';
import type { CameraConfig } from '../config/camera';
import type { SiteConfig } from '../config/schema';
import { HalError } from './errors';
import type { HalLogger } from './log';
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
  setup: { readonly stateDir: string; readonly logger?: HalLogger; readonly camera?: CameraConfig | undefined },
): Promise<HalSetup> {
  const { stateDir, logger, camera } = setup;
  const ids = compartments.map(({ id }) => id);
  switch (config.driver) {
    case 'sim': {
      const { openSim } = await import('./sim/open-sim');
      return openSim({
        ...config,
        compartments: ids,
        file: join(stateDir, 'world.json'),
        camera: camera !== undefined,
      });
    }
    case 'linux': {
      const [{ createLinuxHal }, { SystemTime }] = await Promise.all([
        import('./linux/open-linux'),
        import('./linux/system-time'),
      ]);
      const time = new SystemTime();
      return createLinuxHal(config, ids, { time, clock: time, ...(logger && { logger }), ...(camera && { camera }) });
    }
    default:
      throw new HalError('config', 'hal', `there is no driver for ${JSON.stringify(config satisfies never)}`);
  }
}
