import { createHash, randomUUID } from 'node:crypto';

interface WireGrant {
  readonly id: string;
  readonly rev: number;
  readonly kind: string;
  readonly parcel?: string;
  readonly person?: string;
  readonly pin?: string;
  readonly qr?: string;
  readonly deliveryDate?: string;
}

export interface Desired {
  readonly v: 1;
  readonly locker: string;
  readonly keyId: string;
  readonly epoch: number;
  readonly rev: number;
  readonly issuedAt: string;
  readonly grants: readonly WireGrant[];
  readonly parcels: readonly Record<string, unknown>[];
  readonly revokedOffline: readonly string[];
}

/** As much of a locker as an operator sees of it: takes documents, reports, sends events until they are acknowledged. */
export class ModelLocker {
  outbox: string = randomUUID();
  epoch = 0;
  rev = 0;
  desired: Desired | null = null;
  acked = 0;
  /** Verifiers that somebody else's grants have already. */
  readonly taken = new Set<string>();
  private rejected: { id: string; code: string }[] = [];
  private events: Record<string, unknown>[] = [];

  constructor(private readonly keyId: string) {}

  /** Answers whether the document was new. */
  takeDesired(document: Desired): boolean {
    const newer = document.epoch > this.epoch || (document.epoch === this.epoch && document.rev > this.rev);
    if (!newer) return false;
    this.epoch = document.epoch;
    this.rev = document.rev;
    this.desired = document;
    this.rejected = document.grants
      .filter(({ pin }) => pin !== undefined && this.taken.has(pin))
      .map(({ id }) => ({ id, code: 'duplicate-pin' }));
    return true;
  }

  takeAck(ack: { outbox: string; upTo: number }): void {
    if (ack.outbox === this.outbox && ack.upTo <= this.events.length) this.acked = Math.max(this.acked, ack.upTo);
  }

  event(type: string, fields: object = {}): Record<string, unknown> {
    const event = {
      outbox: this.outbox,
      seq: this.events.length + 1,
      id: randomUUID(),
      at: new Date().toISOString(),
      clock: 'synchronized',
      type,
      ...fields,
    };
    this.events.push(event);
    return event;
  }

  unacknowledged(): Record<string, unknown>[] {
    return this.events.slice(this.acked);
  }

  report(): Record<string, unknown> {
    const ids = new Set(this.rejected.map(({ id }) => id));
    const accepted = (this.desired?.grants ?? []).filter(({ id }) => !ids.has(id));
    const lines = accepted.map(({ id, rev }) => `${id}:${rev}\n`).sort();
    return {
      epoch: this.epoch,
      rev: this.rev,
      keyId: this.keyId,
      digest: createHash('sha256').update(lines.join('')).digest('hex'),
      count: accepted.length,
      rejected: this.rejected,
      error: null,
      outbox: this.outbox,
      lastSeq: this.events.length,
      version: 'model',
    };
  }

  /** The board was replaced: nothing is known any more. */
  replaceDatabase(): void {
    this.outbox = randomUUID();
    this.events = [];
    this.acked = this.epoch = this.rev = 0;
    this.desired = null;
    this.rejected = [];
  }
}
