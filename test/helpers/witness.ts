import type { StoredEvent } from '../../firmware/core/events';
import type { Occupancy } from '../../firmware/store/compartments';
import type { OpeningRow } from '../../firmware/store/openings';
import type { Rig } from './rig';

/** The only door of the locker. */
export const DOOR = 'A1';

export type Act =
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'hand'; readonly action: 'open' | 'close' }
  | { readonly do: 'contact'; readonly fault: 'lost' | 'slow' | 'none' }
  | { readonly do: 'lock'; readonly fault: 'jam' | 'slow' | 'lost' | 'none' }
  | { readonly do: 'keys'; readonly keys: string }
  | { readonly do: 'power'; readonly on: boolean };

const SLICE_MS = 100;
/** A door that was asked for moves within that time, if it does: it is looked at closely. */
const BUSY_MS = 12_000;
/** So long a door may surely still come after the last that was done for it; and after that surely not any more. */
const HOPE_MS = 55_000;
const HOPELESS_MS = 70_000;
/** A contact is believed when it has held; edges sooner than that after it is back are seen by nobody or by chance. */
const STEADY_MS = 150;

/** The door is open, and was closed before. */
interface Episode {
  readonly since: number;
  /** For which opening it was seen to open; null: nobody saw it, or it was forced. */
  readonly opening: OpeningRow | null;
  /** Given up before, or cut short by the power: whoever was there may have gone. */
  late: boolean;
  found: boolean;
  /** The contact was back when it had opened already. */
  unseen: boolean;
}

/**
 * Stands in front of one door, knows what the locker could see of it and what people told it, and from that alone what
 * it may believe of compartment and code: opened and closed before its eyes, in time, by whom it was for. All else is
 * in doubt.
 */
export class Witness {
  /** More than one where a limit of time is near. */
  sure: ReadonlySet<Occupancy> = new Set();
  /** Is the pickup code used up? Null: either, for the same reason. */
  used: boolean | null;
  /** Something happened so near a limit that nothing is asked. */
  vague = false;
  private lost = false;
  private seesSince = 0;
  private open = false;
  private releases = 0;
  private heard: number;
  private episode: Episode | null = null;
  /** Closed while nobody could see it, and nobody has seen it since. */
  private closing: Episode | null = null;
  /** Since when a door that was asked for may come. */
  private hope = -Infinity;
  /** Meanwhile it could not be seen for a while. */
  private dark = false;
  /** What the power cut short, until the door is seen again. */
  private cutShort: OpeningRow | null = null;
  /** Was at work, or could still come, when the power went. */
  private lateId = 0;
  /** It is awaited that somebody says what is behind the door. */
  private asked = false;
  private early: boolean | null = false;

  constructor(private readonly rig: Rig) {
    this.believe(this.occupancy());
    this.used = this.code() === 'used';
    this.heard = rig.events().length;
  }

  async begin(): Promise<void> {
    this.releases = await this.rig.pulses(DOOR);
  }

  occupancy(): Occupancy {
    return this.rig.locker.store.compartments.get(DOOR)?.occupancy ?? 'unverified';
  }

  code(): string | undefined {
    return this.rig.locker.store.grants.get('g-p1')?.state;
  }

  async happen(act: Act): Promise<void> {
    const { rig } = this;
    while (await this.slice()) await Promise.resolve();
    switch (act.do) {
      case 'pass':
        return this.pass(act.ms);
      case 'hand': {
        // A door that is forced while nobody can see that it was shut looks as if it had stood open all the time.
        const state = await this.door();
        if (act.action === 'open' ? state === 'closed' && !this.closing : state !== 'closed')
          void rig.world.hand(DOOR, act.action);
        break;
      }
      case 'contact':
        await rig.fault(`door:${DOOR}`, act.fault);
        if (this.lost && act.fault !== 'lost') this.seesSince = rig.time.monotonic();
        this.lost = act.fault === 'lost';
        break;
      case 'lock':
        await rig.fault(`lock:${DOOR}`, act.fault);
        break;
      case 'keys':
        for (const key of rig.alive() ? act.keys : '') {
          await rig.keys(key);
          await this.observe();
        }
        break;
      case 'power':
        await (act.on ? this.powerBack() : this.cut());
        break;
    }
    await this.observe();
  }

