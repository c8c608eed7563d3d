import { dateIn } from '../../firmware/core/zone';
import { COURIER_QR, type Rig } from './rig';
import type { Box, Street } from './street';

export interface OneTimeCode {
  readonly grant: string;
  readonly parcel: string;
  readonly pin: string;
  /** YYYY-MM-DD */
  readonly day: string;
}

type Announced = Box & { readonly id: string };
const DAY_MS = 86_400_000;
const MOST_WRONG = 3;

/** What somebody types where a one-time code is asked for. */
export type Typed = 'right' | 'wrong' | 'older' | 'short';

export interface Attempt {
  readonly days: number;
  /** The attempt before is not in the document any more. */
  readonly dropsOld: boolean;
}

/** What the people at the terminal do for this. */
interface Visit {
  keys(text: string): Promise<void>;
  scan(text: string): Promise<void>;
  publish(): Promise<void>;
}

/**
 * Parcels that go from hand to hand, and those that need a second code at the locker. Knows every one-time code, what
 * was typed last and how often it was wrong, and judges each acceptance.
 */
export class HandToHand {
  /** Parcels that need one. */
  readonly boxes: Announced[] = [];
  private readonly codes: OneTimeCode[] = [];
  private readonly wrong = new Map<string, number>();
  private count = 0;

  constructor(
    private readonly street: Street,
    private readonly rig: Rig,
    private readonly visit: Visit,
  ) {
    street.mayOpen = (parcel) => this.objection(parcel);
  }

  /** How the operator announces a parcel. */
  wants(box: Announced, how: 'no' | 'yes' | 'allowed' = 'no'): { handover: boolean; depositAllowed: boolean } {
    if (how !== 'no') this.boxes.push(box);
    return { handover: how !== 'no', depositAllowed: how === 'allowed' };
  }

  async anyAttempt(pick: number, attempt: Attempt): Promise<void> {
    const box = this.boxes[pick % Math.max(1, this.boxes.length)];
    if (box) await this.attempt(box.id, attempt);
  }

  /** The operator announces a delivery attempt for today, or another day. */
  async attempt(parcel: string, { days, dropsOld }: Attempt): Promise<void> {
    if (!this.rig.alive()) return;
    this.count += 1;
    const day = dateIn(this.rig.time.wall() + days * DAY_MS, this.rig.site.locker.zone);
    const code = { grant: `h-${this.count}`, parcel, pin: String(730_000 + this.count), day };
    if (dropsOld) for (const old of this.codes) if (old.parcel === parcel) this.rig.revoke(old.grant);
    this.codes.push(code);
    this.street.secrets.push(code.pin);
    this.rig.grant(code.grant, { kind: 'handover', parcel, pin: code.pin, deliveryDate: day });
    await this.visit.publish();
  }

  /** Whoever comes for a parcel that needs a second code has been sent one. */
  async prepare(parcel: string): Promise<void> {
    const needs = this.boxes.some((box) => box.id === parcel) && !this.codes.some((code) => code.parcel === parcel);
    if (needs) await this.attempt(parcel, { days: 0, dropsOld: false });
  }

  /** A courier at the terminal with this parcel in hand. True when its recipient has it now. */
  async handOver(box: Announced, attempt: Attempt | null, tries: readonly Typed[]): Promise<boolean> {
    if (attempt) await this.attempt(box.id, attempt);
    await this.visit.scan(`LK1-${COURIER_QR}`);
    if (this.rig.screen() !== 'courier-menu') return false;
    await this.visit.keys('3');
    await this.visit.scan(box.label ?? '');
    let given = false;
    if (this.rig.screen() === 'refused') return false;
    for (const typed of tries) {
      // A message that it was wrong ends with the next key, which counts.
      if (given || !['handover-code', 'refused'].includes(this.rig.screen())) break;
      given = await this.oneTry(box.id, typed);
    }
    if (this.rig.alive()) await this.visit.keys('#***');
    return given;
  }

  private async oneTry(parcel: string, typed: Typed): Promise<boolean> {
    const before = this.handedOver();
    await this.type(parcel, typed);
    // Where the power went nobody was told.
    if (!this.rig.alive() || this.handedOver() === before) return false;
    const why = this.objection(parcel);
    if (why !== null) this.street.blame(`${parcel} was handed over ${why}`);
    return true;
  }

  /** Types a code where one is asked for, and keeps count. */
  async type(parcel: string, typed: Typed): Promise<void> {
    const current = this.current(parcel);
    const older = this.codes.find((code) => code.parcel === parcel && code.grant !== current?.grant);
    const digits =
      typed === 'right'
        ? (current?.pin ?? '000000')
        : typed === 'older'
          ? (older?.pin ?? '000000')
          : typed === 'short'
            ? '12#'
            : '000000';
    this.street.typed = digits;
    const refusals = this.refusals();
    await this.visit.keys(digits);
    const compared = this.rig.alive() && this.refusals() > refusals && digits.length === 6;
    if (current && compared && digits !== current.pin) {
      this.wrong.set(current.grant, (this.wrong.get(current.grant) ?? 0) + 1);
    }
  }

  /** Why what was typed last may not lead to this parcel, or null. */
  private objection(parcel: string): string | null {
    const { clock, store } = this.rig.locker;
    const current = this.current(parcel);
    if (!current) return 'without a delivery attempt';
    if (this.street.typed !== current.pin) return 'with a code that is not its last attempt’s';
    if ((this.wrong.get(current.grant) ?? 0) >= MOST_WRONG) return 'after three wrong ones';
    if (clock.trusted() && dateIn(clock.now(), this.rig.site.locker.zone) !== current.day) return 'on another day';
    return store.parcels.get(parcel) ? null : 'though nobody knows it';
  }

  /** The attempt that counts: of those that the locker has been told of the newest day, and of one day the last. */
  private current(parcel: string): OneTimeCode | undefined {
    const told = this.codes.filter((code) => code.parcel === parcel && this.street.published.has(code.grant));
    return told.reduce<OneTimeCode | undefined>((best, code) => (best && best.day > code.day ? best : code), undefined);
  }

  private handedOver(): number {
    return this.rig.alive() ? this.rig.types().filter((type) => type === 'parcel.handed-over').length : 0;
  }

  private refusals(): number {
    return this.rig.alive() ? this.rig.types().filter((type) => type === 'access.refused').length : 0;
  }
}
