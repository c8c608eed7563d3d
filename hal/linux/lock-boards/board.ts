import { Signal } from '../../signal';
import type { Presence } from '../reopen';
import type { LockBoardProtocol, Reply, StatusRequest } from './protocol';

/** A board is lost when it has not answered so often and for so long, ms: one that starts anew is back sooner. */
const LOST_AFTER_TRIES = 3;
const LOST_AFTER_MS = 3_000;
/** Pauses between two questions to a board that is lost, ms; doubled in between. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** How often a door that was released a moment ago is looked at, ms. */
const RELEASED_EVERY_MS = 50;
/** How often a door that stands open is looked at, and the least for all others, ms. */
export const WATCHED_EVERY_MS = 250;
/** A door that has not opened this long after its release is a door like any other, ms. */
const RELEASED_FOR_MS = 10_000;

/** Somebody who waits for what the next answer says of a channel: null when it can't be had. */
interface Waiter {
  readonly channel: number;
  readonly resolve: (level: boolean | null) => void;
}

/** One status request, asked again and again. */
export interface Poll {
  readonly board: Board;
  readonly request: StatusRequest;
  dueAt: number;
  /** Channels just released, with when that ends to count. */
  readonly released: Map<number, number>;
  waiters: Waiter[];
}

export interface LevelChange {
  readonly channel: number;
  readonly level: boolean;
}

/** What is known of one board on the line: whether it answers, what it last said, when to ask again. */
export class Board {
  readonly polls: readonly Poll[];
  private readonly levels = new Map<number, boolean>();
  /** Told once, and not yet a second time: of frames without a checksum. */
  private readonly doubted = new Map<number, boolean>();
  private readonly changes = new Signal<LevelChange>();
  readonly onLevel = this.changes.listen;
  private readonly presences = new Signal<Presence>();
  readonly onPresence = this.presences.listen;
  presence: Presence = { state: 'stopped' };
  /** Was it asked since the start, whatever came of it? */
  asked = false;
  /** Does it say when it took an unlock? Of boards that may not, only one that once did is expected to. */
  answersUnlocks: boolean;
  /** Not before this: the answer to the last question may still come. */
  notBefore = -Infinity;
  private failures = 0;
  private answeredAt = -Infinity;
  private retryAt = -Infinity;
  private pause = FIRST_PAUSE_MS;

  /**
   * @param watched channels whose contact somebody reads
   * @param openLevel which level of a channel means that its door is open
   */
  constructor(
    readonly address: number,
    private readonly protocol: LockBoardProtocol,
    watched: readonly number[],
    private readonly openLevel: ReadonlyMap<number, boolean>,
    private readonly silent: string,
    /** How often it is asked while nothing happens, ms. */
    private readonly idleMs: number,
  ) {
    this.answersUnlocks = protocol.unlockAnswered === 'always';
    // A board with nothing to watch is asked all the same: is it there?
    const channels = protocol.statusOf === 'board' || watched.length === 0 ? watched.slice(0, 1) : watched;
    this.polls = (channels.length === 0 ? [1] : channels).map((channel) => ({
      board: this,
      request: protocol.status({ address, channel }),
      dueAt: -Infinity,
      released: new Map<number, number>(),
      waiters: [],
    }));
  }

  begin(now: number): void {
    this.asked = false;
    this.failures = 0;
    this.answeredAt = now;
    this.askNow();
    this.levels.clear();
    this.doubted.clear();
    this.presence = { state: 'opening' };
  }

  /** The port is there (again). */
  askNow(): void {
    this.notBefore = -Infinity;
    this.retryAt = -Infinity;
    this.pause = FIRST_PAUSE_MS;
    for (const poll of this.polls) poll.dueAt = -Infinity;
  }

  end(): void {
    this.giveUp();
    this.presence = { state: 'stopped' };
  }

  level(channel: number): boolean | null {
    return this.levels.get(channel) ?? null;
  }

