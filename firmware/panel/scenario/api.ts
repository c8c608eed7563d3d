import type { StoredEvent } from '../../core/events';
import type { StateView } from '../../core/views';

/** The control API as a scenario uses it. Refusals are errors whose message says why. */
export interface ScenarioApi {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object): Promise<T>;
}

/** Somebody who works at the demo. */
export interface Person {
  readonly kind: string;
  readonly pin: string | null;
  readonly qr: string | null;
}
export interface Message {
  readonly to: string;
  readonly parcel: string;
  readonly text: string;
  readonly pin: string | null;
  readonly qr: string | null;
}

/** A parcel as it was announced to the back office, or told by the locker. */
export interface Announced {
  readonly id: string;
  readonly label: string | null;
  readonly to: string;
  readonly size: string;
  readonly accessible: boolean;
  readonly handover: boolean;
  readonly depositAllowed: boolean;
  readonly recipient: string | null;
  readonly windowHours: number | null;
}

/** A message with a one-time code for a hand-over has no QR code. */
export const isHandoverCode = ({ pin, qr }: Message): boolean => pin !== null && qr === null;

export const door = (id: string): string => `/sim/doors/${encodeURIComponent(id)}`;
export const getState = (api: ScenarioApi): Promise<StateView> => api.get('/state');

/** Most events that are asked for at once; a scenario makes fewer. */
const MANY = 10_000;
export async function eventsAfter(api: ScenarioApi, seq: number): Promise<readonly StoredEvent[]> {
  return (await api.get<{ events: StoredEvent[] }>(`/events?after=${seq}&limit=${MANY}`)).events;
}
export async function lastSeq(api: ScenarioApi): Promise<number> {
  return (await api.get<{ events: StoredEvent[] }>('/events?last=1')).events.at(-1)?.seq ?? 0;
}
