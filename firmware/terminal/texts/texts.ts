import type { Language } from '../../../config/schema';
import type { AuditScope, Tally } from '../../parcels/audit';
import type { Expected, Said } from '../audit-state';
import type { DeviceKind, Problem } from '../selftest';
import type { ServiceWish } from '../service-state';
import type { Notice, Remark } from '../state';

/**
 * What stands on the display. In large: four lines of at most 20 characters. In small: at most 16 characters, two
 * lines at a time, shown in turn where there are more. A test renders them all.
 */
export type Lines = readonly string[];

/** Everything the terminal says in one language. A number is what stands on the door: up to three digits. */
export interface Texts {
  /**
   * @param pinOpensAt when PIN entry is closed until then (up to 13 characters), else null
   * @param star what `*` does, or nothing
   */
  idle(pinOpensAt: string | null, compartmentFirst: boolean, star: string): Lines;
  /** @param numberToo may it become the number of a compartment, with a PIN of the day to follow? */
  entering(stars: string, numberToo: boolean): Lines;
  compartmentFirst(typed: string): Lines;
  pinOf(number: number, stars: string): Lines;
  /** A door is on its way. */
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
  typeOnly(pinOpensAt: string | null, compartmentFirst: boolean, star: string): Lines;
  help(canReopen: boolean): Lines;
  reported(): Lines;
  readonly refused: Readonly<Record<Notice, Lines>>;
  lockedOut(pinOpensAt: string | null): Lines;
  readonly doors: DoorTexts;
  courierMenu(): Lines;
  depositLabel(first: string | null, typed: string): Lines;
  depositSize(): Lines;
  depositOpen(number: number): Lines;
  depositLarger(number: number): Lines;
  depositConfirm(number: number): Lines;
  /** @param all `#` opens one after the other */
  collect(first: string | null, count: number, all: boolean): Lines;
  collectOpen(number: number): Lines;
  /** Others stay inside. @param labels of those that go, as far as they fit: up to 16 characters each */
  collectOnly(number: number, labels: Lines): Lines;
  /** In place of a label. */
  readonly unlabelled: string;
  collectConfirm(number: number): Lines;
  handoverLabel(typed: string): Lines;
  handoverCode(stars: string, wish: 'handover' | 'pickup'): Lines;
  handoverClosed(): Lines;
  handoverDone(): Lines;
  readonly audit: AuditTexts;
  readonly technician: TechnicianTexts;
  remark(remark: Remark): string;
}

/** What is said of a door that did not do what was asked of it. */
export interface DoorTexts {
  jammed(number: number, reference: string): Lines;
  /** The code has been used or has ended meanwhile: only people can help. */
  jammedCodeEnded(number: number, reference: string): Lines;
  /** Whoever has a badge has no code that stays valid, and goes on with another compartment: this one is out of service. */
  jammedForStaff(number: number, reference: string): Lines;
  /** It can't be opened since it stands open, says its contact. It stays in service, and the code is kept. */
  standsOpen(number: number, reference: string): Lines;
  standsOpenCodeEnded(number: number, reference: string): Lines;
  standsOpenForStaff(number: number, reference: string): Lines;
  /** It was open when its contact was lost: `#` goes on. */
  unseen(number: number): Lines;
  /** It reads open, for long. */
  leftOpen(number: number): Lines;
  auditStuck(number: number, reference: string): Lines;
  /** `#` tries it again, `*` goes on without it. */
  auditStandsOpen(number: number): Lines;
}

/** What is said while somebody looks into one compartment after the other. */
export interface AuditTexts {
  /** @param all how many there are in all, null for those who may not look into all */
  menu(unverified: number, all: number | null): Lines;
  open(number: number): Lines;
  /** `#` begins. */
  begin(scope: AuditScope, count: number): Lines;
  ask(number: number, expected: Expected): Lines;
  /** `#` says so, and opens the next one. @param several of several parcels */
  said(number: number, said: Said, several: boolean): Lines;
  done(tally: Tally): Lines;
}

export interface TechnicianTexts {
  menu(): Lines;
  /** Which compartment is opened, or taken out of service or put back. */
  which(wish: ServiceWish, first: string | null, typed: string): Lines;
  /** Its door stands open. */
  open(number: number): Lines;
  /** @param out is it out of service? */
  state(number: number, out: boolean): Lines;
  testing(): Lines;
  /** @param devices how many there are */
  passed(devices: number): Lines;
  readonly devices: Readonly<Record<DeviceKind, string>>;
  /** What is wrong with a device, and what to do. */
  readonly problems: Readonly<Record<Problem, readonly [string, string]>>;
  /** Below what the self-test complains of. */
  readonly keys: string;
}

/** One language, for displays of four lines of 20 and for two lines of 16. */
export interface Wording {
  readonly large: Texts;
  readonly small: Texts;
}

/** What each language calls itself. */
export const NAMES: Readonly<Record<Language, string>> = {
  de: 'Deutsch',
  en: 'English',
  fr: 'Français',
  tr: 'Türkçe',
  pl: 'Polski',
};

/** As much of a label as fits behind a door's number; its end says more than its beginning. */
export const tail = (label: string): string => (label.length > 8 ? `..${label.slice(-8)}` : label);

/** What there is to read of a list, so many at a time, each time with the same line above and below it. */
export function framed(above: string, list: Lines, atATime: number, below: Lines): Lines {
  const pages = Array.from({ length: Math.ceil(list.length / atATime) }, (_, page) => page * atATime);
  return pages.flatMap((from) => [
    above,
    ...Array.from({ length: atATime }, (_, row) => list[from + row] ?? ''),
    ...below,
  ]);
}

/** A PIN's stars on a small display, up to 10, with the key that submits it. */
export const field = (stars: string): string => `${stars.padEnd(12)}#=ok`;
