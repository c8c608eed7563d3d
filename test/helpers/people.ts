import type { SimFault } from '../../hal/ports';
import { guessedForAYear, pinKeys } from './guessers';
import { COURIER_PIN, COURIER_QR, HOUR, SERVICE_PIN, type Rig } from './rig';
import { check, look } from './checks';
import { HandToHand } from './hand-to-hand';
import type { Box, Street } from './street';
import { DOORS, type Thing } from './things';

const SIZE_KEY: Record<string, string> = { S: '1', M: '2', L: '3', XL: '4' };

type Of<Name extends Thing['do']> = Extract<Thing, { do: Name }>;

/** Does what the day brings: each thing is a person's whole visit, or a stroke of fate. */
export class People {
  private readonly announced: (Box & { readonly id: string })[] = [];
  private readonly withdrawn = new Set<string>();
  private readonly issuedFor = new Set<string>();
  private readonly gone = new Set<Box>();
  private readonly hands: HandToHand;
  private readonly visit = {
    keys: (text: string) => this.keys(text),
    scan: (text: string) => this.scan(text),
    pass: (ms: number) => this.pass(ms),
    opens: (start: () => Promise<void>) => this.opens(start),
    publish: () => this.publish(),
  };
  private darkMs = 0;
  private count = 0;

  /** @param insideMs how long a person has a hand in an open compartment before the door is closed */
  constructor(
    private readonly street: Street,
    private readonly rig: Rig,
    private readonly insideMs = 0,
  ) {
    this.hands = new HandToHand(street, rig, this.visit);
  }

  async happen(thing: Thing): Promise<void> {
    switch (thing.do) {
      case 'announce':
        await this.announce(thing);
        break;
      case 'deposit':
        await this.deposit(thing);
        break;
      case 'issue':
        await this.issue();
        break;
      case 'pickup':
        await this.pickup(thing);
        break;
      case 'attempt':
        await this.hands.anyAttempt(thing.pick, thing.attempt);
        break;
      case 'hand-over':
        await this.handOver(thing);
        break;
      case 'wrong-pins':
        await this.arrive();
        for (let n = 0; n < thing.count; n += 1) await this.keys(`00010${n}`);
        break;
      case 'guessed-for-a-year':
        await this.street.act(() => guessedForAYear(this.rig));
        break;
      case 'half-pin':
        await this.arrive();
        await this.keys('123');
        break;
      case 'fidget':
        // Whoever says there that a parcel was taken out is a liar, and no locker can know.
        for (const key of thing.keys) if (this.rig.screen() !== 'collect-confirm') await this.keys(key);
        break;
      case 'collect':
        await this.collect(thing);
        break;
      case 'check':
        await this.arrive();
        await check(this.street, this.rig, this.visit, thing);
        break;
      case 'hand':
        await this.street.hand(thing.door, thing.action);
        break;
      case 'fault':
        await this.street.fault(thing.fault.target, thing.fault.fault);
        break;
      case 'pass':
        await this.pass(thing.ms);
        break;
      case 'step':
        await this.street.move(async () => this.rig.time.step(thing.ms, thing.trusted));
        break;
      case 'cut':
        this.darkMs = thing.darkMs;
        if (thing.inPoints === 0) this.rig.die();
        else this.street.cutAfter(thing.inPoints);
        break;
      case 'operator':
        await this.operator(thing);
        break;
      case 'technician':
        await this.technician(thing);
        break;
    }
    await this.street.powerBack(this.darkMs);
  }

  /** A parcel is inside, and its recipient has a code. */
  async stock(): Promise<void> {
    const recipient = this.count % 2 === 0 ? 'r1' : null;
    await this.announce({ do: 'announce', size: 'S', recipient, hours: 3 });
    const how = { parcel: 'announced', pick: 0, size: 'S', badge: 'qr', manner: 'proper', surprise: null } as const;
    await this.deposit({ do: 'deposit', ...how });
    await this.issue();
  }

