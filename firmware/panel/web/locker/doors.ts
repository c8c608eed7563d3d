import { batch, computed, effect, signal, type Signal } from '@preact/signals';
import type { CompartmentView } from '../../../core/views';
import { events, state } from '../live';
import { forcedDoors } from './forced';

/** A signal for each compartment: a state that changes one of them draws that one anew and no other. */
const doors = new Map<string, Signal<CompartmentView | null>>();

export function door(id: string): Signal<CompartmentView | null> {
  let one = doors.get(id);
  if (one === undefined) {
    one = signal(state.peek()?.compartments.find((view) => view.id === id) ?? null);
    doors.set(id, one);
  }
  return one;
}

const forced = computed(() => forcedDoors(events.value));

/** Does its door stand open because somebody forced it? */
export function isForced(id: string): boolean {
  return door(id).value?.door === 'open' && forced.value.has(id);
}

/** The compartment that somebody has chosen in the wall. */
export const chosen = signal<string | null>(null);

effect(() => {
  const views = state.value?.compartments ?? [];
  batch(() => {
    for (const view of views) {
      const one = door(view.id);
      if (JSON.stringify(one.peek()) !== JSON.stringify(view)) one.value = view;
    }
  });
});
