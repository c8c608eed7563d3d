import { HalError } from '../../errors';
import type { HalLogger } from '../../log';
import type { DeviceFinding, TimeSource } from '../../ports';
import { explain, keepOpen, type DriverDeps, type Reopening, type Reported } from '../reopen';
import type { SerialPort } from '../serial-port';
import { Board, WATCHED_EVERY_MS, type Poll } from './board';
import { Conversation } from './conversation';
import type { Channel, LockBoardProtocol } from './protocol';
import { nextPoll } from './schedule';

export interface BusSettings {
  /** In the site file. */
  readonly name: string;
  readonly port: string;
  readonly baudRate: number;
  readonly protocol: LockBoardProtocol;
  readonly boards: readonly BoardSettings[];
}

export interface BoardSettings {
  readonly address: number;
  readonly channels: number;
  /** Channels whose contact is a door's, with the level that means open. */
  readonly contacts: ReadonlyMap<number, boolean>;
}

/** An unlock that has left. */
export interface Unlocked {
  /** Monotonic ms. */
  readonly sentAt: number;
  /** `silent`: the board never says that it took one. `unknown`: it should have answered and did not. */
  readonly answer: 'taken' | 'silent' | 'unknown';
}

interface Job {
  readonly device: string;
  readonly of: Channel;
  readonly resolve: (unlocked: Unlocked) => void;
  readonly reject: (error: HalError) => void;
}

/** While nothing happens, so much of the line's time goes to one question, ms: an exchange takes about 30. */
const SHARE_MS = 40;

/**
 * The lock boards on one serial line. It owns the port: one frame is under way at a time, an unlock goes before
 * every question, and is sent once. Between unlocks it asks the boards how their doors stand.
 */
export class LockBoardBus {
  readonly device: string;
  readonly boards: readonly Board[];
  readonly port: Reopening<Conversation>;
  private readonly jobs = new Set<Job>();
  private wake: () => void = () => undefined;
  private firstRound: () => void = () => undefined;
  /** Frames since the start. */
  private asked = 0;
  private silent = 0;

  constructor(
    readonly settings: BusSettings,
    open: () => Promise<SerialPort>,
    private readonly time: TimeSource,
    private readonly logger: HalLogger,
  ) {
    const { name, port, protocol, boards } = settings;
    this.device = `lockboards:${name}`;
    const questions = boards.reduce(
      (sum, { contacts }) => sum + (protocol.statusOf === 'board' ? 1 : contacts.size),
      0,
    );
    const idleMs = Math.max(WATCHED_EVERY_MS, questions * SHARE_MS);
    this.boards = boards.map(({ address, contacts }) => {
      const silence = `no answer from board ${address} on ${port}: address switch, A/B swapped, baud rate, supply?`;
      return new Board(address, protocol, [...contacts.keys()], contacts, silence, idleMs);
    });
    const onDevice: DriverDeps['onDevice'] = ({ device, status, detail }) => {
      logger.warn({ device, detail }, status === 'lost' ? 'serial line of lock boards lost' : 'serial line back');
      if (status === 'lost') this.loseAll(detail);
      else this.begin();
    };
    this.port = keepOpen(this.device, async () => new Conversation(await open(), protocol, time), { time, onDevice });
  }

  /** Settles when the port is open and every board was asked once, or the port can't be opened. */
  async start(): Promise<void> {
    if (this.port.presence().state !== 'stopped') return;
    for (const board of this.boards) board.begin(this.time.monotonic());
    await this.port.start();
    if (this.port.current() === null) return;
    const round = new Promise<void>((resolve) => (this.firstRound = resolve));
    this.begin();
    await round;
  }

  /** Twice does no harm. */
  async stop(): Promise<void> {
    for (const board of this.boards) board.end();
    this.refuse('the driver was stopped');
    const closed = this.port.stop();
    this.wake();
    this.firstRound();
    await closed;
  }

  board(address: number): Board {
    const board = this.boards.find((one) => one.address === address);
    if (board === undefined) throw new Error(`the schema lets the unknown board ${address} through`);
    return board;
  }

  /** @throws HalError `lost` unless its board answers */
  require(device: string, address: number): void {
    const { presence } = this.board(address);
    if (presence.state === 'open') return;
    const why = presence.state === 'lost' ? presence.detail : 'the driver is not started';
    throw new HalError('lost', device, `${why}; nothing was sent`);
  }

  /**
   * Sends the unlock once, as the next frame.
   * @param patienceMs @throws HalError `busy` when the line was not free within this; `lost`: in both cases
   *   nothing was sent
   */
  unlock(device: string, of: Channel, patienceMs: number): Promise<Unlocked> {
    return new Promise((resolve, reject) => {
      const job: Job = {
        device,
        of,
        resolve: (unlocked) => settle(() => resolve(unlocked)),
        reject: (error) => settle(() => reject(error)),
      };
      const cancel = this.time.after(patienceMs, () => {
        if (this.jobs.has(job)) job.reject(new HalError('busy', device, 'the line was not free; nothing was sent'));
      });
      const settle = (how: () => void): void => {
        cancel();
        this.jobs.delete(job);
        how();
      };
      this.jobs.add(job);
      this.wake();
    });
  }

