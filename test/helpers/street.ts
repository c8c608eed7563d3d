import type { OpeningRow } from '../../firmware/store/openings';
import type { StoredEvent } from '../../firmware/core/events';
import type { SimFault } from '../../hal/ports';
import { COURIER_PIN, COURIER_QR, SERVICE_PIN, type Rig } from './rig';
import { allGrants } from './store';

/** A parcel of cardboard: where it is is what the locker can't see. */
export interface Box {
  readonly label: string | null;
  readonly size: string;
  readonly recipient: string | null;
}

export interface Code {
  readonly grant: string;
  readonly parcel: string;
  readonly pin: string;
  readonly qr: string;
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const PULSES = 2;
/** The contact says what is not so. */
const tellsLies = (fault: SimFault): boolean => fault.startsWith('stuck') || fault === 'flicker';

/**
 * The street in front of a locker, all-knowing: which box is really behind which door, what contacts lied
 * about, who asked for which opening. After everything that happens {@link Street.act} compares it with what
 * the locker did.
 */
export class Street {
  readonly inside = new Map<string, Set<Box>>();
  readonly codes: Code[] = [];
  /** Codes of all kinds beside those. */
  readonly secrets: string[] = [];
  /** What was typed last where a one-time code is asked for. */
  typed = '';
  /** Why a parcel that needs a one-time code may not be given out just now, or null. */
  mayOpen: (parcel: string) => string | null = () => null;
  /** Grants of the last document that the locker has got. */
  readonly published = new Set<string>();
  /** Compartments whose contact told (or may have told) what is not so: what the locker believes of them is worth nothing. */
  readonly lied = new Set<string>();
  private readonly stuck = new Set<string>();
  /** Power cuts and dead contacts: openings during which the locker could not see. */
  private readonly blind = new Set<number>();
  private readonly openedForReal = new Set<number>();
  private readonly pulsesOf = new Map<number, number>();
  private readonly forcedOpen = new Set<string>();
  private readonly violations: string[] = [];
  private lastOpening = 0;
  private lastOfEarlierLives = 0;
  private cutIn = 0;

  constructor(readonly rig: Rig) {
    for (const { id } of rig.site.compartments) this.inside.set(id, new Set());
    for (const staff of ['courier', 'service']) this.published.add(staff);
    rig.atPoint = (point, compartment) => {
      if (point === 'before-pulse' && compartment !== undefined) this.judgePulse(compartment);
      if (this.cutIn > 0 && --this.cutIn === 0) rig.die();
    };
  }

  /** Somebody has seen what must not be. */
  blame(what: string): void {
    this.violations.push(what);
  }

  /** The power goes at the n-th commit or pulse from now. */
  cutAfter(points: number): void {
    this.cutIn = points;
  }

  /** Something happens at the locker; nothing does while it is dark. Then everything is compared. */
  async act(what: () => unknown): Promise<void> {
    if (this.rig.alive()) await this.rig.inTheDark(what);
    await this.compare();
  }

  /** Hands and time do not need power. */
  async move(what: () => Promise<unknown>): Promise<void> {
    await this.rig.inTheDark(what);
    await this.compare();
  }

  async hand(compartment: string, action: 'open' | 'close'): Promise<void> {
    if (action === 'open' && !(await this.openDoors()).has(compartment)) this.forcedOpen.add(compartment);
    await this.move(() => this.rig.hand(compartment, action));
  }

  async fault(target: string, fault: SimFault): Promise<void> {
    const [kind, compartment] = target.split(':');
    if (kind === 'door' && compartment !== undefined && (tellsLies(fault) || fault === 'lost')) {
      if (tellsLies(fault)) this.lied.add(compartment);
      if (tellsLies(fault)) this.stuck.add(compartment);
      const opening = this.opening(compartment);
      if (opening) this.blind.add(opening.id);
    }
    if (kind === 'door' && compartment !== undefined && !tellsLies(fault)) this.stuck.delete(compartment);
    await this.move(() => this.rig.fault(target, fault));
  }

  /** For a while the locker can't see that door. */
  unseen(compartment: string): void {
    if (!this.rig.alive()) return;
    const opening = this.opening(compartment);
    if (opening) this.blind.add(opening.id);
  }

  /** Somebody has looked, and the contact is sound: what the locker believes counts again. */
  believe(compartment: string): void {
    if (!this.stuck.has(compartment)) this.lied.delete(compartment);
  }

