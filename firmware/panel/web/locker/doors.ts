import { batch, effect, signal, type Signal } from '@preact/signals';
import type { CompartmentView } from '../../../core/views';
import { state } from '../live';

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
