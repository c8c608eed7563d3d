import * as z from 'zod';
import type { Unsubscribe } from '../../hal/ports';
import type { Clock } from '../core/clock';
import type { Logger } from '../core/logger';
import type { Store } from '../store/store';
import { countShape, parseJson } from './shapes';

/** Most events that may be under way without the operator's acknowledgement. */
const WINDOW = 20;

/** A mark that is repeated asks for what follows it; asked more often than this, it is a duplicate's echo. ms */
const ASK_MS = 1_000;

/** Sends one event with QoS 1; `confirmed` is called when the broker has it, never when it is lost. */
export type SendEvent = (payload: string, confirmed: () => void) => void;

const ack = z.object({ outbox: z.string(), upTo: countShape });

/**
 * Brings the outbox to the operator: in order, at most {@link WINDOW} at a time, again and again until the
 * operator (not the broker) has acknowledged. While there is no connection nothing is sent or queued.
 */
export class Uplink {
  private send: SendEvent | null = null;
  /** Last seq handed to the present connection, and the last one that its broker has confirmed. */
  private sent = 0;
  private confirmed = 0;
  private outbox = '';
  private cancelResend: Unsubscribe | null = null;
  private askedAt = -Infinity;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly resendAfterMs: number,
  ) {}

  /** A connection is there: what was not acknowledged is sent again from the beginning. */
  connected(send: SendEvent): void {
    this.send = send;
    this.rewind();
    this.pump();
  }

  disconnected(): void {
    this.send = null;
    this.disarm();
  }

  /** There may be new events. */
  pump(): void {
    if (this.send === null) return;
    const { id, acked, lastSeq } = this.store.events.outbox();
    if (id !== this.outbox) this.rewind();
    this.sent = Math.max(this.sent, acked);
    const room = acked + WINDOW - this.sent;
    if (room > 0 && this.sent < lastSeq) {
      for (const event of this.store.events.after(this.sent, room))
        this.transmit(this.send, event.seq, JSON.stringify(event));
    }
    if (lastSeq === acked) this.disarm();
    else this.cancelResend ??= this.clock.after(this.resendAfterMs, () => this.resend());
  }

  /** Takes a message on `ack`. Returns whether it acknowledged anything. */
  acknowledge(bytes: Uint8Array): boolean {
    const json = parseJson(bytes);
    const parsed = ack.safeParse(json.ok ? json.value : undefined);
    if (!parsed.success) {
      this.logger.warn({ bytes: bytes.length }, 'a malformed acknowledgement was ignored');
      return false;
    }
    const { outbox, upTo } = parsed.data;
    const moved = this.store.write(() => this.store.events.acknowledge(outbox, upTo));
    if (moved) {
      this.disarm();
      this.pump();
    } else if (outbox === this.outbox) this.asked(upTo);
    return moved;
  }

  /** An operator that missed something repeats its mark: it need not wait for the timer. */
  private asked(upTo: number): void {
    const { acked } = this.store.events.outbox();
    const now = this.clock.monotonic();
    if (upTo !== acked || this.confirmed <= acked || now - this.askedAt < ASK_MS) return;
    this.askedAt = now;
    this.rewind();
    this.pump();
  }

  /** Events that the operator has not acknowledged. */
  pending(): number {
    const { acked, lastSeq } = this.store.events.outbox();
    return lastSeq - acked;
  }

  private transmit(send: SendEvent, seq: number, payload: string): void {
    this.sent = seq;
    send(payload, () => {
      if (this.send === send) this.confirmed = Math.max(this.confirmed, seq);
    });
  }

  /** No acknowledgement for a while: again, unless the broker does not even have what was sent before. */
  private resend(): void {
    this.cancelResend = null;
    if (this.confirmed >= this.sent) this.rewind();
    this.pump();
  }

  private rewind(): void {
    const { id, acked } = this.store.events.outbox();
    this.outbox = id;
    this.sent = acked;
    this.confirmed = acked;
  }

  private disarm(): void {
    this.cancelResend?.();
    this.cancelResend = null;
  }
}
