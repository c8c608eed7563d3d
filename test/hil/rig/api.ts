import { request } from 'node:http';
import type { StoredEvent } from '../../../firmware/core/events';
import type { StateView } from '../../../firmware/core/views';
import { until } from './bench';

/** A running daemon, by its control API. */
export abstract class Api {
  protected abstract socket(): string;

  async call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
    return new Promise((done, fail) => {
      const call = request(
        { socketPath: this.socket(), method, path: `/api/v1${path}`, headers: { 'content-type': 'application/json' } },
        (response) => {
          let text = '';
          response.on('data', (data: Buffer) => (text += data.toString()));
          response.on('end', () => {
            const answer = (text === '' ? {} : JSON.parse(text)) as T;
            if ((response.statusCode ?? 500) < 400 || path === '/health') done(answer);
            else fail(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
          });
        },
      );
      call.on('error', fail);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** A technician opens it; what comes of it, the lines show. */
  open(compartment: string): void {
    const done = this.call('POST', `/compartments/${compartment}/open`, { reason: 'test', person: 't1' });
    done.catch(() => undefined);
  }

  state(): Promise<StateView> {
    return this.call('GET', '/state');
  }

  async terminal(): Promise<string> {
    return (await this.state()).terminal.screen;
  }

  async compartment(id: string): Promise<StateView['compartments'][number]> {
    const found = (await this.state()).compartments.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no compartment ${id}`);
    return found;
  }

  async events(after = 0): Promise<StoredEvent[]> {
    return (await this.call<{ events: StoredEvent[] }>('GET', `/events?after=${after}&limit=1000`)).events;
  }

  async types(after = 0): Promise<string[]> {
    return (await this.events(after)).map(({ type }) => type);
  }

  async untilEvent(type: string, match: Record<string, unknown> = {}, after = 0): Promise<StoredEvent> {
    return until(`the event ${type} ${JSON.stringify(match)}`, async () =>
      (await this.events(after)).find(
        (event) =>
          event.type === type &&
          Object.entries(match).every(([name, value]) => (event as unknown as Record<string, unknown>)[name] === value),
      ),
    );
  }

  async untilScreen(...screens: string[]): Promise<string> {
    return until(`the screen ${screens.join(' or ')}`, async () => {
      const now = await this.terminal();
      return screens.includes(now) ? now : null;
    });
  }
}