  /** Everything is mended, every door closed, everybody gone. */
  async leave(): Promise<void> {
    this.street.cutAfter(0);
    await this.street.powerBack(0);
    for (const target of [...DOORS.flatMap((id) => [`door:${id}`, `lock:${id}`]), 'scanner', 'keypad', 'display']) {
      await this.street.fault(target, 'none');
    }
    await this.pass(10_000);
    for (const id of DOORS) await this.street.hand(id, 'close');
    await this.pass(180_000);
    await this.street.last();
  }

  private keys(text: string): Promise<void> {
    return this.street.act(() => this.rig.keys(text));
  }

  private scan(text: string): Promise<void> {
    return this.street.act(() => this.rig.scan(text));
  }

  private pass(ms: number): Promise<void> {
    return this.street.move(() => this.rig.advance(ms));
  }

  /** Polite people wait until whoever is there has gone. */
  private async arrive(): Promise<void> {
    if (this.rig.alive() && this.rig.screen() !== 'idle') await this.pass(65_000);
  }

  /** What stands open now and did not before; and what may befall that door meanwhile. */
  private async opens(start: () => Promise<void>, surprise: SimFault | null = null): Promise<string[]> {
    const before = await this.street.openDoors();
    await start();
    if (surprise !== null) {
      const under = this.rig.alive() ? this.rig.locker.store.openings.unsettled() : [];
      for (const { compartment, stage } of under)
        if (stage === 'intent') await this.street.fault(`door:${compartment}`, surprise);
    }
    await this.pass(1_000);
    const fresh = async () => [...(await this.street.openDoors())].filter((id) => !before.has(id));
    // Whoever is told that a door is opening waits for it.
    const opening =
      this.rig.alive() && ['opening', 'deposit-open', 'collect-open', 'audit-open'].includes(this.rig.screen());
    if ((await fresh()).length === 0 && opening) await this.pass(6_000);
    if (this.insideMs > 0 && (await fresh()).length > 0) await this.pass(this.insideMs);
    return fresh();
  }

  /** If the power goes while it is applied, the locker gets the document again. */
  private async publish(): Promise<void> {
    await this.street.act(() => this.rig.publish());
    if (!this.rig.alive()) {
      await this.street.powerBack(this.darkMs);
      await this.street.act(() => this.rig.publish());
    }
    this.street.published.clear();
    for (const id of this.rig.grantIds()) this.street.published.add(id);
  }

  private async announce({ size, recipient, hours, handover }: Of<'announce'>): Promise<void> {
    this.count += 1;
    const id = `p${this.count}`;
    const label = `LABEL-${this.count}`;
    const box = { id, label, size, recipient };
    this.announced.push(box);
    const hand = this.hands.wants(box, handover);
    this.rig.announce({ id, label, size, windowHours: hours, ...hand, ...(recipient !== null && { recipient }) });
    await this.publish();
  }

  private async handOver({ pick, attempt, typed }: Of<'hand-over'>): Promise<void> {
    const here = () => this.inHand().filter((box) => this.hands.boxes.includes(box));
    if (here().length === 0)
      await this.announce({ do: 'announce', size: 'M', recipient: null, hours: 3, handover: 'yes' });
    const box = here()[pick % Math.max(1, here().length)];
    if (!box) return;
    await this.arrive();
    if (await this.hands.handOver(box, attempt, typed)) this.gone.add(box);
  }

  private async badge(by: string): Promise<void> {
    await this.arrive();
    if (by === 'pin') await this.keys(COURIER_PIN);
    else await this.scan(`LK1-${COURIER_QR}`);
    await this.pass(1_100);
  }

  private box(thing: Of<'deposit'>): Box | undefined {
    this.count += 1;
    if (thing.parcel === 'unannounced') return { label: `OTHER-${this.count}`, size: thing.size, recipient: null };
    if (thing.parcel === 'no-label') return { label: null, size: thing.size, recipient: null };
    return this.inHand()[thing.pick % Math.max(1, this.inHand().length)];
  }

