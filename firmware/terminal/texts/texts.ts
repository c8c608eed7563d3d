import type { Notice, Remark } from '../state';

/** Lines of the 20 x 4 display, at most four of at most 20 characters; a test renders them all. */
export type Lines = readonly string[];

/** Everything the terminal says in one language. A number is what stands on the door: up to three digits. */
export interface Texts {
  /** @param pinOpensAt `HH:MM` when PIN entry is closed until then, else null */
  idle(pinOpensAt: string | null): Lines;
  entering(stars: string): Lines;
  opening(number: number): Lines;
  open(number: number): Lines;
  closed(number: number): Lines;
  help(canReopen: boolean): Lines;
  reported(): Lines;
  refused: Readonly<Record<Notice, Lines>>;
  lockedOut(pinOpensAt: string | null): Lines;
  jammed(number: number, reference: string): Lines;
  courierMenu(): Lines;
  depositLabel(first: string | null, typed: string): Lines;
  depositSize(): Lines;
  /** Also for the collection: a door is on its way. */
  doorOpens(number: number): Lines;
  depositOpen(number: number): Lines;
  depositLarger(number: number): Lines;
  depositConfirm(number: number): Lines;
  collect(first: string | null, count: number): Lines;
  collectOpen(number: number): Lines;
  collectConfirm(number: number): Lines;
  service(first: string | null, typed: string): Lines;
  remark(remark: Remark): string;
}
