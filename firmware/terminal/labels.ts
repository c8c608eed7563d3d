import { isOurs } from '../access/codes';

/** Longest label or number that can be typed, characters. */
export const LONGEST_TYPED = 40;
/** Longest label that an operator can announce, characters. */
const LONGEST_LABEL = 128;

/**
 * What stands on a parcel, without AIM prefix and control characters; null when it can be no label. What is left of
 * an access code that was misread is none: labels go into events.
 */
export function labelOf(text: string): string | null {
  if (isOurs(text)) return null;
  const label = text
    .replace(/^\].{2}/s, '')
    .replace(/[^\x20-\x7e]/g, '')
    .trim();
  return label === '' || label.length > LONGEST_LABEL ? null : label;
}
