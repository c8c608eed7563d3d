import { say } from '../i18n/language';

/** In words; null where there is none. @param target like `door:A1` or `scanner` */
export function faultName(target: string, fault: string | undefined): string | null {
  if (fault === undefined || fault === 'none') return null;
  const { names, special } = say.value.sim.faults;
  const kind = target.split(':', 1)[0] ?? '';
  return special[`${kind} ${fault}`] ?? names[fault] ?? fault;
}
