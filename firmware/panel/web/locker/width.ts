import { computed, signal } from '@preact/signals';
import { site } from '../site';

const viewport = signal(innerWidth);
addEventListener('resize', () => (viewport.value = innerWidth));

/** A terminal whose keys a finger can hit needs a page at least this wide beside its neighbours, px. */
const LEAST = 640;
/** What a column of a wall needs at least with its gap, and what the terminal's and the page's margins need, px. */
const COLUMN = 100;
const TERMINAL = 340;
/** More do not fit beside the panels. */
const BESIDE = 4;

const columns = computed(() => site.value?.columns.length ?? 0);

/** Does the wall take the whole width? */
export const wide = computed(() => columns.value > BESIDE);
/** Has the wall room for the terminal? Else it stands above the wall. */
export const roomy = computed(() =>
  wide.value ? viewport.value >= TERMINAL + (columns.value - 1) * COLUMN : viewport.value >= LEAST,
);
