import { never } from '../core/result';
import type { Audits } from '../parcels/audit';
import type { OpeningRow } from '../store/openings';
import type { Staff } from '../access/access';
import type { AuditEffect, AuditReply } from './audit-state';
import type { DoorRef, TerminalEffect } from './state';

const EFFECTS: readonly TerminalEffect['do'][] = [
  'list-audit',
  'start-audit',
  'next-audit',
  'audit-answer',
  'audit-unanswered',
  'audit-contact-lies',
  'end-audit',
] satisfies readonly AuditEffect['do'][];

export function isAuditEffect(effect: TerminalEffect): effect is AuditEffect {
  return EFFECTS.includes(effect.do);
}

/** The part of the desk that audits compartments. */
export class AuditDesk {
  constructor(
    private readonly audits: Audits,
    private readonly openings: { get(id: number): OpeningRow | undefined },
    /** Does the dialogue lead an audit? */
    private readonly leads: () => boolean,
  ) {}

  /** @param door what the dialogue calls an opening */
  perform(effect: AuditEffect, door: (opening: OpeningRow) => DoorRef): AuditReply | null {
    const { audits } = this;
    switch (effect.do) {
      case 'list-audit': {
        const counts = { unverified: audits.list('unverified').length, all: audits.list('all').length };
        return { type: 'audit-list', counts };
      }
      case 'start-audit': {
        const start = audits.start(effect.scope, by(effect.staff), this.leads);
        return start.ok ? this.next(start.compartments, 0, effect.staff, door) : { type: 'audit-busy' };
      }
      case 'next-audit':
        return this.next(audits.toCome(effect.rest), effect.left, effect.staff, door);
      case 'audit-answer':
        return { type: 'audit-answered', result: audits.answer(effect.opening, effect.inside) };
      case 'audit-unanswered':
        audits.unanswered(effect.opening);
        return null;
      case 'audit-contact-lies': {
        const opening = this.openings.get(effect.opening);
        if (opening) audits.contactLies(opening.compartment);
        return null;
      }
      case 'end-audit':
        return { type: 'audit-over', tally: audits.end(effect.left, by(effect.by)) };
      default:
        return never(effect);
    }
  }

  /** Whoever leads it may not go on. */
  breakOff({ rest, left, staff }: Extract<AuditEffect, { do: 'next-audit' }>): void {
    this.audits.end(left + rest.length, by(staff));
  }

  /** The next one that can be opened; the others are left. */
  private next(
    compartments: readonly string[],
    leftBefore: number,
    staff: Staff,
    door: (opening: OpeningRow) => DoorRef,
  ): AuditReply {
    let left = leftBefore;
    for (const [index, compartment] of compartments.entries()) {
      const begun = this.audits.begin(compartment, by(staff));
      if (begun) {
        const next = { door: { ...door(begun.opening), compartment }, expected: begun.expected };
        return { type: 'audit-opening', next, rest: compartments.slice(index + 1), left };
      }
      left += 1;
    }
    return { type: 'audit-opening', next: null, rest: [], left };
  }
}

const by = ({ person, grant }: Staff) => ({ person, grant });
