/**
 * Is it an ISO 8601 duration of weeks, days and times, as the simulated clock takes it? Months and years differ in
 * length and are none.
 */
export function isDuration(text: string): boolean {
  return /^[+-]?P(?=[\dT])(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/i.test(text);
}
