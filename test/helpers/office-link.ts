import type { KeyObject } from 'node:crypto';
import { keyId } from '../../config/site-key';
import { applyDocument } from '../../firmware/sync/apply';
import { parseDocument } from '../../firmware/sync/document';
import { reportOf } from '../../firmware/sync/report';
import { Uplink } from '../../firmware/sync/uplink';
import { openDatabase } from '../../scripts/backoffice/database';
import { Grants } from '../../scripts/backoffice/grants';
import { createLog } from '../../scripts/backoffice/log';
import { Office } from '../../scripts/backoffice/office';
import { Clock } from '../../scripts/backoffice/time';
import { silent, SITE_KEY, type Rig } from './rig';

class RigTime extends Clock {
  constructor(private readonly rig: Rig) {
    super();
  }
  override now(): number {
    return this.rig.time.wall();
  }
}

/** The demo's back office and a locker in frozen time, with a line between them that can be cut. */
export class OfficeLink {
  readonly office: Office;
  readonly problems: string[] = [];
  /** So many of its acknowledgements get lost from now on. */
  loseAcks = 0;
  /** How often each event came. */
  readonly arrived = new Map<number, number>();
  private readonly db;
  private uplink: Uplink | null = null;
  private stopPump: () => void = () => undefined;

  constructor(
    private readonly rig: Rig,
    signingKey: KeyObject,
  ) {
    const { site } = rig;
    this.db = openDatabase(rig.folder);
    const numbers = new Map(site.compartments.map(({ id, number }) => [id, String(number)]));
    this.office = new Office(this.db, {
      texts: { locker: site.locker.id, zone: site.locker.zone, windowHours: 72, numbers },
      siteKey: SITE_KEY,
      clock: new RigTime(rig),
      drawPin: Grants.pins(6),
      unannouncedTo: 'nobody@example.invalid',
      offline: { signingKey, pins: true, pinLength: 6 },
      log: createLog((line) => this.problems.push(line)),
      send: (topic, body) => this.down(topic, Buffer.from(JSON.stringify(body))),
      onMessages: () => undefined,
      onSynced: () => undefined,
    });
    this.office.start();
  }

  /** The network is there; settled on return. */
  async connect(): Promise<void> {
    const { store, clock } = this.rig.locker;
    const uplink = new Uplink(store, clock, silent, 30_000);
    this.uplink = uplink;
    this.office.linkUp();
    this.office.receive('online', Buffer.from('1'));
    uplink.connected((payload, confirmed) => {
      const { seq } = JSON.parse(payload) as { seq: number };
      this.arrived.set(seq, (this.arrived.get(seq) ?? 0) + 1);
      this.office.receive('events', Buffer.from(payload));
      confirmed();
    });
    this.stopPump = store.onEvents(() => uplink.pump());
    this.report();
    await this.settle();
  }

  disconnect(): void {
    this.stopPump();
    this.uplink?.disconnected();
    this.uplink = null;
    this.office.receive('online', Buffer.from('0'));
    this.office.linkDown();
  }

  /** Until both have told all they have to tell. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 100; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.uplink?.pending() === 0 && this.office.settled()) return;
      // What got lost is sent again after a while.
      if (turn % 10 === 9) await this.rig.advance(31_000);
    }
    throw new Error(`they do not agree: ${this.problems.join('')}`);
  }

  /** What the office keeps; its key is outbox and seq, so nothing can be there twice. */
  taken(): number[] {
    return this.db.prepare<[], number>('SELECT seq FROM events ORDER BY seq').pluck().all();
  }

  close(): void {
    if (this.uplink) this.disconnect();
    this.office.stop();
    this.db.close();
  }

  private down(topic: string, payload: Buffer): void {
    if (!this.uplink) return;
    if (topic === 'ack') {
      if (this.loseAcks > 0) this.loseAcks -= 1;
      else this.uplink.acknowledge(payload);
      return;
    }
    const { site, locker } = this.rig;
    const parsed = parseDocument(payload, { locker: site.locker.id, keyId: keyId(SITE_KEY) });
    if (!parsed.ok) throw new Error(parsed.error);
    const { store, clock } = locker;
    applyDocument({ store, clock, site, logger: silent, sweep: () => locker.sweep() }, parsed.document);
    // A network is never so fast that the answer comes before the call has returned.
    queueMicrotask(() => this.report());
  }

  private report(): void {
    if (this.uplink) this.office.receive('reported', Buffer.from(JSON.stringify(reportOf(this.rig.locker.store, '0'))));
  }
}
