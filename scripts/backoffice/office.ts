import type { KeyObject } from 'node:crypto';
import { wrapCommand } from '../../firmware/sync/signed';
import type { Clock } from './time';
import type { Db } from './database';
import { Commands, type CommandEnd } from './commands';
import { Meta } from './database';
import { contentOf, documentOf, fingerprint, judge, type Content, type Revision, type Verdict } from './desired';
import type { Books } from './effects';
import { Grants, type Grant } from './grants';
import { Intake } from './intake';
import type { Downlink, Uplink } from './link';
import { textOf, type Log } from './log';
import { Notices, type Message } from './notices';
import { OfflineCodes, type OfflineOptions } from './offline-codes';
import { Parcels, type Announcement, type Parcel } from './parcels';
import { Retry } from './retry';
import { endOf, type TextOptions } from './texts';
import { dayIn } from './time';
import { Waiters } from './waiters';
import { envelopeSchema, eventSchema, parseJson, reportedSchema, type Envelope, type Reported } from './wire';

export interface OfficeOptions {
  readonly texts: TextOptions;
  readonly siteKey: Buffer;
  readonly clock: Clock;
  readonly log: Log;
  readonly drawPin: () => string;
  /** Codes for a locker that can't be reached; none unless it says so. */
  readonly offline?: Pick<OfflineOptions, 'signingKey' | 'pins' | 'pinLength'>;
  /** An Ed25519 private key that commands are signed with; without it they are not. */
  readonly commandKey?: KeyObject | null;
  readonly unannouncedTo: string;
  /** Publishes, retained but for commands; dropped while there is no connection. */
  readonly send: (topic: Downlink, body: object) => void;
  /** There may be messages to bring out. */
  readonly onMessages: () => void;
  /** The locker has reported what we want. */
  readonly onSynced: () => void;
}

/** A locker that never agrees gets this many answers in a row; then the next one waits for the retry timer. */
const PATIENCE = 10;

/** An operator's office for one locker: its books, what the locker is to know, and what it tells. Knows no MQTT. */
export class Office {
  readonly books: Books;
  private readonly meta: Meta;
  private readonly intake: Intake;
  private readonly commands: Commands;
  private readonly retry = new Retry(() => this.again());
  private readonly waiters = new Waiters();
  private content: Content = { grants: [], parcels: [], revokedOffline: [] };
  private batch: Envelope[] = [];
  private answers = 0;
  private connected = false;
  private online: boolean | null = null;
  private synced = false;
  private complaint = '';

  constructor(
    private readonly db: Db,
    private readonly options: OfficeOptions,
  ) {
    const timestamp = (): string => options.clock.timestamp();
    const parcels = new Parcels(db, timestamp, options.unannouncedTo);
    const grants = new Grants(db, timestamp, options.drawPin);
    const notices = new Notices(db, parcels, grants, () => options.clock.now(), options.texts);
    const { locker, zone } = options.texts;
    const offline = new OfflineCodes(db, () => options.clock.now(), {
      locker,
      zone,
      siteKey: options.siteKey,
      ...(options.offline ?? { signingKey: null, pins: false, pinLength: 6 }),
    });
    this.books = { parcels, grants, notices, offline };
    this.meta = new Meta(db);
    this.intake = new Intake(db, this.books, timestamp, options.log);
    this.commands = new Commands(
      (command) => options.send('cmd', this.signed(command)),
      () => options.clock.now(),
    );
  }

  start(): void {
    this.db.transaction(() => {
      this.books.grants.hire({ id: 'c1', kind: 'courier' });
      this.books.grants.hire({ id: 't1', kind: 'service' });
    })();
    this.deliver();
    this.refresh();
  }

  stop(): void {
    this.retry.stop();
    this.commands.stop();
    this.waiters.wake(false);
  }

  linkUp(): void {
    this.connected = true;
    this.answers = 0;
    const outbox = this.meta.get('outbox');
    const upTo = outbox === null ? 0 : this.intake.last(outbox);
    if (outbox !== null && upTo > 0) this.options.send('ack', { outbox, upTo });
    this.publish();
  }

