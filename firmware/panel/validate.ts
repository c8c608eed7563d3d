import * as z from 'zod';
import { ApiError } from './errors';

/**
 * Checks what came from outside against its schema.
 * @param what names the whole (`body`, `query`) where no single field is to blame
 * @throws ApiError 422 that names each wrong field, never its value
 */
export function validate<T extends z.ZodType>(schema: T, value: unknown, what: 'body' | 'query'): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const told = result.error.issues.map(
    ({ path, message }) => `${path.length === 0 ? what : path.join('.')}: ${message}`,
  );
  throw new ApiError(422, told.join('; '));
}

/** A POST without a body means the same as `{}`. */
export function validateBody<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  return validate(schema, body === undefined || body === null ? {} : body, 'body');
}

/** A line that people read in the audit log. */
export const lineSchema = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'at most 200 characters')
  .refine((text) => !/\p{Cc}/u.test(text), 'one line without control characters');

/** A technician's PIN. Never part of a message, a log line or an event. */
export const pinSchema = z.string().regex(/^\d{6,10}$/, 'a PIN: 6 to 10 digits');