  /** What is in the couriers' vans. */
  private inHand() {
    return this.announced.filter(
      (one) => !this.withdrawn.has(one.id) && !this.gone.has(one) && !this.street.isInside(one),
    );
  }

  private async deposit(thing: Of<'deposit'>): Promise<void> {
    const box = this.box(thing);
    if (!box) return;
    const { manner } = thing;
    await this.badge(thing.badge);
    if (this.rig.screen() !== 'courier-menu') return;
    await this.keys('1');
    const opened = await this.opens(async () => {
      if (box.label === null) await this.keys('#');
      else await this.scan(box.label);
      if (this.rig.screen() === 'deposit-size') await this.keys(SIZE_KEY[box.size] ?? '4');
    }, thing.surprise);
    const [place] = opened;
    if (place === undefined) return;
    const puts = manner === 'proper' || manner === 'walk' || manner === 'silent';
    if (puts) this.street.boxesIn(place).add(box);
    if (manner === 'walk' || manner === 'empty-walk') return;
    if (manner === 'larger') {
      await this.keys('9');
      const [larger] = await this.opens(() => this.street.hand(place, 'close'));
      if (larger === undefined) return;
      this.street.boxesIn(larger).add(box);
      await this.street.hand(larger, 'close');
    } else {
      await this.street.hand(place, 'close');
    }
    if (manner === 'silent' || this.rig.screen() !== 'deposit-confirm') return;
    await this.keys(manner === 'not' ? '*' : '#');
    await this.keys('**');
  }

  /** The operator has the events and gives out codes. */
  private async issue(): Promise<void> {
    if (!this.rig.alive()) return;
    for (const event of this.rig.events()) {
      if (event.type !== 'parcel.deposited' || this.issuedFor.has(event.parcel)) continue;
      this.issuedFor.add(event.parcel);
      const n = this.street.codes.length;
      const pin = String(482_700 + n);
      const code = { grant: `g-${n}`, parcel: event.parcel, pin, qr: String(n).padStart(26, 'Q') };
      this.street.codes.push(code);
      if (!event.announced)
        this.rig.announce({ id: event.parcel, label: event.label, size: event.size, windowHours: 3 });
      this.rig.grant(code.grant, { kind: 'pickup', parcel: code.parcel, pin: code.pin, qr: code.qr });
    }
    await this.publish();
  }

  private async pickup(thing: Of<'pickup'>): Promise<void> {
    const code = this.street.codes[thing.pick % Math.max(1, this.street.codes.length)];
    if (!code) return;
    await this.hands.prepare(code.parcel);
    const enter = async () => {
      await (thing.by === 'pin' ? this.keys(pinKeys(this.rig, code.parcel, code.pin)) : this.scan(`LK1-${code.qr}`));
      if (this.rig.screen() === 'handover-code') await this.hands.type(code.parcel, thing.second ?? 'right');
    };
    await this.arrive();
    for (let n = 0; thing.by === 'pin' && n < (thing.typos ?? 0); n += 1) {
      // No code here begins like that: a typing error is nobody's code.
      await this.keys(pinKeys(this.rig, code.parcel, `${n}9${code.pin.slice(2)}`));
      await this.pass(5_000);
    }
    let opened = await this.opens(enter, thing.surprise);
    if (opened.length === 0 && thing.manner === 'wait') opened = await this.opens(() => this.pass(12_000));
    if (opened.length === 0 && thing.manner === 'twice') opened = await this.opens(enter);
    if (thing.manner !== 'too-early') this.take(opened);
    if (thing.manner === 'leave') return;
    for (const place of opened) await this.street.hand(place, 'close');
    if (opened.length === 0) return;
    if (thing.manner === 'empty') await this.keys('*2');
    if (thing.manner === 'damaged') await this.keys('*3');
    if (thing.manner === 'again' || thing.manner === 'too-early') {
      const again = await this.opens(() => this.keys('*1'));
      this.take(again);
      for (const place of again) await this.street.hand(place, 'close');
      // Whom the keypad does not hear goes without what is theirs, and no locker can know.
      if (this.rig.alive()) this.take(opened.filter((place) => this.street.opening(place)?.purpose !== 'reopen'));
      await this.keys('*1');
    }
    if (thing.manner === 'twice') await this.opens(enter);
  }

