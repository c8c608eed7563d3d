import { say } from '../i18n/language';
import { world } from '../site';

/** In words; null where there is none. @param target like `door:A1` or `scanner` */
export function faultName(target: string, fault: string | undefined): string | null {
  if (fault === undefined || fault === 'none') return null;
  const { names, special } = say.value.sim.faults;
  const kind = target.split(':', 1)[0] ?? '';
  return special[`${kind} ${fault}`] ?? names[fault] ?? fault;
}

/** What a simulated device suffers just now, in words; null where it is nothing, and on real hardware. */
export function faultNow(target: string): string | null {
  return faultName(target, world.value?.faults[target]);
}
