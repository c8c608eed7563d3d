import { randomInt } from 'node:crypto';

/** Extension digit 3 and GS1's prefix for examples (952), so that no real parcel ever has one of these. */
const PREFIX = '3952';
const SSCC_DIGITS = 18;

/** GS1's check digit: weights 3 and 1 in turn from the right, up to the next multiple of ten. */
export function checkDigit(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const weight = (digits.length - i) % 2 === 1 ? 3 : 1;
    sum += Number(digits.charAt(i)) * weight;
  }
  return (10 - (sum % 10)) % 10;
}

/** A parcel label as it is printed: application identifier 00 and a serial shipping container code, 20 digits. */
export function newLabel(): string {
  let digits = PREFIX;
  while (digits.length < SSCC_DIGITS - 1) digits += randomInt(10).toString();
  return `00${digits}${checkDigit(digits)}`;
}
