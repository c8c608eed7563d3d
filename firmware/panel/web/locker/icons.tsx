import type { CompartmentState } from '../../../core/views';

/** A sign for each state, so that nobody depends on colours. 16 by 16, drawn in the colour of the text. */
const PATHS: Readonly<Record<CompartmentState, string>> = {
  free: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm0 1.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4Z',
  reserved: 'M4 2h8v1.6L9 8l3 4.4V14H4v-1.6L7 8 4 3.6Z',
  opening: 'M3 7h6V4l5 4-5 4V9H3Z',
  open: 'M3 2h10v12h-2V4H7v10l-4-1.6Z',
  occupied: 'M2 5l6-3 6 3v6.5L8 15l-6-3.5Zm6-1.2L5 5.3l3 1.5 3-1.5ZM7.2 8.3 3.6 6.5v4.2l3.6 1.9Z',
  expired: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM7.1 4h1.8v4.6H7.1Zm0 6h1.8v1.8H7.1Z',
  unverified:
    'M8 .5a7.5 7.5 0 1 0 0 15A7.5 7.5 0 0 0 8 .5ZM5 5.8C5 3.9 6.3 2.5 8.2 2.5S11.3 3.7 11.3 5.4c0 2.3-2.3 2.5-2.3 4.1H7.2c0-2.6 2.2-2.7 2.2-4 0-.8-.5-1.3-1.3-1.3S6.8 4.8 6.8 5.8ZM7.2 11.2H9V13H7.2Z',
  'out-of-service': 'M4.1 2.7 8 6.6l3.9-3.9 1.4 1.4L9.4 8l3.9 3.9-1.4 1.4L8 9.4l-3.9 3.9-1.4-1.4L6.6 8 2.7 4.1Z',
};

export function StateIcon({ state }: { readonly state: CompartmentState }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[state]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}

const WHEELCHAIR =
  'M6.2 1.5a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6ZM5.5 5h1.7l.2 1.7H10v1.5H7.6l.2 1.3h2.9l1.5 3.2 1.2-.4.5 1.4-2.5.8-1.7-3.5H6.3Zm-.6 2.7.2 1.5a2.7 2.7 0 1 0 3.3 3.5h1.6A4.2 4.2 0 1 1 4.9 7.7Z';

export function Accessible() {
  return (
    <svg class="icon accessible" viewBox="0 0 16 16" aria-hidden="true">
      <path d={WHEELCHAIR} fill="currentColor" />
    </svg>
  );
}
