import { Socket } from 'node:net';
import { HalError } from '../errors';
import type { SimControl } from '../ports';
import { NETWORK, POSSIBLE } from './faults';
import type { WorldLink } from './link';
import type { VirtualTime } from './virtual-time';

/** After a movement a contact bounces for 30 ms at most, and the firmware debounces for some 50 ms. */
const CONTACT_SETTLES_MS = 150;

/** @param settle the firmware has dealt with what it was told */
export function createSimControl(link: WorldLink, time: VirtualTime, settle: () => Promise<void>): SimControl {
  const { relay, powerCut } = link;
  return {
    async keys(keys) {
      // One by one: nobody presses a key before the one before it has gone down.
      for (const key of keys) {
        await link.keys([key]);
        await settle();
      }
    },
    async scan(data) {
      await link.scan(data);
      await settle();
    },
    async hand(compartment, action) {
      const moved = await link.hand(compartment, action);
      // A frozen time stands still until the caller advances it: waiting for it would be for ever.
      if (moved && !time.frozen) await new Promise<void>((resolve) => void time.after(CONTACT_SETTLES_MS, resolve));
      await settle();
    },
    async fault(target, fault) {
      await link.fault(target, fault);
      await settle();
    },
    faults: POSSIBLE,
    async inspect() {
      const { faults, firedFaults: fired } = await link.inspect();
      const { [NETWORK]: network, ...devices } = faults;
      return { faults: devices, fired, network: network === undefined };
    },
    network: (there) => link.fault(NETWORK, there ? 'none' : 'lost'),
    async clock(change) {
      await link.clock(change);
      await settle();
    },
    powerCut:
      powerCut === null
        ? null
        : async (connection) => {
            if (!(connection instanceof Socket)) {
              throw new HalError('unsupported', 'power', 'only a connection that can be handed over gets an answer');
            }
            await powerCut(connection);
          },
    relay,
  };
}