  linkDown(): void {
    this.connected = false;
    this.online = null;
    this.retry.stop();
  }

  receive(topic: Uplink, payload: Buffer): void {
    if (topic === 'online') this.lockerIs(payload.toString() === '1');
    else if (topic === 'reported') this.readReported(payload);
    else this.readEvent(payload);
  }

  announce(announcement: Announcement): Parcel {
    const parcel = this.db.transaction(() => {
      const announced = this.books.parcels.announce(announcement);
      if (announcement.handover) this.oneTimeCode(announced);
      return announced;
    })();
    this.refresh();
    return parcel;
  }

  /** Today's delivery attempt of a handover parcel: another code, the one before it ends. */
  attempt(parcel: Parcel): void {
    this.db.transaction(() => {
      this.books.grants.endHandovers(parcel.id);
      this.oneTimeCode(parcel);
    })();
    this.refresh();
  }

  /** Its time is over at once, and the courier takes it back. @param ms how long the answer is waited for */
  async recall({ id }: Parcel, ms: number): Promise<CommandEnd | 'offline'> {
    return this.online === true ? this.commands.give({ type: 'recall', parcel: id }, ms) : 'offline';
  }

  /** When the time of a parcel that is inside ends, as far as is known, ms since 1970. */
  endOf(parcel: Parcel): number | null {
    const { deposited_at: deposited } = parcel;
    return deposited === null ? null : endOf(parcel, Date.parse(deposited), this.options.texts);
  }

  /** It waits until then (RFC 3339). @param ms how long the answer is waited for */
  async extend({ id }: Parcel, expiresAt: string, ms: number): Promise<CommandEnd | 'offline'> {
    return this.online === true ? this.commands.give({ type: 'extend', parcel: id, expiresAt }, ms) : 'offline';
  }

  /** False: nobody has been given that code. */
  revokeOffline(grant: string): boolean {
    const known = this.books.offline.revoke(grant);
    if (known) this.refresh();
    return known;
  }

  now(): number {
    return this.options.clock.now();
  }

  /** What stands on a compartment's door. */
  numberOf(compartment: string): string {
    return this.options.texts.numbers.get(compartment) ?? compartment;
  }

  hasNumber(number: number): boolean {
    return [...this.options.texts.numbers.values()].includes(String(number));
  }

  messages(): Message[] {
    return this.books.notices.messages();
  }

  /** Has the locker reported what we want, with no event left to be dealt with? */
  settled(): boolean {
    return this.synced && this.batch.length === 0;
  }

  /** Waits for that: false when the locker is offline, or after `ms` of real time. */
  whenSettled(ms: number): Promise<boolean> {
    if (this.settled()) return Promise.resolve(true);
    if (this.online === false) return Promise.resolve(false);
    return this.waiters.wait(ms);
  }

  private oneTimeCode(parcel: Parcel): void {
    const deliveryDate = dayIn(this.options.texts.zone, this.options.clock.now());
    const grant = this.books.grants.issue({ kind: 'handover', parcel: parcel.id, deliveryDate });
    this.books.notices.add('handover', parcel.id, grant.id);
  }

  private signed(command: object): object {
    const { commandKey = null, texts } = this.options;
    return commandKey === null ? command : wrapCommand(Buffer.from(JSON.stringify(command)), texts.locker, commandKey);
  }

  private lockerIs(online: boolean): void {
    this.online = online;
    if (!online) this.waiters.wake(false);
  }

  private readEvent(payload: Buffer): void {
    const parsed = envelopeSchema.safeParse(parseJson(payload));
    if (!parsed.success) {
      this.options.log.warn('an event was not understood', { bytes: payload.length });
      return;
    }
    this.batch.push(parsed.data);
    // What arrives together is taken together: one commit for all of it.
    if (this.batch.length === 1) setImmediate(() => this.takeBatch());
  }

  private takeBatch(): void {
    const { batch } = this;
    this.batch = [];
    // The books may have been closed since.
    if (!this.db.open) return;
    try {
      const acks = this.intake.take(batch);
      this.deliver();
      this.refresh();
      for (const ack of acks) this.options.send('ack', ack);
      for (const event of batch) this.commands.hear(eventSchema.parse(event));
    } catch (error) {
      this.options.log.error('events could not be stored', { count: batch.length, reason: textOf(error) });
    }
    if (this.settled()) this.waiters.wake(true);
  }

