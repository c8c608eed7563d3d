import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Unsubscribe } from '../../hal/ports';
import type { Timers } from '../../firmware/panel/stream';
import { panelRig, type Rig } from './panel-rig';

let rig: Rig;
afterEach(() => rig.stop());

/** Timers that run when the test says so. */
class HandTimers implements Timers {
  private due: { at: number; run: () => void }[] = [];
  private now = 0;

  after(ms: number, run: () => void): Unsubscribe {
    const entry = { at: this.now + ms, run };
    this.due.push(entry);
    return () => {
      this.due = this.due.filter((item) => item !== entry);
    };
  }

  pass(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const next = this.due.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.due = this.due.filter((item) => item !== next);
      this.now = next.at;
      next.run();
    }
    this.now = until;
  }
}

interface Listener {
  readonly heard: string[];
  readonly ended: Promise<void>;
  until(text: string): Promise<void>;
  close(): void;
}

async function listen(options: { headers?: Record<string, string>; tcp?: boolean } = {}): Promise<Listener> {
  const where = options.tcp ? { host: '127.0.0.1', port: rig.panel.port() ?? 0 } : { socketPath: rig.socketFile };
  let call!: ClientRequest;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    call = request({ ...where, path: '/api/v1/stream', headers: options.headers ?? {}, agent: false }, resolve);
    call.on('error', reject);
    call.end();
  });
  expect(response.headers['content-type']).toMatch(/^text\/event-stream/);
  const heard: string[] = [];
  const waiting: (() => void)[] = [];
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    heard.push(chunk);
    for (const look of waiting) look();
  });
  response.on('error', () => undefined);
  return {
    heard,
    ended: new Promise((resolve) => response.on('close', resolve)),
    until: (text) =>
      new Promise((resolve) => {
        const look = () => heard.join('').includes(text) && resolve();
        waiting.push(look);
        look();
      }),
    close: () => call.destroy(),
  };
}

const count = (listener: Listener, text: string) => listener.heard.join('').split(text).length - 1;

describe('the stream', () => {
  let timers: HandTimers;
  beforeEach(async () => {
    timers = new HandTimers();
    rig = await panelRig({ timers });
  });

  test('tells the state at once, then each event with its number', async () => {
    const listener = await listen();
    await listener.until('event: state\ndata: {"locker":"T-1"');
    rig.store.record({ type: 'locker.started', version: '1' });
    await listener.until('event: event\nid: 1\ndata: {"outbox"');
    listener.close();
  });

  test('a burst of changes is told at once and then as the last one, ten times a second at most', async () => {
    const listener = await listen();
    await listener.until('"idle"');
    const show = (screen: string) => {
      rig.state = { ...rig.state, terminal: { ...rig.state.terminal, screen } };
      rig.changed();
    };
    show('first');
    timers.pass(0);
    await listener.until('"first"');
    for (let n = 0; n < 50; n += 1) show(`burst-${n}`);
    timers.pass(99);
    timers.pass(1);
    await listener.until('"burst-49"');
    expect(count(listener, 'event: state')).toBe(3);
    timers.pass(10_000);
    rig.store.record({ type: 'locker.stopped' });
    await listener.until('id: 1\n');
    expect(count(listener, 'event: state')).toBe(3);
    listener.close();
  });

  test('who comes back hears what was missed', async () => {
    for (const version of ['1', '2', '3']) rig.store.record({ type: 'locker.started', version });
    const listener = await listen({ headers: { 'last-event-id': '1' } });
    await listener.until('id: 3\n');
    expect(count(listener, 'event: event')).toBe(2);
    listener.close();
    const confused = await listen({ headers: { 'last-event-id': 'x' } });
    await confused.until('event: state');
    expect(count(confused, 'event: event')).toBe(0);
    confused.close();
  });

  test('a heartbeat every 15 s', async () => {
    const listener = await listen();
    await listener.until('event: state');
    timers.pass(45_000);
    rig.store.record({ type: 'locker.stopped' });
    await listener.until('id: 1\n');
    expect(count(listener, 'event: beat')).toBe(3);
    listener.close();
  });

  test('ends with its session', async () => {
    const cookie = await rig.logIn();
    const listener = await listen({ tcp: true, headers: { cookie } });
    await listener.until('event: state');
    rig.time += 10 * 60_000;
    timers.pass(15_000);
    await listener.ended;
  });

  test('stopping ends every stream and does not wait', async () => {
    const listeners = [await listen(), await listen()];
    const before = Date.now();
    await rig.panel.stop();
    await Promise.all(listeners.map(({ ended }) => ended));
    expect(Date.now() - before).toBeLessThan(500);
  });
});
