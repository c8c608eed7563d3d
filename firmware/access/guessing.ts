import type { SiteConfig } from '../../config/schema';

/** Times here are ms of powered time: they do not pass while the machine is off, and no clock can set them. */
const DAY_MS = 86_400_000;
/** A day more than any year has: what is allowed in this window is at most what a calendar year sees. */
export const YEAR_MS = 366 * DAY_MS;
const LONGEST_PENALTY_MS = DAY_MS;
/** After so long without a wrong PIN the short lockouts begin anew: who mistypes next is somebody else. */
const QUIET_MS = DAY_MS;

export type GuessRules = SiteConfig['lockout'] & SiteConfig['guessing'];

/** What a guess is compared with: every live code of the locker, or those of one compartment. */
export type GuessScope = 'locker' | 'compartment';

/** A guess that was not right, as long as it counts. */
export interface Spent {
  readonly n: number;
  readonly scope: GuessScope;
  /** How many codes it could have hit, in guesses: parcels that share a compartment make one worth several. */
  readonly cost: number;
  readonly at: number;
}

export interface GuessBook {
  /** Wrong PINs since the last success or short lockout. */
  readonly wrong: number;
  /** Short lockouts since the last success: each doubles the next. */
  readonly level: number;
  /** When the short lockout ends; in the past when there is none. */
  readonly opensAt: number;
  /** Oldest first. */
  readonly spent: readonly Spent[];
  /** The next guess gets this number. */
  readonly next: number;
  /** A guess that was counted and not judged yet, and what was before it. A restart leaves it counted. */
  readonly pending: Pick<GuessBook, 'wrong' | 'level' | 'opensAt'> | null;
}

export type GuessInput =
  /** About to be compared. */
  | { readonly type: 'guess'; readonly scope: GuessScope; readonly cost: number }
  /** It was right; `giveBack`: wrong ones before it that were this person's typing errors. */
  | { readonly type: 'right'; readonly giveBack: readonly number[] }
  | { readonly type: 'wrong' }
  /** It was none: a code whose parcel is not there yet, or that is being served. */
  | { readonly type: 'none' };

/** The book, and what becomes of the rows of spent guesses. */
export interface GuessStep {
  readonly book: GuessBook;
  readonly insert: Spent | null;
  /** Their numbers. */
  readonly remove: readonly number[];
}

export type Entry =
  | { readonly mode: 'locker-wide' | 'compartment-first' }
  /** No PIN is taken until then. */
  | { readonly mode: 'closed'; readonly until: number };

export const NO_GUESSES: GuessBook = { wrong: 0, level: 0, opensAt: 0, spent: [], next: 1, pending: null };

const window = (scope: GuessScope): number => (scope === 'locker' ? YEAR_MS : DAY_MS);
const counts = (spent: Spent, now: number): boolean => spent.at + window(spent.scope) > now;

/** When so much has aged out of a scope that `cost` more fit below its limit; `now` if they do already. */
function roomAt(book: GuessBook, scope: GuessScope, cost: number, limit: number, now: number): number {
  const all = book.spent.filter((spent) => spent.scope === scope && counts(spent, now));
  let used = all.reduce((sum, spent) => sum + spent.cost, 0);
  let at = now;
  for (const spent of all) {
    if (used + cost <= limit) break;
    used -= spent.cost;
    at = spent.at + window(scope);
  }
  return used + cost <= limit ? at : Infinity;
}

/** A compartment with more codes than a day allows guesses takes one guess a day. */
function costOf(scope: GuessScope, cost: number, rules: GuessRules): number {
  return scope === 'locker' ? 1 : Math.min(Math.max(1, cost), rules.byCompartmentPerDay);
}

/**
 * May a PIN be typed now, and how? @param cost of a guess at the compartment that was chosen, if one was
 */
export function entry(book: GuessBook, now: number, rules: GuessRules, cost = 1): Entry {
  const year = roomAt(book, 'locker', 1, rules.lockerWidePerYear, now);
  const day = roomAt(book, 'compartment', costOf('compartment', cost, rules), rules.byCompartmentPerDay, now);
  const until = Math.max(book.opensAt, Math.min(year, day));
  if (until > now) return { mode: 'closed', until };
  return { mode: year <= now ? 'locker-wide' : 'compartment-first' };
}

/**
 * `wrongPins` wrong ones in a row close PIN entry, twice as long each time, until somebody succeeds with a PIN or a
 * day has passed without a wrong one. What bounds the odds are the budgets, which nothing begins anew.
 */
function short(book: GuessBook, now: number, rules: GuessRules): Pick<GuessBook, 'wrong' | 'level' | 'opensAt'> {
  const last = Math.max(book.opensAt, ...book.spent.map(({ at }) => at));
  const quiet = now - last >= QUIET_MS;
  const wrong = (quiet ? 0 : book.wrong) + 1;
  const level = quiet ? 0 : book.level;
  if (wrong < rules.wrongPins) return { wrong, level, opensAt: book.opensAt };
  const penalty = Math.min(rules.seconds * 1_000 * 2 ** level, LONGEST_PENALTY_MS);
  return { wrong: 0, level: level + 1, opensAt: now + penalty };
}

/**
 * The rule against guessing. Pure. A guess is counted with everything that follows from it before it is compared,
 * and taken back when it was right: whatever happens in between, it stays counted. Whoever asks has looked at
 * {@link entry} first.
 */
export function guessStep(book: GuessBook, input: GuessInput, now: number, rules: GuessRules): GuessStep {
  switch (input.type) {
    case 'guess': {
      const { wrong, level, opensAt, next } = book;
      const insert: Spent = { n: next, scope: input.scope, cost: costOf(input.scope, input.cost, rules), at: now };
      const spent = [...book.spent.filter((one) => counts(one, now)), insert];
      return {
        book: { ...short(book, now, rules), spent, next: next + 1, pending: { wrong, level, opensAt } },
        insert,
        remove: book.spent.filter((one) => !counts(one, now)).map(({ n }) => n),
      };
    }
    case 'wrong':
      // Removes nothing: a wrong one takes as many statements as one that is taken back.
      return without({ ...book, pending: null }, [0]);
    case 'right':
      return without({ ...book, wrong: 0, level: 0, opensAt: 0, pending: null }, [book.next - 1, ...input.giveBack]);
    case 'none':
      return without({ ...book, ...book.pending, pending: null }, [book.next - 1]);
  }
}

function without(book: GuessBook, remove: readonly number[]): GuessStep {
  const spent = book.spent.filter(({ n }) => !remove.includes(n));
  return { book: { ...book, spent }, insert: null, remove };
}
