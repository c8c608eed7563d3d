import { signal } from '@preact/signals';
import { cutPower } from './calls';

/** The power has been cut here; the answer comes from the world outside, when the locker takes codes again. */
export const powerless = signal(false);

export async function cut(): Promise<void> {
  powerless.value = true;
  await cutPower();
  powerless.value = false;
}
