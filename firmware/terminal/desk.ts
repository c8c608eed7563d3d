import type { CompartmentConfig } from '../../config/schema';
import type { DeviceReport } from '../../hal/ports';
import type { Access, Redemption, Staff } from '../access/access';
import { parcelOf, type Handovers } from '../access/handover';
import type { Operations } from '../core/operations';
import { never } from '../core/result';
import type { DoorView } from '../parcels/occupancy';
import type { Collections } from '../parcels/collection';
import type { Deposits, DepositStart } from '../parcels/deposit';
import type { Pickups } from '../parcels/pickups';
import type { OpeningRow } from '../store/openings';
import { isAuditEffect, type AuditDesk } from './audit-desk';
import type { DoorRef, Reply, TerminalEffect } from './state';

/** Everything the dialogue can ask for; sounds and the self-test are the terminal's own. */
export type DeskEffect = Exclude<TerminalEffect, { do: 'beep' | 'tell-place' | 'selftest' }>;

const atTheTerminal = ({ person, grant }: Staff) => ({ person, grant, reason: 'at the terminal' });

/** Carries out what the dialogue wants and answers with what came of it. All of it is committed on return. */
export class Desk {
  constructor(
    private readonly access: Access,
    private readonly pickups: Pickups,
    private readonly deposits: Deposits,
    private readonly collections: Collections,
    private readonly handovers: Handovers,
    private readonly audit: AuditDesk,
    private readonly operations: Pick<Operations, 'open' | 'outOfService' | 'inService'>,
    private readonly doors: DoorView,
    private readonly underWay: (compartment: string) => OpeningRow | undefined,
    private readonly isOut: (compartment: string) => boolean,
    private readonly recordSelftest: (reports: readonly DeviceReport[], by: Staff) => void,
    private readonly layout: readonly CompartmentConfig[],
    /** Brings every end up to date before anything is judged by it. */
    private readonly reckon: () => void,
  ) {}

  /** Its door did not open: is the code good once more? What it is judged by is up to date, the jam was told of. */
  opensAgain(opening: OpeningRow): boolean {
    return this.access.opensAgain(opening);
  }

  /** Its door has been closed: may its customer have it once more? */
  canReopen(opening: OpeningRow): boolean {
    return this.pickups.canReopen(opening.id);
  }

  /** @throws when its compartment is not in the site file */
  door(opening: OpeningRow): DoorRef {
    const number = this.layout.find((one) => one.id === opening.compartment)?.number;
    if (number === undefined) throw new Error(`no compartment ${opening.compartment} in the site file`);
    return { opening: opening.id, number };
  }

  perform(effect: DeskEffect): Reply | null {
    this.reckon();
    // A badge may have been revoked or have ended since the session began.
    if ('staff' in effect && !this.access.stillGood(effect.staff)) {
      if (effect.do === 'deposit-larger') this.deposits.notDeposited(effect.deposit.door.opening);
      if (effect.do === 'next-audit') this.audit.breakOff(effect);
      return { type: 'code-refused', notice: 'badge' };
    }
    if (isAuditEffect(effect)) return this.audit.perform(effect, (opening) => this.door(opening));
    switch (effect.do) {
      case 'redeem-pin':
        return this.redeemed(this.access.redeemPin(effect.digits, this.numbered(effect.number)?.id ?? null));
      case 'redeem-scan':
        return this.redeemed(this.access.redeemScan(effect.text) ?? this.foreign());
      case 'find-compartment': {
        const { number } = effect;
        return { type: 'compartment-chosen', number, exists: this.numbered(number) !== undefined };
      }
      case 'refuse-shape':
        return this.redeemed(this.access.refuseShape('pin'));
      case 'refuse-locked-out':
        this.access.refuseLockedOut();
        return null;
      case 'reopen': {
        const opening = this.pickups.reopen(effect.opening);
        return { type: 'reopening', door: opening && this.door(opening) };
      }
      case 'ask-help':
        this.pickups.askHelp(effect.opening);
        return null;
      case 'done':
        this.pickups.done(effect.opening);
        return null;
      case 'not-done':
        this.pickups.notDone(effect.opening);
        return null;
      case 'report':
        this.pickups.report(effect.opening, effect.what);
        return null;
      case 'find-label': {
        // A customer's, typed at a session that was left: as a label it would be read by others.
        const secret = effect.pin !== undefined && this.access.endsWithPin(effect.pin);
        return { type: 'label', label: secret ? null : effect.label, finding: this.deposits.find(effect.label) };
      }
      case 'begin-deposit': {
        const { person, grant } = effect.staff;
        return {
          type: 'depositing',
          wish: effect.wish,
          ...this.started(this.deposits.begin(effect.wish, { person, grant })),
        };
      }
      case 'does-not-fit':
        this.deposits.doesNotFit(effect.opening);
        return null;
      case 'deposit-larger':
        return {
          type: 'depositing',
          wish: effect.deposit.wish,
          ...this.started(this.deposits.larger(effect.deposit.door.opening)),
        };
      case 'deposit-answer':
        this.depositAnswer(effect.opening, effect.answer);
        return null;
      case 'list-expired':
        return { type: 'waiting', waiting: this.collections.waiting() };
      case 'begin-collect': {
        const { person, grant } = effect.staff;
        const opening = this.collections.begin(effect.compartment, { person, grant });
        const take = this.collections.toTake(effect.compartment);
        return {
          type: 'collecting',
          door: opening && this.door(opening),
          rest: effect.rest,
          ...(take && { take }),
        };
      }
      case 'collect-answer':
        this.collectAnswer(effect.opening, effect.answer);
        return null;
      case 'find-handover':
        return { type: 'handover', finding: this.handovers.find(effect.label) };
      case 'redeem-handover':
        return {
          type: 'one-time-code',
          answer: this.handovers.redeem(effect.parcel, effect.digits, effect.staff),
        };
      case 'redeem-second': {
        const answer = this.handovers.redeemPickup(effect.second, effect.digits);
        return typeof answer === 'string' ? { type: 'one-time-code', answer } : this.redeemed(answer);
      }
      case 'find-attempt':
        return { type: 'attempt', closed: this.handovers.isClosed(parcelOf(effect.wish)) ?? false };
      case 'refuse-handover':
        return { type: 'one-time-code', answer: this.handovers.refuseShape(effect.wish) };
      case 'service-open':
        return this.serviceOpen(effect.number, effect.staff);
      case 'find-state': {
        const found = this.numbered(effect.number);
        return { type: 'compartment-state', number: effect.number, out: found ? this.isOut(found.id) : null };
      }
      case 'set-service': {
        const found = this.numbered(effect.number);
        const by = atTheTerminal(effect.staff);
        if (found && effect.out) this.operations.outOfService(found.id, by);
        else if (found) this.operations.inService(found.id, by);
        return null;
      }
      case 'check-badge':
        return null;
      case 'end-session':
        this.access.endSession(effect.by, effect.cause);
        return null;
      case 'record-selftest':
        this.recordSelftest(effect.reports, effect.by);
        return null;
      default:
        return never(effect);
    }
  }