  private believe(...occupancy: Occupancy[]): void {
    this.sure = new Set(occupancy);
  }

  private also(occupancy: Occupancy): void {
    this.sure = new Set([...this.sure, occupancy]);
  }

  private get now(): number {
    return this.rig.time.monotonic();
  }

  private sees(): boolean {
    return this.rig.alive() && !this.lost;
  }

  private steady(): boolean {
    const steady = this.now - this.seesSince >= STEADY_MS;
    this.vague ||= !steady;
    return steady;
  }

  private mayCome(): boolean {
    return this.now - this.hope < HOPELESS_MS;
  }

  private async pass(ms: number): Promise<void> {
    const close = Math.min(ms, BUSY_MS);
    for (let past = 0; past < close; past += SLICE_MS) await this.slice();
    if (ms > close) await this.rig.advance(ms - close);
    await this.observe();
  }

  private async slice(): Promise<boolean> {
    await this.rig.advance(SLICE_MS);
    return this.observe();
  }

  private async cut(): Promise<void> {
    const { rig } = this;
    if (!rig.alive()) return;
    const screen = rig.screen();
    const underWay = rig.locker.store.openings.underWay(DOOR) ?? null;
    if (underWay !== null || screen === 'help' || (screen === 'closed' && this.early === true)) this.doubt();
    if (screen === 'closed' && this.early === null) this.also('unverified');
    if (underWay?.stage === 'intent' || (underWay === null && this.mayCome())) this.cutShort = underWay ?? this.last();
    if (underWay === null && this.mayCome() && this.now - this.hope >= HOPE_MS) this.vague = true;
    this.lateId = underWay !== null || this.mayCome() ? (this.last()?.id ?? 0) : 0;
    this.asked = false;
    this.closing = null;
    // What stands open at a start is judged anew.
    if (this.episode) Object.assign(this.episode, { late: true, found: false });
    rig.die();
  }

  private async powerBack(): Promise<void> {
    const { rig } = this;
    if (rig.alive()) return;
    rig.bury();
    // Hands that wait for an open door are done; those that wait for a door on its way see it while the locker starts.
    if ((await this.door()) !== 'travelling') await this.pass(500);
    const swinging = (await this.door()) === 'travelling';
    await rig.boot();
    if (this.cutShort) this.hope = this.now;
    this.seesSince = this.now - STEADY_MS;
    if (swinging && this.sees() && (await this.door()) === 'closed') this.foundOpen();
    await this.observe();
  }

  /** Compares with a moment ago. Answers whether something moved. */
  private async observe(): Promise<boolean> {
    const { doors } = await this.rig.world.inspect();
    const { state, releases = 0 } = doors[DOOR] ?? {};
    const open = state === 'open';
    const moved = open !== this.open || releases !== this.releases;
    if (releases !== this.releases) {
      if (!this.mayCome()) this.dark = false;
      this.hope = this.now;
    }
    this.releases = releases;
    if (!this.sees() && this.mayCome()) this.dark = true;
    if (this.rig.alive()) this.hear();
    if (open && !this.open) this.opens();
    if (!open && this.open) this.closes();
    this.open = open;
    if (this.sees()) this.sight();
    return moved;
  }

  private hear(): void {
    const fresh = this.rig.events().slice(this.heard);
    this.heard += fresh.length;
    for (const event of fresh) this.learn(event);
    const row = this.last();
    if (this.dark && this.mayCome() && row?.stage === 'done' && row.outcome !== 'opened') {
      if (this.now - this.hope < HOPE_MS) this.doubt();
      else this.also('unverified');
    }
  }

