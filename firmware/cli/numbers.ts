import { UsageError } from './io';

/** The value of an option that counts something, or null without it. @throws UsageError */
export function whole(name: string, text: string, range?: readonly [number, number]): number;
export function whole(name: string, text: string | undefined, range?: readonly [number, number]): number | null;
export function whole(name: string, text: string | undefined, range?: readonly [number, number]): number | null {
  if (text === undefined) return null;
  const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  const [least, most] = range ?? [0, Infinity];
  if (number >= least && number <= most) return number;
  throw new UsageError(`${name} wants a whole number${range === undefined ? '' : `, ${least} to ${most}`}`);
}

/** `--hours`, also parts of one. @throws UsageError */
export function hours(text: string, most: number): number {
  const number = /^\d{1,6}(\.\d{1,6})?$/.test(text) ? Number(text) : NaN;
  if (number > 0 && number <= most) return number;
  throw new UsageError(`--hours wants a number of hours, up to ${most}`);
}