  /** If the power went: so long it is dark. Afterwards the locker runs, however often it takes. */
  async powerBack(darkMs: number): Promise<void> {
    if (this.rig.alive()) return;
    this.rig.bury();
    await this.rig.advance(darkMs);
    do {
      this.rig.bury();
      await this.rig.inTheDark(() => this.rig.boot());
      const { store } = this.rig.locker;
      if (!this.rig.alive() || !store.db.open) continue;
      this.lastOfEarlierLives = this.newestOpening();
      for (const { id } of this.rig.site.compartments) {
        const opening = this.opening(id);
        if (opening) this.blind.add(opening.id);
      }
    } while (!this.rig.alive());
    await this.compare();
  }

  async openDoors(): Promise<Set<string>> {
    const { doors } = await this.rig.world.inspect();
    return new Set(Object.keys(doors).filter((id) => doors[id]?.state === 'open'));
  }

  boxesIn(compartment: string): Set<Box> {
    const boxes = this.inside.get(compartment);
    if (!boxes) throw new Error(`no compartment ${compartment}`);
    return boxes;
  }

  /** A courier takes out what has expired, and has the list of it at hand. */
  takeExpired(place: string): Box[] {
    const boxes = this.boxesIn(place);
    const known = this.rig.alive() ? this.rig.locker.store.parcels.inside(place) : [];
    const shared = known.some((one) => one.expired === null);
    const isExpired = (box: Box) => known.some((one) => one.label === box.label && one.expired !== null);
    // Without another's parcel inside, all.
    const taken = [...boxes].filter((box) => !shared || isExpired(box));
    for (const box of taken) boxes.delete(box);
    return taken;
  }

  isInside(box: Box): boolean {
    return [...this.inside.values()].some((boxes) => boxes.has(box));
  }

  /** The opening that moved this door last. */
  opening(compartment: string): OpeningRow | undefined {
    return this.rig.locker.store.db
      .prepare<[string], OpeningRow>('SELECT * FROM opening WHERE compartment = ? ORDER BY id DESC LIMIT 1')
      .get(compartment);
  }

  /** What must hold when nothing is going on any more. */
  async last(): Promise<void> {
    const { store } = this.rig.locker;
    if (this.rig.screen() !== 'idle') this.violations.push(`the terminal shows ${this.rig.screen()}`);
    for (const row of store.openings.unsettled()) this.violations.push(`opening ${row.id} (${row.purpose}) never ends`);
    for (const grant of allGrants(store))
      if (grant.state === 'claimed') this.violations.push(`grant ${grant.id} is claimed for ever`);
    for (const [compartment, boxes] of this.inside) {
      const { occupancy } = store.compartments.get(compartment) ?? {};
      if (boxes.size > 0 && occupancy === 'empty' && !this.lied.has(compartment)) {
        this.violations.push(`${compartment} counts as empty with a parcel inside`);
      }
    }
    this.judgeBooks(this.rig.events());
    await this.compare();
  }

  /**
   * Was each pickup code used exactly if its door opened for it? Asked of openings that the locker could see.
   * @returns how many there were of each
   */
  judgeCodes(): { readonly used: number; readonly kept: number } {
    const { store } = this.rig.locker;
    const count = { used: 0, kept: 0 };
    for (const { id: grant, state } of allGrants(store)) {
      const openings = this.openingsOf(grant, 'pickup', Infinity);
      if (
        openings.length === 0 ||
        openings.some(({ id, compartment }) => this.blind.has(id) || this.lied.has(compartment))
      )
        continue;
      const opened = openings.some(({ id }) => this.openedForReal.has(id));
      if (opened !== (state === 'used'))
        this.violations.push(`${grant} is ${state}, its door ${opened ? 'opened' : 'stayed shut'}`);
      count[opened ? 'used' : 'kept'] += 1;
    }
    if (this.violations.length > 0) throw new Error(this.violations.join('\n'));
    return count;
  }

  private newestOpening(): number {
    const sql = 'SELECT max(id) AS id FROM opening';
    return this.rig.locker.store.db.prepare<[], { id: number | null }>(sql).get()?.id ?? 0;
  }

  private async compare(): Promise<void> {
    const { db } = this.rig.locker.store;
    if (db.open) {
      const fresh = db
        .prepare<[number], OpeningRow>('SELECT * FROM opening WHERE id > ? ORDER BY id')
        .all(this.lastOpening);
      for (const opening of fresh) {
        this.lastOpening = opening.id;
        if (opening.purpose === 'deposit') this.judgeOffer(opening);
      }
      const open = await this.openDoors();
      for (const id of this.forcedOpen) if (!open.has(id)) this.forcedOpen.delete(id);
      for (const id of open) {
        const opening = this.opening(id);
        if (opening && !this.forcedOpen.has(id)) this.openedForReal.add(opening.id);
      }
    }
    if (this.violations.length > 0) throw new Error(this.violations.join('\n'));
  }

