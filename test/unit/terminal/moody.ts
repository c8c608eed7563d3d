import { noTally } from '../../../firmware/parcels/audit';
import { complaintsOf } from '../../../firmware/terminal/selftest';
import type { Reply, TerminalEffect } from '../../../firmware/terminal/state';
import { COURIER, TECHNICIAN, type Person } from './person';

/** A desk in changing moods: every answer that there is comes by. */
export function moody(person: Person, list: readonly number[]): void {
  let turn = 0;
  const mood = (): number => list[turn++ % list.length] ?? 0;
  const door = () => {
    next += 1;
    return { opening: next, number: 1 + (next % 999) };
  };
  let next = 100;
  const other = (effect: TerminalEffect): Reply | null => {
    const at = mood();
    switch (effect.do) {
      case 'redeem-pin':
      case 'redeem-scan': {
        const staff = at === 4 ? TECHNICIAN : COURIER;
        if (at === 0) return { type: 'code-refused', notice: 'code' };
        if (at === 1)
          return effect.do === 'redeem-pin' ? { type: 'code-locked-out' } : { type: 'code-refused', notice: 'busy' };
        if (at === 5 && effect.do === 'redeem-pin' && mood() === 0) return { type: 'number-first' };
        if (at === 5) {
          const second = { grant: 'g1', method: 'pin', parcel: 'p1' } as const;
          return { type: 'second-code', second, closed: mood() === 0 };
        }
        return at === 2 ? { type: 'pickup', door: door() } : { type: 'staff', staff };
      }
      case 'find-compartment':
        return { type: 'compartment-chosen', number: effect.number, exists: at !== 0 };
      case 'reopen':
        return { type: 'reopening', door: at === 0 ? null : door() };
      case 'find-label': {
        const { label } = effect;
        if (at === 0) return { type: 'label', label, finding: { kind: 'inside' } };
        if (at === 1) return { type: 'label', label, finding: { kind: 'handover' } };
        return {
          type: 'label',
          label,
          finding: at === 2 ? { kind: 'unannounced' } : { kind: 'announced', parcel: 'p1' },
        };
      }
      case 'begin-deposit':
        if (at === 1) return { type: 'code-refused', notice: 'code' };
        return { type: 'depositing', wish: effect.wish, door: at === 0 ? null : door() };
      case 'deposit-larger':
        return { type: 'depositing', wish: effect.deposit.wish, door: at === 0 ? null : door() };
      case 'list-expired':
        return { type: 'waiting', waiting: Array.from({ length: at }, (_, n) => `K${n}`) };
      case 'begin-collect':
        return { type: 'collecting', door: at === 0 ? null : door(), rest: effect.rest };
      case 'service-open':
        return {
          type: 'service-opening',
          result: at === 0 ? 'no-such-compartment' : at === 1 ? 'compartment-busy' : door(),
        };
      case 'refuse-shape':
        return { type: 'code-refused', notice: 'code' };
      case 'list-audit':
        return { type: 'audit-list', counts: { unverified: at, all: 12 } };
      case 'start-audit':
      case 'next-audit': {
        if (at === 1) return { type: 'code-refused', notice: 'code' };
        if (at === 2 && effect.do === 'start-audit') return { type: 'audit-busy' };
        const { left, rest } = effect.do === 'next-audit' ? effect : { left: 0, rest: ['K1', 'K2', 'K3'] };
        if (rest.length === 0 || at === 0) return { type: 'audit-opening', next: null, rest: [], left };
        return {
          type: 'audit-opening',
          next: { door: { ...door(), compartment: rest[0] ?? '' }, expected: [] },
          rest: rest.slice(1),
          left,
        };
      }
      case 'end-audit':
        return at === 0 ? { type: 'code-refused', notice: 'code' } : { type: 'audit-over', tally: noTally };
      case 'audit-answer':
        return { type: 'audit-answered', result: [null, 'missing' as const, { labels: [null] }][at] ?? 'as-expected' };
      case 'find-handover': {
        if (at > 1) return { type: 'handover', finding: { kind: 'code', parcel: 'p1', closed: at === 5 } };
        return { type: 'handover', finding: { kind: at === 0 ? 'no-code' : 'unknown' } };
      }
      case 'redeem-handover':
        if (at === 0) return { type: 'code-refused', notice: 'code' };
        return { type: 'one-time-code', answer: at === 1 ? 'refused' : at === 2 ? 'closed' : 'accepted' };
      case 'redeem-second':
        if (at < 3) return { type: 'one-time-code', answer: at === 0 ? 'closed' : 'refused' };
        return at === 3 ? { type: 'code-refused', notice: 'busy' } : { type: 'pickup', door: door() };
      case 'find-attempt':
        return { type: 'attempt', closed: at === 0 };
      case 'refuse-handover':
        return { type: 'one-time-code', answer: 'refused' };
      case 'find-state':
        return { type: 'compartment-state', number: effect.number, out: at === 0 ? null : at === 1 };
      case 'selftest': {
        const reports = Array.from({ length: at }, (_, n) => ({ device: `door:K${n}`, ok: n > 1, detail: 'is open' }));
        const complaints = complaintsOf(reports, new Map());
        return at === 5 ? null : { type: 'selftest', reports, complaints, by: effect.staff };
      }
      case 'set-service':
        return at === 1 ? { type: 'code-refused', notice: 'badge' } : null;
      case 'check-badge':
        return at === 1 && mood() === 1 ? { type: 'code-refused', notice: 'badge' } : null;
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
  };
  for (const name of [
    'redeem-pin',
    'redeem-scan',
    'find-compartment',
    'reopen',
    'find-label',
    'begin-deposit',
    'deposit-larger',
    'list-expired',
    'begin-collect',
    'service-open',
    'refuse-shape',
    'find-handover',
    'redeem-handover',
    'redeem-second',
    'find-attempt',
    'refuse-handover',
    'list-audit',
    'start-audit',
    'next-audit',
    'audit-answer',
  ] as const) {
    person.clerk.instead.set(name, other);
  }
}
