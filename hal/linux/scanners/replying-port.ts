import type { TimeSource } from '../../ports';
import { Signal } from '../../signal';
import type { SerialPort } from '../serial-port';
import { nothingHeld, splitReplies, type MatchReply } from './replies';

/** A serial port whose data are codes only; what the device replies to commands comes by a way of its own. */
export class ReplyingPort<R> implements SerialPort {
  private readonly data = new Signal<Buffer>();
  readonly onData = this.data.listen;
  private readonly replies = new Signal<R>();
  readonly onReply = this.replies.listen;
  private readonly losses = new Signal<string>();
  readonly onLost = this.losses.listen;
  private held: Buffer = nothingHeld;
  private closed = false;

  constructor(
    private readonly port: SerialPort,
    match: MatchReply<R>,
    private readonly time: TimeSource,
  ) {
    port.onLost((why) => this.lose(why));
    port.onData((chunk) => {
      const { held, data, replies } = splitReplies(this.held, chunk, match);
      this.held = held;
      for (const reply of replies) this.replies.emit(reply);
      if (data.length > 0) this.data.emit(data);
    });
  }

  /** Sends a command; settles with the next reply that fits, or with null when none comes in time. */
  async ask(command: Uint8Array, fits: (reply: R) => boolean, ms: number): Promise<R | null> {
    return new Promise((resolve, reject) => {
      const done = (reply: R | null): void => {
        for (const stop of stops) stop();
        resolve(reply);
      };
      const stops = [
        this.replies.listen((reply) => fits(reply) && done(reply)),
        this.losses.listen(() => done(null)),
        this.time.after(ms, () => done(null)),
      ];
      this.port.write(command).catch((error: Error) => {
        for (const stop of stops) stop();
        reject(error);
      });
    });
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.port.write(bytes);
  }

  /** The device is gone, whoever found out. */
  lose(why: string): void {
    if (this.closed) return;
    this.closed = true;
    this.losses.emit(why);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.port.close();
  }
}
