import type { DeviceReport, Key } from '../../../hal/ports';
import { LANGUAGES, type Language } from '../../../config/schema';
import type { Staff } from '../../../firmware/access/access';
import { noTally } from '../../../firmware/parcels/audit';
import { newTerminal, nextTick, terminalStep } from '../../../firmware/terminal/machine';
import { render } from '../../../firmware/terminal/render';
import { complaintsOf } from '../../../firmware/terminal/selftest';
import type {
  Reply,
  TerminalEffect,
  TerminalInput,
  TerminalRules,
  TerminalState,
} from '../../../firmware/terminal/state';

/** As the site file has them when it says nothing. */
export const RULES: TerminalRules = {
  pinLength: 6,
  entryMs: 20_000,
  sessionMs: 60_000,
  messageMs: 4_000,
  closedMs: 5_000,
};
export const PIN = '123456';
export const TOKEN = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
export const QR = `LK1-${TOKEN}`;
export const COURIER: Staff = { role: 'courier', grant: 'gc', person: 'c7', method: 'qr' };
export const TECHNICIAN: Staff = { role: 'service', grant: 'gs', person: 't1', method: 'pin' };
/** What stands on the doors. */
const NUMBERS = new Map([['A1', 7]]);
/** The demo's courier has this badge. */
export const BADGE = 'LK1-0123456789ABCDEFGHJKMNPQRS';

const MOST_TICKS_AT_ONCE = 4;

type Desk = (effect: TerminalEffect) => Reply | null;

/** What the desk says when nobody has told it otherwise: one door after the other, every wish granted. */
export class Clerk {
  private opening = 0;
  waiting: readonly string[] = [];
  unverified: readonly string[] = ['A1', 'B1'];
  /** Numbers of what is out of service. */
  readonly out = new Set<number>();
  /** What the self-test finds. */
  reports: readonly DeviceReport[] = [{ device: 'keypad', ok: true, detail: 'works' }];
  /** Effects that are answered otherwise, by name. */
  readonly instead = new Map<TerminalEffect['do'], Desk>();

  answer(effect: TerminalEffect): Reply | null {
    const other = this.instead.get(effect.do);
    if (other) return other(effect);
    switch (effect.do) {
      case 'redeem-pin':
        return { type: 'pickup', door: this.door() };
      case 'redeem-scan':
        return effect.text === BADGE ? { type: 'staff', staff: COURIER } : { type: 'pickup', door: this.door() };
      case 'find-compartment':
        return { type: 'compartment-chosen', number: effect.number, exists: effect.number <= 12 };
      case 'refuse-shape':
        return { type: 'code-refused', notice: 'code' };
      case 'reopen':
        return { type: 'reopening', door: this.door() };
      case 'find-label':
        return { type: 'label', label: effect.label, finding: { kind: 'announced', parcel: 'p1' } };
      case 'begin-deposit':
        return { type: 'depositing', wish: effect.wish, door: this.door() };
      case 'deposit-larger':
        return { type: 'depositing', wish: effect.deposit.wish, door: this.door() };
      case 'list-expired':
        return { type: 'waiting', waiting: this.waiting };
      case 'begin-collect':
        return { type: 'collecting', door: this.door(), rest: effect.rest };
      case 'find-handover':
        return { type: 'handover', finding: { kind: 'code', parcel: 'p1', closed: false } };
      case 'redeem-handover':
        return { type: 'one-time-code', answer: 'accepted' };
      case 'redeem-second':
        return { type: 'pickup', door: this.door() };
      case 'find-attempt':
        return { type: 'attempt', closed: true };
      case 'refuse-handover':
        return { type: 'one-time-code', answer: 'refused' };
      case 'service-open':
        return { type: 'service-opening', result: this.door(effect.number) };
      case 'list-audit':
        return { type: 'audit-list', counts: { unverified: this.unverified.length, all: 12 } };
      case 'start-audit':
        return this.audit(this.unverified, 0);
      case 'next-audit':
        return this.audit(effect.rest, effect.left);
      case 'end-audit':
        return { type: 'audit-over', tally: { ...noTally, left: effect.left } };
      case 'audit-answer':
        return { type: 'audit-answered', result: effect.inside === 'empty' ? 'as-expected' : 'unknown' };
      case 'find-state':
        return {
          type: 'compartment-state',
          number: effect.number,
          out: effect.number <= 12 ? this.out.has(effect.number) : null,
        };
      case 'set-service':
        if (effect.out) this.out.add(effect.number);
        else this.out.delete(effect.number);
        return null;
      case 'selftest':
        return {
          type: 'selftest',
          reports: this.reports,
          complaints: complaintsOf(this.reports, NUMBERS),
          by: effect.staff,
        };
      case 'check-badge':
      case 'end-session':
      case 'record-selftest':
      case 'tell-place':
      case 'audit-unanswered':
      case 'audit-contact-lies':
      case 'ask-help':
      case 'done':
      case 'not-done':
      case 'does-not-fit':
      case 'report':
      case 'refuse-locked-out':
      case 'deposit-answer':
      case 'collect-answer':
      case 'beep':
        return null;
    }
  }

  /** The door that was opened last. */
  last(): number {
    return this.opening;
  }

