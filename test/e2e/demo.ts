import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { StoredEvent } from '../../firmware/core/events';
import type { StateView } from '../../firmware/core/views';
import { callApi, callOk, type Answer, type Method } from '../helpers/api-call';

const ROOT = resolve(__dirname, '../..');
const READY = /^lockerd ready (http:\/\/127\.0\.0\.1:\d+\/\?token=\S+)$/m;
/** An end-to-end wait that takes longer hangs, ms. The machine may be busy. */
const PATIENCE = 20_000;
const POLL = 20;

export interface Message {
  readonly to: string;
  readonly parcel: string;
  readonly subject: string;
  readonly text: string;
  readonly pin: string | null;
  readonly qr: string | null;
}

/** `npm start` as a user runs it, used through the control API only. */
export class Demo {
  readonly stateDir = mkdtempSync(join(tmpdir(), 'lockerd-e2e-'));
  readonly socket = join(this.stateDir, 'lockerd.sock');
  page = '';
  output = '';
  private child: ChildProcess | null = null;

  async start(): Promise<void> {
    this.output = '';
    // A group of its own, so that it can be signalled as a terminal does.
    const child = spawn('npm', ['start', '--', '--port', '0', '--state-dir', this.stateDir], {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => (this.output += data.toString()));
    this.page = await this.until('the ready line', async () => READY.exec(this.output)?.[1]);
  }

  /** Sends the signal to npm alone or to its whole process group; answers the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', to: 'npm' | 'group' = 'npm'): Promise<number | null> {
    const { child } = this;
    if (child?.pid === undefined || child.exitCode !== null) return child?.exitCode ?? null;
    const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
    process.kill(to === 'npm' ? child.pid : -child.pid, signal);
    return exited;
  }

  /** For the end of a test, however it went. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.stateDir, { recursive: true, force: true });
  }

  /** Processes that still have to do with this demo. */
  leftRunning(): string[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
        } catch {
          return [];
        }
      })
      .filter((line) => line.includes(this.stateDir));
  }

  call<T = unknown>(method: Method, path: string, body?: unknown): Promise<Answer<T>> {
    return callApi<T>(this.socket, method, path, body);
  }

  /** A call that must succeed. */
  ok<T = unknown>(method: Method, path: string, body?: unknown): Promise<T> {
    return callOk<T>(this.socket, method, path, body);
  }

  state = (): Promise<StateView> => this.ok('GET', '/state');
  keys = (keys: string) => this.ok('POST', '/sim/keys', { keys });
  scan = (data: string) => this.ok('POST', '/sim/scan', { data });
  hand = (id: string, action: 'open' | 'close') => this.ok('POST', `/sim/doors/${id}`, { action });
  advance = (advance: string) => this.ok('POST', '/sim/clock', { advance });
  fault = (target: string, fault: string) => this.ok('POST', '/sim/faults', { target, fault });
  messages = (): Promise<Message[]> => this.ok('GET', '/demo/messages');

  async events(): Promise<StoredEvent[]> {
    return (await this.ok<{ events: StoredEvent[] }>('GET', '/events?after=0&limit=1000')).events;
  }

  async screen(): Promise<string> {
    return (await this.state()).terminal.screen;
  }

  async compartment(id: string) {
    const found = (await this.state()).compartments.find((one) => one.id === id);
    if (!found) throw new Error(`no compartment ${id}`);
    return found;
  }

  async until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > end) throw new Error(`waited in vain for ${what}; output:\n${this.output}`);
      await new Promise((next) => setTimeout(next, POLL));
    }
  }

  async untilScreen(name: string): Promise<void> {
    await this.until(`screen ${name}`, async () => (await this.screen()) === name);
  }

  async courier(): Promise<{ pin: string; qr: string }> {
    const people = await this.ok<{ kind: string; pin: string; qr: string }[]>('GET', '/demo/people');
    const courier = people.find(({ kind }) => kind === 'courier');
    if (!courier) throw new Error('the demo has no courier');
    return courier;
  }

  /** Announces a parcel, deposits it and answers where it is and what its recipient was sent. */
  async deposit(parcel: { to: string; size: string }): Promise<{ id: string; compartment: string; message: Message }> {
    const { id, label } = await this.ok<{ id: string; label: string }>('POST', '/demo/parcels', parcel);
    await this.scan((await this.courier()).qr);
    await this.keys('1');
    await this.scan(label);
    const door = await this.until('an open door', async () =>
      (await this.state()).compartments.find((one) => one.state === 'open'),
    );
    await this.hand(door.id, 'close');
    await this.untilScreen('deposit-confirm');
    await this.keys('#**');
    const message = await this.until('the message', async () =>
      (await this.messages()).find((one) => one.parcel === id),
    );
    return { id, compartment: door.id, message };
  }
}
