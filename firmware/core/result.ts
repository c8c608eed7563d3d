/** Why a person's or an operator's request was not done. Expected outcomes are values, never exceptions. */
export type RefusalCode = 'not-found' | 'conflict' | 'invalid';

export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly message: string;
}
export type Outcome = { readonly ok: true } | Refusal;

export const done: Outcome = { ok: true };

export function refuse(code: RefusalCode, message: string): Refusal {
  return { ok: false, code, message };
}

/** Makes a switch exhaustive: a case that was forgotten is a type error. */
export function never(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
