import type { StoredEvent } from '../../../core/events';

/** Compartments whose door was opened by force and has not been closed since. @param events newest first */
export function forcedDoors(events: readonly StoredEvent[]): ReadonlySet<string> {
  const looked = new Set<string>();
  const forced = new Set<string>();
  for (const event of events) {
    if (event.type !== 'door.opened' && event.type !== 'door.closed' && event.type !== 'door.forced') continue;
    if (looked.has(event.compartment)) continue;
    looked.add(event.compartment);
    if (event.type === 'door.forced') forced.add(event.compartment);
  }
  return forced;
}
