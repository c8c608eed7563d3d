import { say } from '../i18n/language';
import { site } from '../site';

/** In words: `Scanner`, `Lock, Compartment 5 (A5)`. @param device like `scanner` or `lock:A5` */
export function deviceName(device: string): string {
  const [kind = '', id] = device.split(':', 2);
  const name = say.value.sim.faults.devices[kind] ?? kind;
  return id === undefined ? name : `${name}, ${place(id)}`;
}

/** What is written on the door, and the name that the site file has for it: `Compartment 5 (A5)`. */
export function place(id: string): string {
  const number = site.value?.compartments.find((one) => one.id === id)?.number;
  return number === undefined ? id : `${say.value.locker.compartment(number)} (${id})`;
}
