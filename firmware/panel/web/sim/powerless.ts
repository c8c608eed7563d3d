import { signal } from '@preact/signals';

/** The power has been cut from here; the answer comes from the world outside, when the locker takes codes again. */
export const powerless = signal(false);

/** @param cut cuts the power, and settles when it is back */
export async function inTheDark<T>(cut: () => Promise<T>): Promise<T> {
  powerless.value = true;
  try {
    return await cut();
  } finally {
    powerless.value = false;
  }
}
