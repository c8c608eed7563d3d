import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { connectWorld } from '../../hal/sim/remote';
import { createSimHal } from '../../hal/sim/sim-hal';
import { forkTypeScript } from './fork-typescript';
import { halContract } from './hal-contract';
import { SIM_COMPARTMENTS, SIM_DEVICES, simRig } from './sim-rig';

let child: ChildProcess | null = null;

/** One process for all tests, a new world in it for each. */
async function newWorld(): Promise<ChildProcess> {
  child ??= await forkTypeScript('test/contract/processes/world.ts');
  const made = once(child, 'message');
  child.send({ type: 'new-world', compartments: SIM_COMPARTMENTS });
  await made;
  return child;
}

async function endWorlds(): Promise<void> {
  if (child === null) return;
  const ended = once(child, 'exit');
  child.disconnect();
  expect(await ended).toEqual([0, null]);
}

halContract(
  'sim, world in another process',
  SIM_DEVICES,
  async () => {
    const channel = await newWorld();
    const { link, time, close } = await connectWorld(channel);
    const options = { columns: 20, rows: 4, compartments: SIM_COMPARTMENTS, camera: true } as const;
    const { hal } = createSimHal(options, link, time);
    return simRig(hal, link, async () => close());
  },
  endWorlds,
);
