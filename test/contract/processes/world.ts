import { serveWorld } from '../../../hal/sim/remote';
import { VirtualTime } from '../../../hal/sim/virtual-time';
import { World } from '../../../hal/sim/world';

/** A process that holds a simulated world, for drivers in the process that started it. */
let end = (): void => undefined;

process.on('message', (message: { type?: unknown; compartments?: string[] }) => {
  if (message.type !== 'new-world') return;
  end();
  const world = new World({ compartments: message.compartments ?? [], travelMs: 300, time: new VirtualTime() });
  world.start();
  const served = serveWorld(process, world);
  end = () => {
    served.close();
    world.stop();
  };
  process.send?.({ type: 'made' });
});
process.on('disconnect', () => end());
