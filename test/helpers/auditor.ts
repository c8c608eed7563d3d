import { SERVICE_PIN, type Rig } from './rig';

/** Of the rig's layout, in the order in which an audit opens them. */
const PLACES = ['A1', 'A2', 'B1', 'C1', 'C2'];

export const openDoors = async (rig: Rig): Promise<string[]> =>
  Object.entries((await rig.world.inspect()).doors).flatMap(([id, { state }]) => (state === 'open' ? id : []));

/** By compartments. */
export type Answers = Readonly<Record<string, string | readonly string[]>>;

/**
 * What a technician says in each compartment, by key, label or several labels; elsewhere that it is empty.
 * @param scope `unverified`: those of `said` are the ones to look into
 * @returns what the display says in the end
 */
export async function audit(rig: Rig, said: Answers, scope: 'all' | 'unverified' = 'all'): Promise<string> {
  await rig.keys(SERVICE_PIN);
  await rig.advance(1_100);
  await rig.keys(scope === 'all' ? '42#' : '41#');
  for (const place of scope === 'all' ? PLACES : PLACES.filter((id) => said[id] !== undefined)) {
    await rig.advance(1_000);
    expect(await openDoors(rig)).toEqual([place]);
    await rig.hand(place, 'close');
    for (const what of [said[place] ?? '2'].flat()) {
      if (what.length > 1) await rig.scan(what);
      else await rig.keys(`${what}#`);
    }
  }
  expect(rig.screen()).toBe('audit-done');
  const lines = rig.lines().join(' ');
  await rig.advance(70_000);
  return lines;
}

/** A recipient types their PIN and takes out what is there. Returns the doors that open. */
export async function fetches(rig: Rig, pin: string): Promise<string[]> {
  await rig.keys(pin);
  await rig.advance(1_000);
  const doors = await openDoors(rig);
  for (const id of doors) await rig.hand(id, 'close');
  await rig.keys('#');
  await rig.advance(70_000);
  return doors;
}
