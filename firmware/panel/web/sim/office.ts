import { signal } from '@preact/signals';
import { get, post } from '../api';
import { onEvent, onOpen } from '../live';
import { site } from '../site';

/** What the demo's back office tells: recipients' messages, people's badges. */
export interface Message {
  readonly at: string;
  readonly to: string;
  readonly parcel: string;
  readonly subject: string;
  readonly text: string;
  readonly pin: string | null;
  readonly qr: string | null;
}
export interface Person {
  readonly id: string;
  readonly kind: string;
  readonly pin: string;
  readonly qr: string | null;
}
/** A parcel on its way: what the courier holds in hand. */
export interface Announced {
  readonly id: string;
  readonly label: string;
  readonly to: string;
  readonly size: string;
  readonly handover: boolean;
}

const SHOWN = 30;
/** The back office hears of an event a moment after us. */
const ASK_AFTER_MS = [250, 1_500];
const KEY = 'lockerd-announced';

/** Newest first. */
export const messages = signal<readonly Message[]>([]);
/** Known last: with it, the messages are known too. */
export const people = signal<readonly Person[]>([]);
/** What this page has announced and nobody has delivered; newest first. */
export const announced = signal<readonly Announced[]>(load());

let asking = false;
/** Something happened since: the back office may not have heard of it when it was asked last. */
let again = false;

/** Soon, and once more; what happens meanwhile is asked for after that. However many events come, so few questions. */
function askSoon(): void {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  for (const ms of ASK_AFTER_MS) setTimeout(() => void askMessages(), ms);
  setTimeout(
    () => {
      asking = false;
      if (!again) return;
      again = false;
      askSoon();
    },
    Math.max(...ASK_AFTER_MS),
  );
}

async function askMessages(): Promise<void> {
  try {
    const next = (await get<Message[]>('/demo/messages')).reverse().slice(0, SHOWN);
    if (JSON.stringify(next) !== JSON.stringify(messages.value)) messages.value = next;
  } catch {
    // It is being started again: the next event asks anew.
  }
}

export interface Announcement {
  readonly to: string;
  readonly size: string;
  readonly accessible: boolean;
  readonly handover: boolean;
  /** Parcels of the same one may share a compartment. */
  readonly recipient?: string;
}

export async function announce(parcel: Announcement): Promise<Announced> {
  const { id, label } = await post<{ id: string; label: string }>('/demo/parcels', parcel);
  const { to, size, handover } = parcel;
  const fresh: Announced = { id, label, to, size, handover };
  keep([fresh, ...announced.value].slice(0, SHOWN));
  askSoon();
  return fresh;
}

export async function nextAttempt(id: string): Promise<void> {
  await ofParcel(id, 'attempt');
  askSoon();
}

const ofParcel = (id: string, what: string, body: object = {}): Promise<unknown> =>
  post(`/demo/parcels/${encodeURIComponent(id)}/${what}`, body);
/** The operator's commands to the locker. */
export const recall = (id: string): Promise<unknown> => ofParcel(id, 'recall');
export const extend = (id: string, hours: number): Promise<unknown> => ofParcel(id, 'extend', { hours });

function keep(next: readonly Announced[]): void {
  announced.value = next;
  sessionStorage.setItem(KEY, JSON.stringify(next));
}

function load(): Announced[] {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as Announced[];
  } catch {
    return [];
  }
}

onOpen(async () => {
  if (site.peek()?.sim?.demo !== true) return;
  await askMessages();
  people.value = await get<Person[]>('/demo/people');
});

onEvent((event) => {
  if (site.peek()?.sim?.demo !== true) return;
  askSoon();
  if (event.type !== 'parcel.deposited' && event.type !== 'parcel.handed-over') return;
  if (announced.peek().some(({ id }) => id === event.parcel))
    keep(announced.peek().filter(({ id }) => id !== event.parcel));
});
