import { signal } from '@preact/signals';
import type { SimView, SiteView } from '../../core/views';
import { get } from './api';
import { onNews, onOpen } from './live';

/** What is built in, asked again after each time away: the locker may have been set up anew. */
export const site = signal<SiteView | null>(null);
/** How the simulated world is; null on real hardware, and until it is known. */
export const world = signal<SimView | null>(null);

/** Often enough for a person; a test that sets faults all the time must not keep a core busy. */
const SHOW_EVERY_MS = 150;
let latest: SimView | null = null;
let showing: ReturnType<typeof setTimeout> | undefined;

function showWorld(view: SimView): void {
  latest = view;
  showing ??= setTimeout(() => {
    showing = undefined;
    world.value = latest;
  }, SHOW_EVERY_MS);
}

onOpen(async () => {
  const next = await get<SiteView>('/site');
  // The same as before draws nothing anew.
  if (JSON.stringify(next) !== JSON.stringify(site.value)) site.value = next;
  if (next.sim) showWorld(await get<SimView>('/sim/faults'));
});
onNews('sim', (data) => showWorld(data as SimView));
