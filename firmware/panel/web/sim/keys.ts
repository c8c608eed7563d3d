/** What of a key press decides whether it is meant for the locker's keypad. */
export interface Stroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  /** Name of the focused element, in capitals. */
  readonly tag: string;
  /** Does the focused element take text? */
  readonly editable: boolean;
}

const TEXT = new Set(['INPUT', 'SELECT', 'TEXTAREA']);
/** Enter is theirs. */
const ACTIVE = new Set(['BUTTON', 'A', 'SUMMARY', 'LABEL']);

/** The keypad's key that the laptop's stands for, or null when it is not meant for the locker. */
export function keypadKey({ key, ctrlKey, altKey, metaKey, tag, editable }: Stroke): string | null {
  // On some layouts # and * come with a modifier; what they make counts then.
  if (/^[*#]$/.test(key)) return editable || TEXT.has(tag) ? null : key;
  if (ctrlKey || altKey || metaKey || editable || TEXT.has(tag)) return null;
  if (/^[0-9]$/.test(key)) return key;
  if (key === 'Backspace') return '*';
  return key === 'Enter' && !ACTIVE.has(tag) ? '#' : null;
}
