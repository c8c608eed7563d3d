import type { ComponentType } from 'preact';
import type { CompartmentView } from '../../core/views';
import { DoorCare } from './care/door-care';
import { DoorPart } from './sim/door-part';

/** What is shown of the compartment that somebody has chosen in the wall, from the top down: a new part is a line here. */
export const COMPARTMENT_PARTS: readonly ComponentType<{ readonly compartment: CompartmentView }>[] = [
  DoorPart,
  DoorCare,
];
