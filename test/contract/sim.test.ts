import { createSimHal } from '../../hal/sim/sim-hal';
import { localLink } from '../../hal/sim/local-link';
import { VirtualTime } from '../../hal/sim/virtual-time';
import { World } from '../../hal/sim/world';
import { halContract } from './hal-contract';
import { SIM_COMPARTMENTS, SIM_DEVICES, simRig } from './sim-rig';

halContract('sim, world in this process', SIM_DEVICES, async () => {
  const time = new VirtualTime({ frozen: true });
  const world = new World({ compartments: SIM_COMPARTMENTS, travelMs: 300, time });
  world.start();
  const link = localLink(world);
  const { hal } = createSimHal({ columns: 20, rows: 4, compartments: SIM_COMPARTMENTS, camera: true }, link, time);
  return simRig(hal, link, async () => world.stop());
});