  private redeemed(redemption: Redemption | 'foreign'): Reply {
    if (redemption === 'foreign') return { type: 'code-refused', notice: 'foreign-scan' };
    switch (redemption.kind) {
      case 'pickup':
        this.doors.run(redemption.opening);
        return { type: 'pickup', door: this.door(redemption.opening) };
      case 'second-code': {
        const closed = this.handovers.isClosed(redemption.second.parcel);
        return closed === null
          ? { type: 'code-refused', notice: 'handover-no-code' }
          : { type: 'second-code', second: redemption.second, closed };
      }
      case 'staff':
        return { type: 'staff', staff: redemption.staff };
      case 'busy':
        return { type: 'code-refused', notice: 'busy' };
      case 'refused':
        return { type: 'code-refused', notice: redemption.because ? `scan-${redemption.because}` : 'code' };
      case 'locked-out':
        return { type: 'code-locked-out' };
      case 'number-first':
        return { type: 'number-first' };
      default:
        return never(redemption);
    }
  }

  /** A QR code that is none of ours is refused like a code, so that the operator sees it. */
  private foreign(): 'foreign' {
    this.access.refuseShape('qr');
    return 'foreign';
  }

  private started(start: DepositStart): { readonly door: DoorRef | null; readonly noneReachable?: boolean } {
    if (start.kind === 'opening') return { door: this.door(start.opening) };
    return { door: null, ...(start.reachable && { noneReachable: true }) };
  }

  private depositAnswer(opening: number, answer: 'deposited' | 'not-deposited' | 'none'): void {
    switch (answer) {
      case 'deposited':
        return this.deposits.confirm(opening);
      case 'not-deposited':
        return this.deposits.notDeposited(opening);
      case 'none':
        return this.deposits.inDoubt(opening);
      default:
        return never(answer);
    }
  }

  private collectAnswer(opening: number, answer: 'taken-out' | 'not-there' | 'none'): void {
    switch (answer) {
      case 'taken-out':
        return this.collections.takenOut(opening);
      case 'not-there':
        return this.collections.notThere(opening);
      case 'none':
        return this.collections.unanswered(opening);
      default:
        return never(answer);
    }
  }

  private numbered(number: number | undefined): CompartmentConfig | undefined {
    return this.layout.find((one) => one.number === number);
  }

  private serviceOpen(number: number, staff: Staff): Reply {
    const compartment = this.numbered(number);
    if (!compartment) return { type: 'service-opening', result: 'no-such-compartment' };
    const { ok } = this.operations.open(compartment.id, atTheTerminal(staff));
    const opening = ok ? this.underWay(compartment.id) : undefined;
    return { type: 'service-opening', result: opening ? this.door(opening) : 'compartment-busy' };
  }
}
