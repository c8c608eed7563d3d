import { say } from '../i18n/language';
import { site } from '../site';

/** What is written on the door, and the name that the site file has for it: `Compartment 5 (A5)`. */
export function place(id: string): string {
  const number = site.value?.compartments.find((one) => one.id === id)?.number;
  return number === undefined ? id : `${say.value.locker.compartment(number)} (${id})`;
}
