import { signal } from '@preact/signals';
import type { HealthView } from '../../core/views';
import { PREFIX } from './api';
import { link, onEvent, onOpen } from './live';

/** Asking costs the locker next to nothing. */
const EVERY_MS = 10_000;
/** After an event that may have changed it; many at once are one question. */
const SOON_MS = 1_000;

/** How the locker is; null until it is known. */
export const health = signal<HealthView | null>(null);
let soon: ReturnType<typeof setTimeout> | undefined;

async function ask(): Promise<void> {
  clearTimeout(soon);
  soon = undefined;
  if (document.hidden || link.peek() !== 'live') return;
  try {
    // 503 is an answer too: the locker is out of order and says why.
    const answer = await fetch(`${PREFIX}/health`);
    const next = (await answer.json()) as HealthView;
    if ('checks' in next && JSON.stringify(next) !== JSON.stringify(health.peek())) health.value = next;
  } catch {
    // The stream tells that the locker does not answer.
  }
}

onOpen(ask);
onEvent(({ type }) => {
  if (/^(?:device|tamper|clock|storage)\.|^door\.(?:stiff|eased|lock-renewed)$/.test(type))
    soon ??= setTimeout(() => void ask(), SOON_MS);
});
setInterval(() => void ask(), EVERY_MS);
document.addEventListener('visibilitychange', () => void ask());
