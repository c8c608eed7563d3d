import { signal } from '@preact/signals';

/** Has the wall room for a terminal whose keys a finger can hit? */
const query = matchMedia('(min-width: 640px)');
export const roomy = signal(query.matches);
query.addEventListener('change', ({ matches }) => (roomy.value = matches));
