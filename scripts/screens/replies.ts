import type { Staff } from '../../firmware/access/access';
import { tokenOf } from '../../firmware/access/codes';
import { noTally } from '../../firmware/parcels/audit';
import type { Notice, Reply, TerminalEffect } from '../../firmware/terminal/state';

/** One of the things that may come of a wish, and what a person would call it. */
export interface Outcome {
  readonly reply: Reply | null;
  /** Empty where there is but one. */
  readonly called: string;
}

const DOOR = { opening: 1, number: 12, compartment: 'A1' };
const COURIER: Staff = { role: 'courier', grant: 'courier', person: 'c1', method: 'qr' };
const TECHNICIAN: Staff = { role: 'service', grant: 'service', person: 't1', method: 'pin' };
const DEVICE = { device: 'door:A1', ok: true, detail: 'closed' };
const BROKEN = { device: 'scanner', ok: false, detail: 'does not answer: check its cable and its power' };
const COMPLAINT = { kind: 'scanner', name: '', problem: 'lost' } as const;
const SECOND = { grant: 'g1', method: 'pin', parcel: 'p1' } as const;

const outcome = (called: string, reply: Reply | null): Outcome => ({ reply, called });
const nothing = [outcome('', null)];
const refusal = (called: string, notice: Notice): Outcome => outcome(called, { type: 'code-refused', notice });
const badgeEnded = refusal('badge no longer valid', 'badge');

const CODES: readonly Outcome[] = [
  outcome('right', { type: 'pickup', door: DOOR }),
  outcome('right, one-time code needed too', { type: 'second-code', second: SECOND, closed: false }),
  outcome('right, one-time code closed', { type: 'second-code', second: SECOND, closed: true }),
  refusal('right, no delivery attempt', 'handover-no-code'),
  outcome('courier', { type: 'staff', staff: COURIER }),
  outcome('technician', { type: 'staff', staff: TECHNICIAN }),
  refusal('wrong', 'code'),
  refusal('door in use', 'busy'),
];

const AUDIT_NEXT = (rest: readonly string[]): readonly Outcome[] => [
  outcome('opens', {
    type: 'audit-opening',
    next: { door: DOOR, expected: ['LABEL'] },
    rest,
    left: 0,
  }),
  outcome('no more', { type: 'audit-opening', next: null, rest: [], left: 0 }),
];

