import { offlinePin } from '../../firmware/access/offline-pin';
import type { TicketSubject } from '../../firmware/access/tickets';
import type { StoredEvent } from '../../firmware/core/events';
import { COURIER_PIN, HOUR, SITE_KEY, START, type Rig } from './rig';
import { OPERATOR_KEY, ticket } from './signing';

/** A site that takes both kinds of codes for a locker that nobody can reach. */
export const ALLOWED = { codes: { ticketKeys: [OPERATOR_KEY], offlinePins: true } };
export const RIG_LOCKER = 'TEST-1';
export const LABEL = '00340434161094021501';
export const DAY = 24 * HOUR;
export const WEEK = { from: START - HOUR, until: START + 7 * DAY };

export function pickupTicket(subject: object, when: Partial<typeof WEEK> & { id?: string } = {}): string {
  return ticket(RIG_LOCKER, { kind: 'pickup', ...subject } as TicketSubject, { ...WEEK, ...when });
}

export function pinOf(number: number, date: string, label = LABEL): string {
  return offlinePin(SITE_KEY, { locker: RIG_LOCKER, number, date, parcel: { id: '', label } }, 6);
}

export function told(rig: Rig, type: string): StoredEvent[] {
  return rig.events().filter((event) => event.type === type);
}

/** The courier brings a parcel that nobody announced: the locker knows it by its label. */
export async function bring(rig: Rig, label = LABEL, size = '1', badge = COURIER_PIN): Promise<string> {
  await rig.keys(`${badge}1`);
  await rig.scan(label);
  await rig.keys(size);
  await rig.advance(1_000);
  const opening = rig.locker.store.openings.unsettled().find((row) => row.purpose === 'deposit');
  if (!opening) throw new Error(`no door opened: ${rig.screen()}`);
  await rig.hand(opening.compartment, 'close');
  await rig.keys('#**');
  return opening.compartment;
}

/** Through the open door, until the terminal is free again. */
export async function takeOut(rig: Rig, compartment: string): Promise<void> {
  await rig.advance(1_000);
  if (rig.screen() !== 'open') throw new Error(`the door of ${compartment} is not open: ${rig.screen()}`);
  await rig.hand(compartment, 'close');
  await rig.keys('#');
  await rig.advance(5_000);
}