  private audit(places: readonly string[], left: number): Reply {
    if (places.length === 0) return { type: 'audit-opening', next: null, rest: [], left };
    const [compartment = '', ...rest] = places;
    return { type: 'audit-opening', next: { door: { ...this.door(), compartment }, expected: [] }, rest, left };
  }

  private door(number = this.opening + 1) {
    this.opening += 1;
    return { opening: this.opening, number };
  }
}

/** Somebody in front of the terminal: keys, scans, a door, patience. Ticks come when the machine wants them. */
export class Person {
  now = 1_000_000;
  private openedAt = 0;
  state: TerminalState;
  readonly clerk = new Clerk();
  readonly wishes: TerminalEffect[] = [];

  constructor(
    language: Language = 'en',
    readonly rules: TerminalRules = RULES,
    /** What `*` leads to. */
    others: readonly Language[] = LANGUAGES.filter((other) => other !== language),
  ) {
    this.state = newTerminal(language, others);
  }

  give(input: TerminalInput): this {
    const queue: TerminalInput[] = [input];
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { state, effects } = terminalStep(this.state, next, this.now, this.rules);
      this.state = state;
      for (const effect of effects) {
        this.wishes.push(effect);
        const reply = this.clerk.answer(effect);
        if (reply?.type === 'code-locked-out') queue.push({ type: 'pin-entry', closed: true, compartmentFirst: false });
        if (reply) queue.push(reply);
      }
    }
    return this;
  }

  keys(text: string): this {
    for (const key of text) this.give({ type: 'key', key: key as Key });
    return this;
  }

  scan(text: string): this {
    return this.give({ type: 'scan', text });
  }

  door(what: 'opened' | 'closed' | 'left-open' | 'reminder', opening = this.clerk.last()): this {
    if (what === 'opened') this.openedAt = this.now;
    if (what !== 'closed') return this.give({ type: `door-${what}`, opening });
    return this.give({ type: 'door-closed', opening, early: this.now - this.openedAt < 2_000, canReopen: true });
  }

  /** What becomes of the contact of a door that stands open. */
  contact(what: 'lost' | 'back', opening = this.clerk.last()): this {
    return this.give({ type: `contact-${what}`, opening });
  }

  /** It had been given up, and has come. */
  late(opening = this.clerk.last(), whose: 'customer' | 'staff' = 'customer', reopened = false): this {
    this.openedAt = this.now;
    return this.give({ type: 'came-late', door: { opening, number: 1 }, whose, reopened });
  }

  /** @param standsOpen by its contact: it is not the lock */
  jam(opening = this.clerk.last(), standsOpen = false): this {
    return this.give({ type: 'door-jammed', opening, reference: '0042', standsOpen });
  }

  wait(ms: number): this {
    const end = this.now + ms;
    let atOnce = 0;
    for (let due = nextTick(this.state, this.now); due !== null && due <= end; due = nextTick(this.state, this.now)) {
      atOnce = due <= this.now ? atOnce + 1 : 0;
      if (atOnce > MOST_TICKS_AT_ONCE) throw new Error(`ticks for ever: ${JSON.stringify(this.state)}`);
      this.now = Math.max(this.now, due);
      this.give({ type: 'tick' });
    }
    this.now = end;
    return this;
  }

  screen(): string {
    return this.state.at.screen;
  }

  lines(masked = false, page = 0): string[] {
    return render(this.state, { now: this.now, pinOpensAt: '12:34', masked, page }, { columns: 20, rows: 4 });
  }

  /** What was sounded since the last time this was asked; where a door is stands as its number. */
  sounds(): (string | number)[] {
    const heard: (string | number)[] = [];
    for (const wish of this.wishes.splice(0)) {
      if (wish.do === 'beep') heard.push(wish.sound);
      if (wish.do === 'tell-place') heard.push(wish.number);
    }
    return heard;
  }

  /** What was wanted of the desk since the last time this was asked, but for who is there. */
  wanted(): TerminalEffect[] {
    const others = ['beep', 'tell-place', 'check-badge', 'end-session'];
    return this.wishes.splice(0).filter(({ do: what }) => !others.includes(what));
  }

  /** With an open door in front of them. */
  static atOpenDoor(): Person {
    return new Person().keys(PIN).door('opened');
  }

  static courier(): Person {
    return new Person().scan(BADGE);
  }

  /** With the compartment open and the parcel about to go in. */
  static depositing(): Person {
    return Person.courier().keys('1').scan('00340434161094021501').door('opened');
  }

  /** With the recipient about to type the one-time code. */
  static handingOver(): Person {
    return Person.courier().keys('3').scan('00340434161094021501');
  }

  static collecting(waiting: readonly string[] = ['A1', 'B1']): Person {
    const person = Person.courier();
    person.clerk.waiting = waiting;
    return person.keys('2#').door('opened');
  }

  /** Whose PIN has just submitted itself. */
  static technicianAtOnce(): Person {
    const person = new Person();
    person.clerk.instead.set('redeem-pin', () => ({ type: 'staff', staff: TECHNICIAN }));
    return person.keys(PIN);
  }

  static technician(): Person {
    return Person.technicianAtOnce().wait(1_000);
  }
}
