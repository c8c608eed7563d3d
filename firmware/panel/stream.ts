import type { ServerResponse } from 'node:http';
import type { StoredEvent } from '../core/events';
import type { LogLine } from '../core/log-ring';
import type { Beep, Listen, Unsubscribe } from '../../hal/ports';
import type { StateView } from '../core/views';

/** At most ten states a second: nobody reads faster, and a moving door makes many. */
const STATE_EVERY_MS = 100;
const HEARTBEAT_MS = 15_000;
/** An event, not a comment: a page can't see comments, and without a beat it must say that it is stale. */
const BEAT = 'event: beat\ndata: {}\n\n';
/** A client that lets this much pile up is gone or asleep; it comes back by itself. */
const MAX_BUFFERED = 1024 * 1024;

/** Real time: sockets stay in it whatever the locker's clock does. */
export interface Timers {
  after(ms: number, run: () => void): Unsubscribe;
}

export const realTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export interface StreamDeps {
  readonly state: () => StateView;
  readonly onChange: (listener: () => void) => Unsubscribe;
  readonly onEvents: (listener: (events: readonly StoredEvent[]) => void) => Unsubscribe;
  readonly onSound: Listen<Beep>;
  readonly onLog: Listen<LogLine>;
  readonly timers: Timers;
}

type Client = Pick<ServerResponse, 'write' | 'end' | 'destroy' | 'on' | 'writableLength'>;
interface Member {
  readonly client: Client;
  readonly allowed: () => boolean;
}

/** Tells every open page and `lockerctl events --follow` what changes, as server-sent events. */
export class StreamHub {
  private readonly members = new Set<Member>();
  private stops: Unsubscribe[] = [];
  private pause: Unsubscribe | null = null;
  private changed = false;

  constructor(private readonly deps: StreamDeps) {}

  start(): void {
    this.stops = [
      this.deps.onChange(() => this.noteChange()),
      this.deps.onEvents((events) => this.broadcast(events.map(eventMessage).join(''))),
      this.deps.onSound((sound) => this.tell('sound', { sound })),
      this.deps.onLog((line) => this.tell('log', line)),
    ];
    this.beat();
  }

  /** Tells everybody something that is over when it is told: a sound, how the simulated world is now. */
  tell(name: string, data: object): void {
    this.broadcast(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Ends every stream. */
  stop(): void {
    for (const stop of this.stops) stop();
    this.stops = [];
    this.pause?.();
    this.pause = null;
    for (const { client } of this.members) client.end();
    this.members.clear();
  }

  /**
   * @param missed events since the client was here last, told before anything new
   * @param allowed asked at each heartbeat: a session that is over ends its stream
   */
  add(client: Client, missed: readonly StoredEvent[], allowed: () => boolean): void {
    const member = { client, allowed };
    this.members.add(member);
    client.on('close', () => this.members.delete(member));
    this.send(member, `retry: 1000\n\n${stateMessage(this.deps.state())}${missed.map(eventMessage).join('')}`);
  }

  private noteChange(): void {
    this.changed = true;
    // After the change is through: a listener may be told in the middle of it.
    this.pause ??= this.deps.timers.after(0, () => this.sendState());
  }

  private sendState(): void {
    this.pause = null;
    if (!this.changed) return;
    this.changed = false;
    if (this.members.size > 0) this.broadcast(stateMessage(this.deps.state()));
    this.pause = this.deps.timers.after(STATE_EVERY_MS, () => this.sendState());
  }

  private beat(): void {
    const cancel = this.deps.timers.after(HEARTBEAT_MS, () => {
      this.stops = this.stops.filter((stop) => stop !== cancel);
      for (const member of this.members) {
        if (member.allowed()) this.send(member, BEAT);
        else this.drop(member);
      }
      this.beat();
    });
    this.stops.push(cancel);
  }

  private broadcast(message: string): void {
    if (message !== '') for (const member of this.members) this.send(member, message);
  }

  private send(member: Member, message: string): void {
    if (member.client.writableLength > MAX_BUFFERED) {
      this.members.delete(member);
      member.client.destroy();
    } else member.client.write(message);
  }

  private drop(member: Member): void {
    this.members.delete(member);
    member.client.end();
  }
}

function stateMessage(state: StateView): string {
  return `event: state\ndata: ${JSON.stringify(state)}\n\n`;
}

function eventMessage(event: StoredEvent): string {
  return `event: event\nid: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`;
}
