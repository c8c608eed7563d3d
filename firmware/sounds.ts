import type { Beep, Hal, Listen } from '../hal/ports';

/**
 * The same devices, with an ear at the beeper: the page lets people hear what the locker sounds. What the beeper
 * could not sound is not told.
 */
export function withEar(hal: Hal): { readonly hal: Hal; readonly onSound: Listen<Beep> } {
  const listeners = new Set<(sound: Beep) => void>();
  const { beeper } = hal;
  const onSound: Listen<Beep> = (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  if (beeper === null) return { hal, onSound };
  const heard: Hal = {
    locks: hal.locks,
    contacts: hal.contacts,
    keypad: hal.keypad,
    scanner: hal.scanner,
    display: hal.display,
    beeper: {
      beep: async (sound) => {
        await beeper.beep(sound);
        for (const listener of listeners) listener(sound);
      },
    },
    rtc: hal.rtc,
    tamper: hal.tamper,
    camera: hal.camera,
    onDevice: hal.onDevice,
    selftest: () => hal.selftest(),
    ...(hal.unguarded && { unguarded: hal.unguarded }),
    sim: hal.sim,
    start: () => hal.start(),
    stop: () => hal.stop(),
  };
  return { hal: heard, onSound };
}