  /** What the door's contact says now; null when its board does not tell. */
  read({ address, channel }: Channel): Promise<boolean | null> {
    const answer = this.board(address).read(channel);
    this.wake();
    return answer;
  }

  /** The line and each board, for the self-test. */
  listed(): Reported[] {
    const boards = this.boards.map((board): Reported => ({
      name: `lockboard:${this.settings.name}/${board.address}`,
      held: { presence: () => board.presence },
      found: () => this.describeBoard(board),
    }));
    return [{ name: this.device, held: this.port, found: () => this.describe() }, ...boards];
  }

  private describe(): DeviceFinding {
    const { port, baudRate, protocol } = this.settings;
    return {
      code: 'lock-board-line',
      port,
      baudRate,
      protocol: protocol.title,
      sent: this.asked,
      unanswered: this.silent,
      echoes: this.port.get().echo.known === true,
    };
  }

  private describeBoard(board: Board): DeviceFinding {
    if (board.presence.state !== 'open') throw new Error('has not answered yet');
    const { contacts, channels } = this.settings.boards.find((one) => one.address === board.address) ?? {};
    const open = [...(contacts ?? [])].filter(([channel, level]) => board.level(channel) === level).length;
    return { code: 'lock-board', channels: channels ?? 0, doors: contacts?.size ?? 0, open };
  }

  private begin(): void {
    const conversation = this.port.current();
    if (conversation === null) return;
    for (const board of this.boards) board.askNow();
    this.run(conversation).catch((error: unknown) => {
      this.logger.error({ device: this.device, error: String(error) }, 'the line is opened anew');
      this.port.lose(error);
    });
  }

  /** Everything that is said on this line, one after the other, until the port goes. */
  private async run(conversation: Conversation): Promise<void> {
    while (this.port.current() === conversation) {
      const [job] = this.jobs;
      if (job !== undefined) {
        await this.send(conversation, job);
        continue;
      }
      const now = this.time.monotonic();
      const next = nextPoll(this.boards, now);
      if ('poll' in next) await this.ask(conversation, next.poll);
      else await this.sleep(next.at - now);
      if (this.boards.every(({ asked }) => asked)) this.firstRound();
    }
    this.firstRound();
  }

  private async send(conversation: Conversation, job: Job): Promise<void> {
    const { protocol } = this.settings;
    const { address, channel } = job.of;
    const board = this.board(address);
    const request = protocol.unlock(job.of);
    this.jobs.delete(job);
    // The answer to an earlier question may look like the answer to this one.
    const ambiguous = protocol.unlockAnswered === 'sometimes' && this.time.monotonic() < board.notBefore;
    board.expect(channel, this.time.monotonic());
    try {
      const { sentAt, reply } = await this.exchange(conversation, () =>
        conversation.ask(request, protocol.unlockReplyMs),
      );
      if (reply === null) this.silent += 1;
      board.expect(channel, this.time.monotonic());
      const taken = reply !== null && !ambiguous;
      if (taken) board.answersUnlocks = true;
      job.resolve({ sentAt, answer: taken ? 'taken' : board.answersUnlocks ? 'unknown' : 'silent' });
    } catch (error) {
      const why = explain(error, this.device);
      if (error instanceof HalError && error.code === 'lost') job.reject(new HalError('lost', job.device, why));
      else job.resolve({ sentAt: this.time.monotonic(), answer: 'unknown' });
    }
  }

  private async ask(conversation: Conversation, poll: Poll): Promise<void> {
    const { board, request } = poll;
    const waiting = poll.waiters.splice(0);
    try {
      const { sentAt, reply } = await this.exchange(conversation, () =>
        conversation.ask(request, this.settings.protocol.statusReplyMs),
      );
      // The port went, and all boards with it.
      if (this.port.current() !== conversation) return;
      const now = this.time.monotonic();
      if (reply !== null) return board.answered(poll, reply, waiting.splice(0), now);
      this.silent += 1;
      board.unanswered(poll, waiting.splice(0), sentAt, now);
    } catch {
      // The port is being opened anew.
    } finally {
      for (const { resolve } of waiting) resolve(null);
    }
  }

  /** A port that fails is given up. */
  private async exchange<T>(conversation: Conversation, speak: () => Promise<T>): Promise<T> {
    this.asked += 1;
    try {
      return await speak();
    } catch (error) {
      if (this.port.current() === conversation) this.port.lose(error);
      throw error;
    }
  }

  /** Until then, or until somebody wants something. */
  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.wake = () => undefined;
        resolve();
      };
      const cancel = Number.isFinite(ms) ? this.time.after(ms, done) : () => undefined;
      this.wake = done;
    });
  }

  private loseAll(detail: string): void {
    const now = this.time.monotonic();
    for (const board of this.boards) board.lose(detail, now);
    this.refuse(detail);
    this.wake();
  }

  private refuse(why: string): void {
    for (const job of [...this.jobs]) job.reject(new HalError('lost', job.device, `${why}; nothing was sent`));
  }
}
