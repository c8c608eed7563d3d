import type { Unsubscribe } from '../ports';
import type { WorldLink } from './link';
import type { World } from './world';

/**
 * The world in this process. Nobody else is there to answer for a back office or to switch the power on again.
 * @param owned the world starts and stops with the drivers
 */
export function localLink(world: World, owned = false): WorldLink {
  let unlisten: Unsubscribe | null = null;
  return {
    release: world.release,
    contact: world.contact,
    show: world.show,
    beep: world.beep,
    readRtc: world.readRtc,
    writeRtc: world.writeRtc,
    tamper: world.tamper,
    keys: world.keys,
    scan: world.scan,
    hand: world.hand,
    fault: world.fault,
    clock: world.clock,
    inspect: world.inspect,
    attach: async (listener) => {
      if (owned) world.start();
      unlisten = world.listen(listener);
    },
    detach: async () => {
      unlisten?.();
      unlisten = null;
      if (owned) world.stop();
    },
    relay: null,
    powerCut: null,
  };
}
