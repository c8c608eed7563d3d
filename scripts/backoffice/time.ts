/** The operator's clock: real time, or that of the simulated world around it. Times in ms since 1970, UTC. */
export class Clock {
  private offset = 0;

  now(): number {
    return Date.now() + this.offset;
  }

  timestamp(): string {
    return new Date(this.now()).toISOString();
  }

  setOffset(ms: number): void {
    this.offset = ms;
  }
}

/** The calendar day in a zone as YYYY-MM-DD. */
export function dayIn(zone: string, time: number): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
    .formatToParts(time)
    .reduce<Record<string, string>>((all, part) => ({ ...all, [part.type]: part.value }), {});
  return `${parts['year']}-${parts['month']}-${parts['day']}`;
}

/** Day and time of day for people to read. */
export function forPeople(locale: string, zone: string, time: number): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, dateStyle: 'full', timeStyle: 'short' }).format(time);
}