/** All that the desk may answer. Whoever adds a wish is made to say here what may come of it. */
const OUTCOMES: { readonly [Name in TerminalEffect['do']]: readonly Outcome[] } = {
  'redeem-pin': [
    ...CODES,
    outcome('wrong once too often', { type: 'code-locked-out' }),
    outcome('number needed first', { type: 'number-first' }),
  ],
  'redeem-scan': [
    ...CODES,
    refusal('used', 'scan-used'),
    refusal('expired', 'scan-expired'),
    refusal('parcel not there yet', 'scan-not-yet'),
  ],
  'find-compartment': [
    outcome('there is one', { type: 'compartment-chosen', number: 12, exists: true }),
    outcome('there is none', { type: 'compartment-chosen', number: 99, exists: false }),
  ],
  'refuse-shape': [refusal('too short', 'code')],
  'refuse-locked-out': nothing,
  reopen: [outcome('', { type: 'reopening', door: DOOR }), outcome('not possible', { type: 'reopening', door: null })],
  'ask-help': nothing,
  done: nothing,
  'not-done': nothing,
  'does-not-fit': nothing,
  report: nothing,
  'find-label': [
    outcome('announced', { type: 'label', label: 'LABEL', finding: { kind: 'announced', parcel: 'p1' } }),
    outcome('not announced', { type: 'label', label: 'LABEL', finding: { kind: 'unannounced' } }),
    outcome('inside already', { type: 'label', label: 'LABEL', finding: { kind: 'inside' } }),
    outcome('to be handed over', { type: 'label', label: 'LABEL', finding: { kind: 'handover' } }),
  ],
  'begin-deposit': [
    outcome('a door opens', { type: 'depositing', wish: { parcel: 'p1' }, door: DOOR }),
    outcome('none free', { type: 'depositing', wish: { parcel: 'p1' }, door: null }),
    outcome('none accessible free', { type: 'depositing', wish: { parcel: 'p1' }, door: null, noneReachable: true }),
  ],
  'deposit-larger': [
    outcome('a larger one opens', { type: 'depositing', wish: { parcel: 'p1' }, door: DOOR }),
    outcome('none larger free', { type: 'depositing', wish: { parcel: 'p1' }, door: null }),
  ],
  'deposit-answer': nothing,
  'list-expired': [
    outcome('some', { type: 'waiting', waiting: ['A1', 'A2'] }),
    outcome('none', { type: 'waiting', waiting: [] }),
  ],
  'begin-collect': [
    outcome('opens', { type: 'collecting', door: DOOR, rest: [] }),
    outcome('opens, others stay inside', {
      type: 'collecting',
      door: DOOR,
      rest: [],
      take: ['00340434161094021501', '00340434161094021518'],
    }),
    outcome('no longer to be opened', { type: 'collecting', door: null, rest: [] }),
  ],
  'collect-answer': nothing,
  'find-handover': [
    outcome('attempt announced', { type: 'handover', finding: { kind: 'code', parcel: 'p1', closed: false } }),
    outcome('its code closed', { type: 'handover', finding: { kind: 'code', parcel: 'p1', closed: true } }),
    outcome('not announced', { type: 'handover', finding: { kind: 'unknown' } }),
    outcome('not to be handed over', { type: 'handover', finding: { kind: 'not-handover' } }),
    outcome('inside', { type: 'handover', finding: { kind: 'inside' } }),
    outcome('gone', { type: 'handover', finding: { kind: 'gone' } }),
    outcome('no delivery attempt', { type: 'handover', finding: { kind: 'no-code' } }),
  ],
  'redeem-handover': [
    outcome('right', { type: 'one-time-code', answer: 'accepted' }),
    outcome('wrong', { type: 'one-time-code', answer: 'refused' }),
    outcome('third wrong one', { type: 'one-time-code', answer: 'closed' }),
  ],
  'redeem-second': [
    outcome('right', { type: 'pickup', door: DOOR }),
    outcome('wrong', { type: 'one-time-code', answer: 'refused' }),
    outcome('third wrong one', { type: 'one-time-code', answer: 'closed' }),
    refusal('pickup code has ended meanwhile', 'code'),
  ],
  'find-attempt': [
    outcome('still closed', { type: 'attempt', closed: true }),
    outcome('a new attempt', { type: 'attempt', closed: false }),
  ],
  'refuse-handover': [
    outcome('too short', { type: 'one-time-code', answer: 'refused' }),
    outcome('too short, and closed', { type: 'one-time-code', answer: 'closed' }),
  ],
  'service-open': [
    outcome('opens', { type: 'service-opening', result: DOOR }),
    outcome('no such number', { type: 'service-opening', result: 'no-such-compartment' }),
    outcome('in use', { type: 'service-opening', result: 'compartment-busy' }),
  ],
  'list-audit': [outcome('', { type: 'audit-list', counts: { unverified: 2, all: 12 } })],
  'start-audit': [...AUDIT_NEXT(['A2']), outcome('one is under way elsewhere', { type: 'audit-busy' })],
  'next-audit': AUDIT_NEXT([]),
  'audit-answer': [
    outcome('', { type: 'audit-answered', result: 'as-expected' }),
    outcome('one label of several', { type: 'audit-answered', result: { labels: ['1Z999AA10123456784'] } }),
    outcome('that was no answer', { type: 'audit-answered', result: null }),
  ],
  'find-state': [
    outcome('in service', { type: 'compartment-state', number: 12, out: false }),
    outcome('out of service', { type: 'compartment-state', number: 12, out: true }),
    outcome('no such number', { type: 'compartment-state', number: 99, out: null }),
  ],
  'set-service': nothing,
  selftest: [
    outcome('all well', {
      type: 'selftest',
      reports: Array<typeof DEVICE>(12).fill(DEVICE),
      complaints: [],
      by: TECHNICIAN,
    }),
    outcome('something to complain of', {
      type: 'selftest',
      reports: [DEVICE, BROKEN],
      complaints: [COMPLAINT],
      by: TECHNICIAN,
    }),
    outcome('not over yet', null),
  ],
  'record-selftest': nothing,
  'tell-place': nothing,
  'audit-unanswered': nothing,
  'audit-contact-lies': nothing,
  'end-audit': [outcome('', { type: 'audit-over', tally: noTally })],
  'check-badge': nothing,
  'end-session': nothing,
  beep: nothing,
};

const FOREIGN = [refusal('', 'foreign-scan')];

export function outcomesOf(effect: TerminalEffect): readonly Outcome[] {
  if (effect.do === 'redeem-scan' && tokenOf(effect.text) === null) return FOREIGN;
  const outcomes = OUTCOMES[effect.do];
  return 'staff' in effect ? [...outcomes, badgeEnded] : outcomes;
}
