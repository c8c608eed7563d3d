import * as z from 'zod';

/** Names that the operator gives: grants, parcels, persons, compartments. */
export const idShape = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, '1 to 64 letters, digits, dots, underscores and hyphens');

/** RFC 3339 -> ms since 1970. */
export const instantShape = z.iso
  .datetime({ offset: true, error: 'a time like 2026-11-21T10:00:00Z' })
  .transform((text) => Date.parse(text));

export const countShape = z.number().int().min(0);

/** Absent and null are the same to us: an operator's serialiser may write either. */
export function optional<T extends z.ZodType>(shape: T) {
  return shape.nullish().transform((value) => value ?? null);
}

/** The first thing that is wrong, with its path: short enough for `reported` and free of the value itself. */
export function firstProblem(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'wrong shape';
  const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${path.replace(/^\./, '') || 'document'}: ${issue.message}`.slice(0, 200);
}

/** What a message's bytes say, if they are UTF-8 and JSON. */
export function parseJson(bytes: Uint8Array): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return { ok: false };
  }
}
