import { computed, signal } from '@preact/signals';
import { ahead } from './live';

/** A clock that ticks for whoever looks: one timer for the whole page, none while it is hidden. */
export const ticks = signal(performance.now());
setInterval(() => {
  if (!document.hidden) ticks.value = performance.now();
}, 1_000);

/** The locker's time in ms since 1970, by the second: between two states it goes on here. */
export const lockerTime = computed(() => Math.max(ticks.value, performance.now()) + ahead.value);