  private learn(event: StoredEvent): void {
    switch (event.type) {
      case 'parcel.deposited':
        return event.inDoubt ? undefined : this.answer('occupied');
      case 'parcel.retrieved':
        return this.answer('empty');
      case 'audit.finding':
        if (event.result === 'missing') return this.answer('empty');
        if (event.result !== 'as-expected') return this.answer('unverified');
        return this.answer(event.expected.length > 0 ? 'occupied' : 'empty');
      case 'parcel.reported-empty':
      case 'door.contact-fault':
        return this.doubt();
      case 'door.jammed':
        // Whoever tries again has the door to themselves, and it may come for them.
        if (this.mayCome()) this.hope = this.now;
        if (this.last()?.purpose === 'reopen') this.doubt();
        return;
      default:
        return;
    }
  }

  private answer(occupancy: Occupancy): void {
    if (!this.asked && !this.vague) throw new Error('an answer counts although nobody could know');
    this.asked = false;
    this.believe(occupancy);
  }

  private doubt(): void {
    this.asked = false;
    this.believe('unverified');
  }

  private opens(): void {
    const row = this.last();
    const seen = this.sees() && this.steady();
    if (!seen || row === null || !this.mayCome()) {
      this.episode = { since: this.now, opening: null, late: !this.rig.alive(), found: false, unseen: true };
      return;
    }
    this.episode = { since: this.now, opening: null, late: false, found: true, unseen: false };
    this.belongs(this.episode, row);
  }

  private belongs(episode: Episode, row: OpeningRow): void {
    const late = row.id === this.lateId || this.given(row);
    Object.assign(episode, { opening: row, late });
    if (this.now - this.hope < HOPE_MS) this.uses(row);
    else if (row.purpose === 'pickup') this.used = null;
    const looks = row.purpose === 'service' && this.sure.size === 1 && this.sure.has('empty');
    if (!looks) this.doubt();
    this.hope = -Infinity;
    this.dark = false;
  }

  private given({ id }: OpeningRow): boolean {
    const reference = String(id).padStart(4, '0');
    return this.rig.events().some((event) => event.type === 'door.jammed' && event.reference === reference);
  }

  private uses({ purpose }: OpeningRow): void {
    if (purpose === 'pickup') this.used = true;
  }

  private closes(): void {
    const { episode } = this;
    this.episode = null;
    const seen = this.sees() && this.steady();
    if (!episode?.opening) return;
    if (this.sees()) this.ends(episode, seen);
    else if (this.rig.alive()) this.closing = episode;
    else this.doubt();
  }

  /** It is known to be closed. */
  private ends({ opening, since, late, unseen }: Episode, closing: boolean): void {
    const stood = this.now - since;
    const seen = closing && !unseen;
    switch (opening?.purpose) {
      case 'pickup':
      case 'reopen':
        if (late || !seen || stood > 60_500) return this.doubt();
        this.believe('empty');
        this.early = stood < 1_800 ? true : stood < 2_200 ? null : false;
        break;
      case 'service':
        if (late || !seen || stood > 60_500) return this.doubt();
        break;
      default:
        this.asked = !late;
        return;
    }
    if (stood > 59_500) this.also('unverified');
  }

  /** What the locker sees, and did not see happen. */
  private sight(): void {
    const { closing, episode } = this;
    this.closing = null;
    if (closing) this.ends(closing, false);
    if (episode && !episode.found) {
      episode.found = true;
      const row = this.last();
      if (row !== null && !this.cutShort && this.mayCome()) this.belongs(episode, row);
      else this.foundOpen();
    }
    this.cutShort = null;
  }

  private foundOpen(): void {
    if (this.cutShort) this.uses(this.cutShort);
    this.doubt();
  }

  private last(): OpeningRow | null {
    const { db } = this.rig.locker.store;
    if (!db.open) return null;
    return db.prepare<[], OpeningRow>('SELECT * FROM opening ORDER BY id DESC LIMIT 1').get() ?? null;
  }

  private async door(): Promise<string> {
    return (await this.rig.world.inspect()).doors[DOOR]?.state ?? 'closed';
  }
}
