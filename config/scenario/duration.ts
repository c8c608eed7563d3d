const AMOUNT = String.raw`\d+(?:[.,]\d{1,9})?`;

/**
 * An ISO 8601 duration behind its sign, as the simulated clock takes it, for a regular expression: weeks, days and
 * times, a fraction in the last part only. Months and years differ in length and are none.
 */
export const DURATION = String.raw`P(?=.)(?!.*[.,]\d+[HM].)(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:${AMOUNT}H)?(?:${AMOUNT}M)?(?:${AMOUNT}S)?)?$`;
