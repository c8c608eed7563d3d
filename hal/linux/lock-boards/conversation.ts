import { HalError } from '../../errors';
import type { Listen, TimeSource } from '../../ports';
import type { Closable } from '../reopen';
import type { SerialPort } from '../serial-port';
import { EchoGuess } from './echo';
import { findFrame, type LockBoardProtocol, type Parser, type Reply, type Request } from './protocol';

/** A port that has not taken a frame within this is stuck, ms. */
const WRITE_LIMIT_MS = 2_000;
/** Noise that never ends keeps nobody from speaking for longer than this, ms. */
const LONGEST_SILENCE_WAIT_MS = 50;
/** A timer this late means that this process was busy: bytes may wait to be read, ms. */
const LATE_MS = 20;
/** More than any answer behind an echo and some noise, bytes; what is older is dropped. */
const KEPT = 128;

export interface Answer {
  /** When the last byte had left, monotonic ms. */
  readonly sentAt: number;
  /** Null: nothing that answers the request came in time. */
  readonly reply: Reply | null;
}

interface Pending {
  readonly request: Request;
  readonly parse: Parser<Reply>;
  reply: Reply | null;
  /** Whoever waits for the answer, or for the port's end. */
  wake: () => void;
}

/** Requests and answers on one open port: half duplex, one at a time, with silence between the frames. */
export class Conversation implements Closable {
  readonly onLost: Listen<string>;
  readonly echo = new EchoGuess();
  private heard = new Uint8Array();
  private pending: Pending | null = null;
  /** When the last byte went or came, monotonic ms. */
  private spokenAt: number;
  private over = false;

  constructor(
    private readonly port: SerialPort,
    private readonly protocol: LockBoardProtocol,
    private readonly time: TimeSource,
  ) {
    this.onLost = port.onLost;
    this.spokenAt = time.monotonic();
    port.onData((bytes) => this.hear(bytes));
    port.onLost(() => this.end());
  }

  async close(): Promise<void> {
    this.end();
    await this.port.close();
  }

  /**
   * Sends it and waits for its answer. What was received before is forgotten.
   * @param replyMs how long to wait, from the last byte sent
   * @throws HalError `lost`: nothing was sent; `timeout`: unknown how much was
   */
  async ask(request: Request, replyMs: number): Promise<Answer> {
    await this.silence();
    const pending: Pending = { request, parse: this.protocol.reply(request), reply: null, wake: () => undefined };
    this.heard = new Uint8Array();
    this.pending = pending;
    try {
      await this.write(request.bytes);
      const sentAt = this.time.monotonic();
      this.spokenAt = Math.max(this.spokenAt, sentAt);
      await this.answer(pending, replyMs);
      return { sentAt, reply: pending.reply };
    } finally {
      this.pending = null;
    }
  }

  private end(): void {
    this.over = true;
    this.pending?.wake();
  }

  private hear(bytes: Uint8Array): void {
    this.spokenAt = this.time.monotonic();
    const { pending } = this;
    // Nobody asked: noise, or an answer that comes too late.
    if (pending === null || pending.reply !== null) return;
    this.heard = Uint8Array.from([...this.heard, ...bytes]).slice(-KEPT);
    pending.reply = this.find(pending);
    if (pending.reply !== null) pending.wake();
  }

  private find({ request, parse }: Pending): Reply | null {
    const from = this.echo.answerFrom(this.heard, request);
    const found = findFrame(this.heard.subarray(from ?? 0), parse);
    if (found === null) return null;
    if (request.kind === 'status') this.echo.see(from !== null);
    else if (from === null && same(this.heard.subarray(found.at, found.at + found.length), request.bytes)) return null;
    return found.frame;
  }

  private async write(bytes: Uint8Array): Promise<void> {
    let cancel = (): void => undefined;
    const stuck = new Promise<never>((_, reject) => {
      cancel = this.time.after(WRITE_LIMIT_MS, () =>
        reject(new HalError('timeout', 'port', `does not take bytes for ${WRITE_LIMIT_MS / 1_000} s`)),
      );
    });
    try {
      await Promise.race([this.port.write(bytes), stuck]);
    } finally {
      cancel();
    }
  }

  private answer(pending: Pending, replyMs: number): Promise<void> {
    const { time } = this;
    return new Promise((resolve) => {
      if (pending.reply !== null || this.over) return resolve();
      let cancel = (): void => undefined;
      pending.wake = () => {
        cancel();
        resolve();
      };
      const wait = (ms: number): void => {
        const due = time.monotonic() + ms;
        cancel = time.after(ms, () => (time.monotonic() - due > LATE_MS ? wait(LATE_MS) : resolve()));
      };
      wait(replyMs);
    });
  }

  /** Until the line has been quiet for the gap that boards need between two frames. */
  private async silence(): Promise<void> {
    const { time } = this;
    const latest = time.monotonic() + LONGEST_SILENCE_WAIT_MS;
    for (;;) {
      const now = time.monotonic();
      const left = Math.min(this.spokenAt + this.protocol.gapMs, latest) - now;
      if (left <= 0 || this.over) return;
      await new Promise<void>((resolve) => void time.after(left, resolve));
    }
  }
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
