import type { CompartmentState } from '../../../core/views';

/** A sign for each state, so that nobody depends on colours. 16 by 16, drawn in the colour of the text. */
const PATHS: Readonly<Record<CompartmentState, string>> = {
  free: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm0 1.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4Z',
  reserved: 'M4 2h8v1.6L9 8l3 4.4V14H4v-1.6L7 8 4 3.600Z',
  opening: 'M3 7h6V4l5 4-5 4V9H3Z',
  open: 'M3 2h10v12h-2V4H7v10l-4-1.600Z',
  occupied:
    'M2 5l6-3 6 3v6.500L8 15l-6-3.500Zm6-1.200L5 5.300l3 1.500 3-1.500ZM7.200 8.300 3.600 6.500v4.200l3.600 1.900Z',
  expired: 'M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13ZM7.100 4h1.800v4.600H7.100Zm0 6h1.800v1.800H7.100Z',
  unverified:
    'M8 .5a7.500 7.500 0 1 0 0 15A7.500 7.500 0 0 0 8 .5ZM5 5.800C5 3.900 6.300 2.500 8.200 2.500S11.300 3.700 11.300 5.400c0 2.300-2.300 2.500-2.300 4.100H7.200c0-2.600 2.200-2.700 2.200-4 0-.8-.5-1.300-1.300-1.300S6.800 4.800 6.800 5.800ZM7.200 11.200H9V13H7.200Z',
  'out-of-service':
    'M4.100 2.700 8 6.600l3.900-3.900 1.400 1.400L9.400 8l3.900 3.900-1.400 1.400L8 9.400l-3.900 3.900-1.400-1.400L6.600 8 2.700 4.100Z',
};

export function StateIcon({ state }: { readonly state: CompartmentState }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[state]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}

const WHEELCHAIR =
  'M6.200 1.500a1.300 1.300 0 1 1 0 2.600 1.300 1.300 0 0 1 0-2.600ZM5.500 5h1.700l.2 1.700H10v1.500H7.600l.2 1.300h2.900l1.500 3.200 1.200-.4.500 1.400-2.500.8-1.700-3.500H6.300Zm-.600 2.700.2 1.500a2.700 2.700 0 1 0 3.300 3.500h1.600A4.200 4.200 0 1 1 4.900 7.700Z';

export function Accessible() {
  return (
    <svg class="icon accessible" viewBox="0 0 16 16" aria-hidden="true">
      <path d={WHEELCHAIR} fill="currentColor" />
    </svg>
  );
}
