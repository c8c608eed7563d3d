import type { SiteConfig } from '../../config/schema';
import { ACCEPTABLE, assumedLive, guessingOdds } from '../access/odds';

/** What a site's settings mean to somebody who guesses PINs all year. Odds are shares of 1. */
export interface OddsReport {
  /** PINs that are live at any time, and whether that is an assumption. */
  readonly live: number;
  readonly assumed: boolean;
  readonly pinLength: number;
  /** Guesses that are compared in a year: at all codes at once, and at those of one compartment. */
  readonly lockerWide: number;
  readonly byCompartment: number;
  readonly atMost: number;
  readonly independent: number;
  readonly acceptable: boolean;
  /** What each code of the guesser's own adds to `atMost`. */
  readonly perOwnCode: number;
  /** What to change, if `acceptable` is false. */
  readonly advice: string | null;
}

/** @param live as the operator knows it, or null: assumed */
export function oddsReport(site: SiteConfig, live: number | null): OddsReport {
  const question = {
    pinLength: site.codes.pinLength,
    ...site.guessing,
    live: live ?? assumedLive(site.compartments.length),
    own: 0,
  };
  const odds = guessingOdds(question);
  const acceptable = odds.atMost <= ACCEPTABLE;
  return {
    live: question.live,
    assumed: live === null,
    pinLength: question.pinLength,
    lockerWide: Math.ceil(odds.lockerWide),
    byCompartment: Math.ceil(odds.byCompartment),
    atMost: odds.atMost,
    independent: odds.independent,
    acceptable,
    perOwnCode: guessingOdds({ ...question, own: 1 }).atMost - odds.atMost,
    advice: acceptable ? null : advice(question),
  };
}

function advice(question: Parameters<typeof guessingOdds>[0]): string {
  const good = (changed: Partial<typeof question>): boolean =>
    guessingOdds({ ...question, ...changed }).atMost <= ACCEPTABLE;
  const lengths = [7, 8, 9, 10].filter((pinLength) => pinLength > question.pinLength && good({ pinLength }));
  let lockerWidePerYear = question.lockerWidePerYear;
  while (lockerWidePerYear > 0 && !good({ lockerWidePerYear })) lockerWidePerYear -= 1;
  const wishes = [
    ...(lengths.length > 0 ? [`codes.pinLength: ${lengths[0]}`] : []),
    ...(good({ lockerWidePerYear }) ? [`guessing.lockerWidePerYear: ${lockerWidePerYear}`] : []),
  ];
  return wishes.length > 0 ? wishes.join(' or ') : 'lower guessing.lockerWidePerYear and guessing.byCompartmentPerDay';
}

/** Rounded up: what is more than the limit never looks like the limit. */
function percent(share: number): string {
  const digits = Math.max(2, 1 - Math.floor(Math.log10(100 * share)));
  // 0.01 * 100 may be a hair more than 1.
  const upper = Math.ceil(100 * share * 10 ** digits - 1e-6) / 10 ** digits;
  return `${upper.toFixed(digits)} %`;
}

/** Two to four lines for people. */
export function oddsText(report: OddsReport): string {
  const { live, assumed, pinLength, lockerWide, byCompartment } = report;
  const of = assumed ? ' (assumed: 1.5 per compartment, 4 of staff; --live says otherwise)' : '';
  const count = (value: number): string => value.toLocaleString('en');
  return [
    `guessing: ${count(live)} live PINs of ${pinLength} digits${of}`,
    `  whoever never stops hits one within a year with odds of ${percent(report.atMost)} at most:`,
    `  ${count(lockerWide)} guesses at all codes at once, then ${count(byCompartment)} at one compartment`,
    ...(report.advice === null
      ? []
      : [`  WARNING: that is more than ${percent(ACCEPTABLE)} a year; better is ${report.advice}`]),
  ]
    .map((line) => `${line}\n`)
    .join('');
}
