import { SIM_DEVICES } from '../../../hal/ports';
import type { StateView } from '../../core/views';
import type { Client } from '../client';

/** What only the locker itself knows, for shells to complete. */
export const WORDS: Readonly<Record<'compartment' | 'target' | 'scenario', (client: Client) => Promise<string[]>>> = {
  compartment: compartments,
  /** What can break at a simulated locker. */
  target: async (client) => {
    const ids = await compartments(client);
    return [...ids.flatMap((id) => [`door:${id}`, `lock:${id}`]), ...SIM_DEVICES];
  },
  scenario: async (client) => (await client.get<{ name: string }[]>('/sim/scenarios')).map(({ name }) => name),
};

async function compartments(client: Client): Promise<string[]> {
  return (await client.get<StateView>('/state')).compartments.map(({ id }) => id);
}
