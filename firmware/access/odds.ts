import { YEAR_MS } from './guessing';
import { typoShare } from './typos';

/** Wrong attempts that end in success are given back to a code so often at most. */
export const REFUNDS_PER_CODE = 3;
/** More than that of a locker's codes in strange hands, in a year, is too much. */
export const ACCEPTABLE = 0.01;
const DAYS = YEAR_MS / 86_400_000;

export interface OddsQuestion {
  readonly pinLength: number;
  /** Guesses at all codes at once, a year. */
  readonly lockerWidePerYear: number;
  /** Guesses at the codes of one compartment, a day; one at k codes counts as k. */
  readonly byCompartmentPerDay: number;
  /** PINs that open something at any time, those of staff and of parcels on their way included. */
  readonly live: number;
  /** Codes that come to the guesser by right, a year: before each three typing errors are free. */
  readonly own: number;
}

export interface Odds {
  /** Guesses at all codes at once that somebody who never stops gets compared in a year. */
  readonly lockerWide: number;
  /** And with a compartment's number. */
  readonly byCompartment: number;
  /** At most so likely is one hit or more in a year, whatever the guesser tries when (union bound). */
  readonly atMost: number;
  /** The same if the guesses are independent of each other. */
  readonly independent: number;
}

/**
 * The odds that somebody who stands at the keypad all year, with all customers coming and going beside them, ever
 * hits a live code.
 *
 * Each counted guess is given back only if the next success within two minutes is of a code that it looks like
 * ({@link typoShare} of all codes): so each is worth 1 / (1 - share) guesses. With a code of their own the guesser
 * can make guesses look like typing errors, {@link REFUNDS_PER_CODE} of them.
 */
export function guessingOdds({ pinLength, lockerWidePerYear, byCompartmentPerDay, live, own }: OddsQuestion): Odds {
  const codes = 10 ** pinLength;
  const worth = 1 / (1 - typoShare(pinLength));
  const lockerWide = lockerWidePerYear * worth + REFUNDS_PER_CODE * own;
  const byCompartment = byCompartmentPerDay * DAYS * worth;
  const hit = Math.min(1, live / codes);
  return {
    lockerWide,
    byCompartment,
    atMost: Math.min(1, lockerWide * hit + byCompartment / codes),
    independent: 1 - (1 - hit) ** lockerWide * (1 - 1 / codes) ** byCompartment,
  };
}

/**
 * How many PINs are live at a busy site: one for each compartment, half as many again of parcels on their way back
 * to it, and four of staff.
 */
export function assumedLive(compartments: number): number {
  return Math.ceil(1.5 * compartments) + 4;
}
