import type { CompartmentState } from '../../../core/views';

/** The wall, its doors and its terminal. */
export const lockerEn = {
  wall: 'Wall of compartments',
  terminal: 'Terminal',
  display: 'Display',
  states: {
    free: 'free',
    reserved: 'in use',
    opening: 'opening',
    open: 'open',
    occupied: 'occupied',
    expired: 'expired',
    unverified: 'to be checked',
    'out-of-service': 'out of service',
  } satisfies Record<CompartmentState, string>,
  doors: { open: 'door open', closed: 'door closed', unknown: 'door contact can’t be read' },
  forced: 'forced',
  compartment: (number: number) => `Compartment ${number}`,
  size: (size: string) => `size ${size}`,
  accessible: 'reachable from a wheelchair',
  left: (time: string) => `${time} left`,
  over: 'time is over',
  parcels: (count: number) => (count === 1 ? '1 parcel' : `${count} parcels`),
  fault: (name: string) => `fault: ${name}`,
  toClose: 'Enter closes the door',
  toChoose: 'Enter shows more',
  choose: 'Choose a compartment in the wall to see more of it.',
  facts: { id: 'Name', door: 'Door', parcels: 'Parcels', until: 'Until' },
  none: 'none',
  staleFor: (time: string) => `Not heard of for ${time}`,
  staleText: 'What you see is what was known then.',
};
