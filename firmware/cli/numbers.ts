import { UsageError } from './io';

/** The value of an option that counts something, or null without it. @throws UsageError */
export function whole(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${name} wants a whole number`);
  return Number(text);
}
