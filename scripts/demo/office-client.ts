import type { RelayReply, RelayRequest } from '../../hal/ports';
import type { FromBackoffice, ToBackoffice } from '../backoffice/messages';
import type { Child } from './child';

/** The back office waits 5 s for the locker itself; who has not answered by then is gone. Real time. */
const REPLY_TIMEOUT_MS = 10_000;

/** The demo's side of the channel to the back office, whichever life of it is on. */
export class OfficeClient {
  private child: Child | null = null;
  private next = 1;
  private readonly waiting = new Map<number, (message: FromBackoffice | null) => void>();

  /** @param onSynced the locker has reported for the first time what the back office wants */
  constructor(private readonly onSynced: () => void) {}

  attach(child: Child, wallOffset: number): void {
    this.child = child;
    child.process.on('message', (message: FromBackoffice) => {
      if (message.type === 'synced') this.onSynced();
      else this.waiting.get(message.id)?.(message);
    });
    void child.exited.then(() => {
      if (this.child !== child) return;
      this.child = null;
      for (const end of [...this.waiting.values()]) end(null);
    });
    this.setTime(wallOffset);
  }

  setTime(wallOffset: number): void {
    this.send({ type: 'time', wallOffset });
  }

  async request({ method, path, body }: RelayRequest): Promise<RelayReply> {
    const reply = await this.ask((id) => ({ type: 'request', id, method, path, body }), REPLY_TIMEOUT_MS);
    if (reply?.type === 'reply') return { status: reply.status, body: reply.body };
    return {
      status: 503,
      body: { error: { code: 'unavailable', message: 'the back office does not answer; it is being started again' } },
    };
  }

  /** Has the locker reported what the back office wants? Waits for it at most so long, in real time. */
  async settle(timeoutMs: number): Promise<boolean> {
    const reply = await this.ask((id) => ({ type: 'settle', id, timeoutMs }), timeoutMs + 1_000);
    return reply?.type === 'settled' && reply.settled;
  }

  private ask(message: (id: number) => ToBackoffice, timeoutMs: number): Promise<FromBackoffice | null> {
    const id = this.next;
    this.next += 1;
    return new Promise((resolve) => {
      const end = (reply: FromBackoffice | null): void => {
        clearTimeout(timer);
        this.waiting.delete(id);
        resolve(reply);
      };
      const timer = setTimeout(() => end(null), timeoutMs);
      if (!this.child) return end(null);
      this.waiting.set(id, end);
      this.send(message(id));
    });
  }

  private send(message: ToBackoffice): void {
    this.child?.send(message);
  }
}