  private take(places: readonly string[]): void {
    for (const place of places) {
      const boxes = this.street.boxesIn(place);
      for (const box of boxes) this.gone.add(box);
      boxes.clear();
    }
  }

  private async collect({ manner }: Of<'collect'>): Promise<void> {
    await this.badge('pin');
    if (this.rig.screen() !== 'courier-menu') return;
    await this.keys('2');
    for (let n = 0; n < DOORS.length && this.rig.screen().startsWith('collect'); n += 1) {
      const start = manner === 'in-a-row' ? (n === 0 ? '9#' : '') : '#';
      const [place] = await this.opens(() => this.keys(start));
      if (place === undefined) continue;
      const found = this.street.boxesIn(place).size > 0;
      for (const box of this.street.takeExpired(place)) this.gone.add(box);
      if (manner === 'walk') return;
      await this.street.hand(place, 'close');
      if (manner === 'silent' || this.rig.screen() !== 'collect-confirm') return;
      await this.keys(found ? '#' : '*');
    }
    await this.keys('**');
  }

  private async operator({ what, pick: index }: Of<'operator'>): Promise<void> {
    const { codes } = this.street;
    const code = codes[index % Math.max(1, codes.length)];
    const parcel = this.announced[index % Math.max(1, this.announced.length)];
    const { operations, clock } = this.rig.locker;
    switch (what) {
      case 'revoke':
        if (code) this.rig.revoke(code.grant);
        return this.publish();
      case 'return':
        if (code) this.rig.grant(code.grant, { kind: 'pickup', ...code });
        return this.publish();
      case 'withdraw':
        if (parcel) this.rig.withdraw(parcel.id);
        if (parcel) this.withdrawn.add(parcel.id);
        return this.publish();
      case 'name-again':
        for (const one of this.announced) {
          if (this.withdrawn.delete(one.id))
            this.rig.announce({
              id: one.id,
              label: one.label,
              size: one.size,
              ...(one.recipient !== null && { recipient: one.recipient }),
            });
        }
        return this.publish();
      case 'sack':
        this.rig.revoke('courier');
        return this.publish();
      case 'hire':
        this.rig.hireCourier();
        return this.publish();
      case 'extend':
        return this.street.act(() => code && operations.extend(code.parcel, clock.now() + 5 * HOUR));
      case 'recall':
        return this.street.act(() => code && operations.recall(code.parcel));
    }
  }

  private async technician({ what, door: id }: Of<'technician'>): Promise<void> {
    const { street } = this;
    const by = { person: 't1', reason: 'a visit' };
    const operations = () => this.rig.locker.operations;
    switch (what) {
      case 'terminal': {
        await this.arrive();
        const number = this.rig.site.compartments.find((one) => one.id === id)?.number ?? 0;
        const opened = await this.opens(async () => {
          await this.keys(SERVICE_PIN);
          await this.pass(1_100);
          await this.keys(`1${number}#`);
        });
        for (const place of opened) await street.hand(place, 'close');
        return this.keys('**');
      }
      case 'look':
        return look(street, this.rig, this.visit, id, by);
      case 'round':
        for (const place of DOORS) {
          await look(street, this.rig, this.visit, place, by);
          await street.act(() => operations().inService(place, by));
        }
        return;
      case 'out-of-service':
        return street.act(() => operations().outOfService(id, by));
      case 'in-service':
        return street.act(() => operations().inService(id, by));
    }
  }
}
