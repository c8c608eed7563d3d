import { ApiError } from './errors';

const HOUR_MS = 3_600_000;

/**
 * An ISO 8601 duration like `PT73H`, `P3D` or `-PT1H` in ms. A day is 24 hours here; months and years have no
 * fixed length and are refused.
 * @param limitMs the longest one allowed, either way
 * @throws ApiError 422 that names the field
 */
export async function durationMs(field: string, text: string, limitMs: number): Promise<number> {
  const wrong = (why: string) => new ApiError(422, `${field}: ${why}`);
  // Loaded at the first use: only the simulator needs it here.
  const { Temporal } = await import('temporal-polyfill');
  let parts;
  try {
    parts = Temporal.Duration.from(text);
  } catch {
    throw wrong('an ISO 8601 duration like PT73H, P3D or -PT1H');
  }
  if (parts.years !== 0 || parts.months !== 0) throw wrong('months and years differ in length: use days or hours');
  const hours = (parts.weeks * 7 + parts.days) * 24 + parts.hours;
  const ms = hours * HOUR_MS + parts.minutes * 60_000 + parts.seconds * 1_000 + parts.milliseconds;
  if (Math.abs(ms) > limitMs) throw wrong(`at most ${Math.floor(limitMs / HOUR_MS / 24)} days`);
  return ms;
}
