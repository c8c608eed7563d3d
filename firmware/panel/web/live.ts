import { batch, signal } from '@preact/signals';
import type { StoredEvent } from '../../core/events';
import type { StateView } from '../../core/views';
import { get, isOver, PREFIX } from './api';
import type { Link } from './link';

/** The newest so many events are kept: a page that is open for a week must not grow. */
const KEPT = 500;
/** The stream beats every 15 s; a page that heard nothing for longer shows old things. */
const SILENCE_MS = 20_000;
const RETRY_MS = 1_000;
/** Nobody reads faster; at 60 events a second a list that follows each one keeps a whole core busy. */
const SHOW_EVERY_MS = 250;

export const link = signal<Link>('connecting');
/** When the locker was last heard of, by `performance.now()`. */
export const heardAt = signal(performance.now());
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

/** Runs after each connection, the first one included, one after the other: what the page knows besides may be old. */
type OpenListener = () => Promise<void>;
const openListeners = new Set<OpenListener>();
export function onOpen(listener: OpenListener): void {
  openListeners.add(listener);
}

/** What the stream tells beside states and events, by its name. */
type NewsListener = (data: unknown) => void;
const news = new Map<string, NewsListener>();
export function onNews(name: string, listener: NewsListener): void {
  news.set(name, listener);
}

let stream: EventSource | null = null;
let silence: ReturnType<typeof setTimeout> | undefined;
/** Events that came and are not shown yet, oldest first. */
let waiting: StoredEvent[] = [];
/** The older ones are being fetched: nothing is shown until they are there. */
let fetching = false;
let showing: ReturnType<typeof setTimeout> | undefined;

/** Follows the locker for as long as the page is open: through restarts of the daemon too. */
export function follow(): void {
  stream?.close();
  const opened = new EventSource(`${PREFIX}/stream`);
  stream = opened;
  awaitNews();
  const on = <T>(name: string, take: (data: T) => void): void =>
    opened.addEventListener(name, ({ data }: MessageEvent<string>) => {
      heard();
      take(JSON.parse(data) as T);
    });
  opened.addEventListener('open', () => void caughtUp());
  opened.addEventListener('error', () => void lost());
  on('state', showState);
  on('event', take);
  on('beat', () => undefined);
  for (const [name, listener] of news) on(name, listener);
}

export function showState(next: StateView): void {
  batch(() => {
    ahead.value = Date.parse(next.time.now) - performance.now();
    state.value = next;
  });
}

function heard(): void {
  batch(() => {
    link.value = 'live';
    heardAt.value = performance.now();
  });
  awaitNews();
}

function awaitNews(): void {
  clearTimeout(silence);
  silence = setTimeout(() => void lost(), SILENCE_MS);
}

/** After a start, and after each time away: what happened meanwhile. A restored database begins at 1 again. */
async function caughtUp(): Promise<void> {
  heard();
  fetching = true;
  waiting = [];
  try {
    const { events: latest } = await get<{ events: StoredEvent[] }>(`/events?last=${KEPT}`);
    events.value = latest.reverse();
    // What one of them can't get must not keep the others from theirs.
    for (const listener of openListeners) await listener().catch(() => undefined);
  } catch {
    // The stream's own error tells; the next opening fetches again.
  } finally {
    fetching = false;
    showWaiting();
  }
}

function take(event: StoredEvent): void {
  waiting.push(event);
  if (waiting.length > KEPT) waiting.shift();
  for (const listener of listeners) listener(event);
  if (!fetching) showing ??= setTimeout(showWaiting, SHOW_EVERY_MS);
}

function showWaiting(): void {
  clearTimeout(showing);
  showing = undefined;
  const newest = events.value[0];
  const unseen = waiting.filter(({ outbox, seq }) => outbox !== newest?.outbox || seq > newest.seq);
  waiting = [];
  if (unseen.length > 0) events.value = [...unseen.reverse(), ...events.value].slice(0, KEPT);
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