  /** A compartment is offered only while nothing is inside, except what is the same recipient's. */
  private judgeOffer({ compartment, parcel }: OpeningRow): void {
    if (this.lied.has(compartment)) return;
    const wanted = parcel === null ? undefined : this.rig.locker.store.parcels.get(parcel);
    for (const box of this.boxesIn(compartment)) {
      if (box.recipient !== null && box.recipient === wanted?.recipient) continue;
      this.violations.push(`${compartment} is offered with ${box.label ?? 'a parcel'} inside`);
    }
  }

  /** Every pulse has an intent, and that a right. */
  private judgePulse(compartment: string): void {
    const wrong = (why: string) => void this.violations.push(`pulse at ${compartment}: ${why}`);
    const { store, clock } = this.rig.locker;
    const opening = store.openings.underWay(compartment);
    if (opening?.stage !== 'intent') return wrong('without an intent');
    if (opening.id <= this.lastOfEarlierLives) wrong('by a restart');
    const pulses = (this.pulsesOf.get(opening.id) ?? 0) + 1;
    this.pulsesOf.set(opening.id, pulses);
    if (pulses > PULSES) wrong(`number ${pulses} for one intent`);
    // Who had the right when the door was asked to open keeps it for the second pulse.
    if (pulses > 1) return;
    const { grant_id, person, purpose } = opening;
    switch (purpose) {
      case 'pickup': {
        const code = this.codes.find((one) => one.grant === grant_id);
        if (!code || !this.published.has(code.grant)) return wrong('without a live grant');
        const parcel = store.parcels.get(code.parcel);
        if (parcel?.compartment !== compartment) wrong('for a parcel that is not there');
        if (parcel?.expired != null) wrong('for an expired parcel');
        const second = parcel?.handover === 1 ? this.mayOpen(code.parcel) : null;
        if (second !== null) wrong(second);
        if (clock.trusted() && clock.now() >= (parcel?.expires_at ?? Infinity)) wrong('after the end of the window');
        for (const before of this.openingsOf(code.grant, 'pickup', opening.id)) {
          if (before.outcome === 'opened') wrong('by a code that had its access');
          const seen = !this.blind.has(before.id) && !this.lied.has(before.compartment);
          if (seen && this.openedForReal.has(before.id)) wrong('by a code whose door had opened');
        }
        return;
      }
      case 'reopen':
        if (this.openingsOf(grant_id, 'pickup', opening.id).every((one) => one.outcome !== 'opened')) {
          wrong('once more without a first time');
        }
        if (this.openingsOf(grant_id, 'reopen', opening.id).length > 0) wrong('once more for the second time');
        return;
      case 'deposit':
      case 'collect':
        if (grant_id !== 'courier' || !this.published.has(grant_id)) wrong('without a courier');
        return;
      case 'audit':
        if ((grant_id !== 'courier' && grant_id !== 'service') || !this.published.has(grant_id))
          wrong('without somebody who may look');
        return;
      case 'service':
        if (person === null) wrong('without a person');
        return;
    }
  }

  private openingsOf(grant: string | null, purpose: string, before: number): OpeningRow[] {
    return this.rig.locker.store.db
      .prepare<[string | null, string, number], OpeningRow>(
        'SELECT * FROM opening WHERE grant_id = ? AND purpose = ? AND id < ?',
      )
      .all(grant, purpose, before);
  }

  private judgeBooks(events: readonly StoredEvent[]): void {
    const { store } = this.rig.locker;
    const wrong = (why: string) => void this.violations.push(`events: ${why}`);
    events.forEach(({ seq }, index) => seq === index + 1 || wrong(`seq ${seq} at place ${index + 1}`));
    const report = store.events.verify();
    if (!report.ok) wrong(report.problem);
    const collected = new Set<string>();
    for (const event of events) {
      if (event.type === 'parcel.collected') {
        if (collected.has(event.parcel)) wrong(`${event.parcel} collected twice`);
        collected.add(event.parcel);
      }
      if (event.type === 'parcel.handed-over') {
        if (collected.has(event.parcel)) wrong(`${event.parcel} handed over after it was gone`);
        collected.add(event.parcel);
      }
      if (event.type === 'parcel.deposited') {
        const state = store.parcels.get(event.parcel)?.state;
        if (state === undefined || state === 'announced')
          wrong(`${event.parcel} was deposited and is ${state ?? 'forgotten'}`);
      }
    }
    // Random ids and differences of clocks may hold any digits.
    const text = JSON.stringify(events)
      .replace(UUID, '')
      .replace(/"byMs":-?\d+/g, '');
    const secrets = [
      COURIER_PIN,
      COURIER_QR,
      SERVICE_PIN,
      ...this.secrets,
      ...this.codes.flatMap(({ pin, qr }) => [pin, qr]),
    ];
    for (const secret of secrets) if (text.includes(secret)) wrong(`the code ${secret} is in them`);
  }
}
