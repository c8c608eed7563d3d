import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keyId } from '../../../config/site-key';
import { openDatabase, type Db } from '../../../scripts/backoffice/database';
import { Grants } from '../../../scripts/backoffice/grants';
import { createLog } from '../../../scripts/backoffice/log';
import { Office, type OfficeOptions } from '../../../scripts/backoffice/office';
import { Clock } from '../../../scripts/backoffice/time';
import { ModelLocker, type Desired } from './model-locker';

export const SITE_KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => index));

/** An office and a locker, wired without a broker: what one sends the other has at once. */
export class Rig {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'backoffice-'));
  readonly locker = new ModelLocker(keyId(SITE_KEY));
  readonly clock = new Clock();
  readonly logged: string[] = [];
  readonly published: Desired[] = [];
  readonly acks: { outbox: string; upTo: number }[] = [];
  readonly commands: Record<string, unknown>[] = [];
  /** False: the locker hears nothing. */
  listening = true;
  office!: Office;
  private db!: Db;

  constructor(
    private readonly drawPin: () => string = Grants.pins(6),
    /** What is different at this office. */
    private readonly more: Partial<OfficeOptions> = {},
  ) {
    this.start();
  }

  start(): void {
    this.db = openDatabase(this.folder);
    this.office = new Office(this.db, {
      texts: { locker: 'SIM-0001', zone: 'Europe/Berlin', windowHours: 72, numbers: new Map([['B1', '5']]) },
      siteKey: SITE_KEY,
      clock: this.clock,
      drawPin: this.drawPin,
      unannouncedTo: 'nobody@example.invalid',
      log: createLog((line) => this.logged.push(line)),
      send: (topic, body) => this.sent(topic, JSON.parse(JSON.stringify(body))),
      onMessages: () => undefined,
      onSynced: () => undefined,
      ...this.more,
    });
    this.office.start();
    this.office.linkUp();
  }

  restart(): void {
    this.crash();
    this.start();
  }

  crash(): void {
    this.office.stop();
    this.db.close();
  }

  dispose(): void {
    this.crash();
    rmSync(this.folder, { recursive: true });
  }

  report(): void {
    this.say('reported', this.locker.report());
  }

  say(topic: 'reported' | 'events', body: unknown): void {
    this.office.receive(topic, Buffer.from(JSON.stringify(body)));
  }

  /** Sends events, and lets the office take them in one batch. */
  async events(...events: object[]): Promise<void> {
    for (const event of events) this.say('events', event);
    await new Promise((resolve) => setImmediate(resolve));
  }

  storedEvents(): number {
    return (this.db.prepare('SELECT count(*) AS n FROM events').get() as { n: number }).n;
  }

  private sent(topic: string, body: unknown): void {
    if (topic === 'ack') {
      this.acks.push(body as { outbox: string; upTo: number });
      this.locker.takeAck(body as { outbox: string; upTo: number });
      return;
    }
    if (topic === 'cmd') {
      this.commands.push(body as Record<string, unknown>);
      return;
    }
    this.published.push(body as Desired);
    if (!this.listening) return;
    // A network is never so fast that the answer comes before the call has returned.
    if (this.locker.takeDesired(body as Desired)) queueMicrotask(() => this.report());
  }
}

/** Lets what was published reach the locker and come back. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
