import type { Notice, Remark } from '../state';
import type { AuditTexts } from './audit';

/** Lines of the 20 x 4 display, at most four of at most 20 characters; a test renders them all. */
export type Lines = readonly string[];

/** Everything the terminal says in one language. A number is what stands on the door: up to three digits. */
export interface Texts {
  /** @param pinOpensAt when PIN entry is closed until then (up to 12 characters), else null */
  idle(pinOpensAt: string | null, compartmentFirst: boolean): Lines;
  entering(stars: string): Lines;
  compartmentFirst(typed: string): Lines;
  pinOf(number: number, stars: string): Lines;
  opening(number: number): Lines;
  open(number: number): Lines;
  /** It stands open for a while. */
  stillOpen(number: number): Lines;
  closed(number: number): Lines;
  /** So soon that nobody can have taken anything out. */
  closedEarly(number: number): Lines;
  outOfOrder(): Lines;
  /** The keypad does not work. */
  scanOnly(): Lines;
  /** There is no scanner, or it does not work. */
  typeOnly(pinOpensAt: string | null, compartmentFirst: boolean): Lines;
  readonly audit: AuditTexts;
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
  handoverLabel(typed: string): Lines;
  handoverCode(stars: string, wish: 'handover' | 'pickup'): Lines;
  handoverClosed(): Lines;
  handoverDone(): Lines;
  service(first: string | null, typed: string): Lines;
  remark(remark: Remark): string;
}