  private readReported(payload: Buffer): void {
    const parsed = reportedSchema.safeParse(parseJson(payload));
    if (!parsed.success) {
      this.options.log.warn('a report was not understood', { bytes: payload.length });
      return;
    }
    const reported = parsed.data;
    this.complain(reported);
    const verdict = judge(this.revision(), this.content.grants, reported, this.meta.get('outbox'));
    if (reported.outbox !== null) this.meta.set('outbox', reported.outbox);
    this.answer(verdict);
  }

  /** Says once what the locker does not like. */
  private complain(reported: Reported): void {
    const { error, rejected, epoch, rev } = reported;
    const complaint = JSON.stringify([error ?? null, rejected]);
    if (complaint === this.complaint) return;
    this.complaint = complaint;
    if (error != null || rejected.length > 0) {
      this.options.log.warn('the locker does not take all of the document', { epoch, rev, error, rejected });
    }
  }

  private answer(verdict: Verdict): void {
    if (verdict.type === 'synced') {
      this.accepted(verdict.rejected);
      return;
    }
    this.synced = false;
    if (verdict.type === 'behind') {
      this.retry.arm();
      return;
    }
    this.answers += 1;
    if (this.answers > PATIENCE) {
      if (this.answers === PATIENCE + 1) this.options.log.error('the locker does not agree', { verdict: verdict.type });
      this.retry.arm();
      return;
    }
    if (verdict.type === 'new-epoch') this.revise({ epoch: verdict.epoch, rev: 1 });
    else if (verdict.type === 'differs') this.revise(this.next());
    else this.reissue(verdict.grants);
  }

  private accepted(rejected: ReadonlySet<string>): void {
    this.db.transaction(() => {
      for (const { id } of this.content.grants) if (!rejected.has(id)) this.books.grants.confirm(id);
    })();
    this.deliver();
    this.answers = 0;
    this.synced = true;
    this.retry.stop();
    this.options.onSynced();
    if (this.settled()) this.waiters.wake(true);
  }

  private reissue(ids: readonly string[]): void {
    this.db.transaction(() => {
      for (const id of ids) {
        const old = this.books.grants.find(id);
        if (old?.live === 1) this.reissueOne(old);
      }
    })();
    this.refresh();
  }

  private reissueOne(old: Grant): void {
    const grant = this.books.grants.reissue(old);
    if (old.parcel === null) return;
    this.books.notices.moved(old.id, grant.id, old.kind === 'handover' ? 'handover' : 'pickup', old.parcel);
  }

  private deliver(): void {
    this.db.transaction(() => this.books.notices.deliver())();
    this.options.onMessages();
  }

  /** Brings the document into line with the books: another content is another revision. */
  private refresh(): void {
    const { grants, parcels, offline } = this.books;
    this.content = contentOf(grants.live(), parcels.current(), this.options.siteKey, offline.revoked());
    if (fingerprint(this.content) !== this.meta.get('fingerprint')) this.revise(this.next());
  }

  private revise(revision: Revision): void {
    this.db.transaction(() => {
      this.meta.set('revision', JSON.stringify(revision));
      this.meta.set('fingerprint', fingerprint(this.content));
    })();
    this.synced = false;
    this.retry.reset();
    this.publish();
  }

  private publish(): void {
    if (!this.connected) return;
    const { clock, texts, siteKey } = this.options;
    this.options.send(
      'desired',
      documentOf(this.content, this.revision(), clock.timestamp(), { locker: texts.locker, siteKey }),
    );
    if (!this.synced) this.retry.arm();
  }

  private again(): void {
    this.answers = 0;
    this.publish();
  }

  private next(): Revision {
    const { epoch, rev } = this.revision();
    return { epoch, rev: rev + 1 };
  }

  private revision(): Revision {
    const text = this.meta.get('revision');
    return text === null ? { epoch: 1, rev: 0 } : (JSON.parse(text) as Revision);
  }
}