  /** The level as the next answer to a question not yet asked tells it; null when it can't be read. */
  read(channel: number): Promise<boolean | null> {
    const poll = this.pollOf(channel);
    if (poll === undefined || this.presence.state === 'lost' || this.presence.state === 'stopped') {
      return Promise.resolve(null);
    }
    return new Promise((resolve) => poll.waiters.push({ channel, resolve }));
  }

  /** A door is on its way: look often. */
  expect(channel: number, now: number): void {
    const poll = this.pollOf(channel);
    if (poll === undefined || !this.openLevel.has(channel)) return;
    poll.released.set(channel, now + RELEASED_FOR_MS);
    poll.dueAt = now;
  }

  /** When this question may be asked, monotonic ms. */
  due(poll: Poll): number {
    if (this.presence.state === 'lost') return poll === this.polls[0] ? this.retryAt : Infinity;
    return Math.max(this.notBefore, poll.waiters.length > 0 ? -Infinity : poll.dueAt);
  }

  period(poll: Poll, now: number): number {
    for (const [channel, until] of poll.released) if (until <= now) poll.released.delete(channel);
    if (poll.released.size > 0) return RELEASED_EVERY_MS;
    const { channel } = poll.request;
    const open = channel !== null && this.level(channel) === this.openLevel.get(channel);
    return open ? WATCHED_EVERY_MS : this.idleMs;
  }

  answered(poll: Poll, reply: Reply, waiting: readonly Waiter[], now: number): void {
    this.failures = 0;
    this.answeredAt = now;
    this.notBefore = -Infinity;
    if (this.presence.state !== 'open') {
      const wasLost = this.presence.state === 'lost';
      if (wasLost) this.askNow();
      this.tell({ state: 'open' });
    }
    if (!this.protocol.checksum && this.doubt(reply)) {
      poll.dueAt = now;
      poll.waiters = [...waiting, ...poll.waiters];
      return;
    }
    this.asked = true;
    for (const [channel, level] of reply.levels) {
      if (level === this.openLevel.get(channel)) poll.released.delete(channel);
      if (this.levels.get(channel) === level) continue;
      this.levels.set(channel, level);
      this.changes.emit({ channel, level });
    }
    poll.dueAt = now + this.period(poll, now);
    for (const { channel, resolve } of waiting) resolve(reply.levels.get(channel) ?? null);
  }

  /** @param sentAt when the question had left, monotonic ms */
  unanswered(poll: Poll, waiting: readonly Waiter[], sentAt: number, now: number): void {
    this.asked = true;
    this.failures += 1;
    this.notBefore = sentAt + this.protocol.lateMs;
    poll.dueAt = now;
    poll.waiters = [...waiting, ...poll.waiters];
    if (this.presence.state === 'lost') {
      this.retryAt = now + this.pause;
      this.pause = Math.min(2 * this.pause, LONGEST_PAUSE_MS);
    } else if (this.failures >= LOST_AFTER_TRIES && now - this.answeredAt >= LOST_AFTER_MS) {
      this.lose(this.silent, now);
    }
  }

  lose(detail: string, now: number): void {
    this.giveUp();
    this.retryAt = now + this.pause;
    this.pause = Math.min(2 * this.pause, LONGEST_PAUSE_MS);
    if (this.presence.state !== 'lost') this.tell({ state: 'lost', detail });
    else this.presence = { state: 'lost', detail };
  }

  /** One bit on the line makes an open door of a closed one: what is new is asked a second time. */
  private doubt({ levels }: Reply): boolean {
    let news = false;
    for (const [channel, level] of levels) {
      if (this.levels.get(channel) === level || this.doubted.get(channel) === level) this.doubted.delete(channel);
      else {
        this.doubted.set(channel, level);
        news = true;
      }
    }
    return news;
  }

  private giveUp(): void {
    this.levels.clear();
    this.doubted.clear();
    for (const poll of this.polls) {
      poll.released.clear();
      for (const { resolve } of poll.waiters.splice(0)) resolve(null);
    }
  }

  private tell(presence: Presence): void {
    this.presence = presence;
    this.presences.emit(presence);
  }

  private pollOf(channel: number): Poll | undefined {
    return this.polls.find(({ request }) => request.channel === null || request.channel === channel);
  }
}
