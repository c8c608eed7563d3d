import type { Action } from '../../../config/scenario/schema';

/** A step as it stands in its file, on one line. Nothing in it is a code: files hold names only. */
export function describe(action: Action): string {
  return `${action.verb}: ${inline(action.with)}`;
}

function inline(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).filter(([, part]) => part !== undefined && part !== false);
  return `{ ${fields.map(([name, part]) => `${name}: ${inline(part)}`).join(', ')} }`;
}
