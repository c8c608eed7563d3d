/** So many digits of a typing error are wrong at most. */
const WRONG_DIGITS = 2;

/**
 * Was `typed` meant to be `right`? Up to two digits wrong (two that changed places are that as well), or one key
 * pressed twice or once too often, so that the rest moved by one place.
 *
 * Only such attempts are given back to a customer who succeeds afterwards. Given back without asking this,
 * somebody beside the keypad could guess three times before each customer, 60,000 times a year and more.
 */
export function looksLike(typed: string, right: string): boolean {
  if (typed.length !== right.length) return false;
  const wrong = [...typed].filter((digit, at) => digit !== right[at]).length;
  return wrong <= WRONG_DIGITS || oneTooMany(typed, right);
}

function oneTooMany(typed: string, right: string): boolean {
  for (let at = 0; at < typed.length; at += 1) {
    if (typed.slice(0, at) + typed.slice(at + 1) === right.slice(0, -1)) return true;
  }
  return false;
}

/** The share of all codes of that length that {@link looksLike} takes for a typing error of a given one, at most. */
export function typoShare(pinLength: number): number {
  let alike = 10 * pinLength;
  for (let wrong = 0, ways = 1; wrong <= WRONG_DIGITS; wrong += 1) {
    alike += ways;
    ways *= (9 * (pinLength - wrong)) / (wrong + 1);
  }
  return alike / 10 ** pinLength;
}
