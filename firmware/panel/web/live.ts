import { signal } from '@preact/signals';
import type { StoredEvent } from '../../core/events';
import type { StateView } from '../../core/views';
import { get, isOver } from './api';

/** The newest so many events are kept: a page that is open for a week must not grow. */
const KEPT = 500;
/** The stream beats every 15 s; a page that heard nothing for longer shows old things. */
const SILENCE_MS = 20_000;
const RETRY_MS = 1_000;

/** `over`: the session has ended, somebody must run `lockerctl page`. */
export type Link = 'connecting' | 'live' | 'stale' | 'over';

export const link = signal<Link>('connecting');
export const state = signal<StateView | null>(null);
/** Newest first. */
export const events = signal<readonly StoredEvent[]>([]);
/** The locker's time less `performance.now()`, ms: between two states it goes on here. */
export const ahead = signal(0);

/** Told of each event as it comes, never of those of before. */
export type EventListener = (event: StoredEvent) => void;
const listeners = new Set<EventListener>();
export function onEvent(listener: EventListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let stream: EventSource | null = null;
let silence: ReturnType<typeof setTimeout> | undefined;
/** Events that come while the older ones are being fetched. */
let early: StoredEvent[] | null = null;

/** Follows the locker for as long as the page is open: through restarts of the daemon too. */
export function follow(): void {
  stream?.close();
  stream = new EventSource('/api/v1/stream');
  stream.addEventListener('open', () => void caughtUp());
  stream.addEventListener('state', ({ data }: MessageEvent<string>) => {
    heard();
    showState(JSON.parse(data) as StateView);
  });
  stream.addEventListener('event', ({ data }: MessageEvent<string>) => {
    heard();
    const event = JSON.parse(data) as StoredEvent;
    if (early) early.push(event);
    else take([event]);
  });
  stream.addEventListener('beat', heard);
  stream.addEventListener('error', () => void lost());
}

export function showState(next: StateView): void {
  ahead.value = Date.parse(next.time.now) - performance.now();
  state.value = next;
}

function heard(): void {
  link.value = 'live';
  clearTimeout(silence);
  silence = setTimeout(() => void lost(), SILENCE_MS);
}

/** After a start, and after each time away: what happened meanwhile. A restored database begins at 1 again. */
async function caughtUp(): Promise<void> {
  heard();
  early = [];
  try {
    const { events: latest } = await get<{ events: StoredEvent[] }>(`/events?last=${KEPT}`);
    events.value = latest.reverse();
  } catch {
    // The stream's own error tells; the next opening fetches again.
  } finally {
    const late = early;
    early = null;
    take(late);
  }
}

function take(fresh: readonly StoredEvent[]): void {
  const newest = events.value[0];
  const unseen = fresh.filter(({ outbox, seq }) => outbox !== newest?.outbox || seq > newest.seq);
  if (unseen.length === 0) return;
  events.value = [...[...unseen].reverse(), ...events.value].slice(0, KEPT);
  for (const event of unseen) for (const listener of listeners) listener(event);
}

/** A browser gives up for good on some answers, and its own repeats don't tell why: so we ask. */
async function lost(): Promise<void> {
  clearTimeout(silence);
  if (link.value !== 'over') link.value = 'stale';
  stream?.close();
  if (await isOver()) {
    link.value = 'over';
    return;
  }
  setTimeout(follow, RETRY_MS);
}
