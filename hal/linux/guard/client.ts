import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HalError } from '../../errors';
import type { HalLogger } from '../../log';
import type { TimeSource, Unsubscribe } from '../../ports';
import type { OffSwitch } from '../lines';
import type { GuardReady, GuardReply, GuardRequest } from './messages';

/** How long the guard may take to answer, ms: it has nothing else to do. */
const ANSWER_MS = 1_000;
/** How long it may take to start, ms: a Node program on a small board that is starting everything at once. */
const START_MS = 15_000;
/** Pause before a guard that ended is started again, ms. */
const RESTART_MS = 1_000;

export interface PulseGuard {
  /** Settles when the guard would switch the output off: `ms` from now, or when this process ends or hangs. @throws HalError `lost` */
  arm(off: OffSwitch, ms: number): Promise<ArmedGuard>;
  /** Settles when the guard listens, or could not be started. Twice does no harm. */
  start(): Promise<void>;
  /** Twice does no harm. */
  stop(): Promise<void>;
}

export interface ArmedGuard {
  /** The output is off. @returns whether the guard had to switch it off. Does not throw: a guard that ended can't say. */
  disarm(): Promise<boolean>;
}

type Ask = (id: number) => GuardRequest;

/** The bundle beside this program's; in the sources there is none and tests name their own. */
export function guardProgram(): string {
  return join(__dirname, 'pulse-guard.js');
}

/** Keeps the guard's process running and talks to it. */
export class GuardProcess implements PulseGuard {
  private child: ChildProcess | null = null;
  /** It has said that it listens. */
  private listening = false;
  private running = false;
  private next = 1;
  private readonly waiting = new Map<number, { answer: (reply: GuardReply | null) => void }>();
  private restart: Unsubscribe | null = null;

  constructor(
    private readonly time: TimeSource,
    private readonly logger: HalLogger,
    private readonly program = guardProgram(),
  ) {}

  async start(): Promise<void> {
    if (this.running) return;
    this.running = true;
    await this.launch();
  }

  async stop(): Promise<void> {
    this.running = false;
    this.restart?.();
    const { child } = this;
    this.child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (child.connected) child.disconnect();
    await ended;
  }

  async arm(off: OffSwitch, ms: number): Promise<ArmedGuard> {
    const reply = await this.ask((id) => ({ type: 'arm', id, off, ms }));
    if (reply?.type !== 'armed') {
      const why = reply?.type === 'refused' ? `: ${reply.error}` : ' does not answer';
      throw new HalError('lost', 'guard', `the process that guards pulses${why}`);
    }
    const { id } = reply;
    const { child } = this;
    return {
      disarm: async () => {
        // Another guard knows nothing of it, and this one's end has switched it off.
        if (this.child !== child) return true;
        const answer = await this.ask(() => ({ type: 'disarm', id }), id);
        return answer?.type === 'disarmed' ? answer.cut : true;
      },
    };
  }

  private ask(request: Ask, id = this.next++): Promise<GuardReply | null> {
    const { child } = this;
    if (child === null || !child.connected || !this.listening) return Promise.resolve(null);
    return new Promise((resolve) => {
      const cancel = this.time.after(ANSWER_MS, () => answer(null));
      const answer = (reply: GuardReply | null): void => {
        cancel();
        this.waiting.delete(id);
        resolve(reply);
      };
      this.waiting.set(id, { answer });
      child.send(request(id), (error) => error && answer(null));
    });
  }

  private async launch(): Promise<void> {
    if (!this.running) return;
    if (!existsSync(this.program)) {
      this.logger.error({ program: this.program }, 'the program that guards pulses is missing: npm run build');
      return this.ended(null);
    }
    const child = fork(this.program, [], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.child = child;
    this.listening = false;
    await new Promise<void>((resolve) => {
      const cancel = this.time.after(START_MS, resolve);
      const settle = (): void => {
        cancel();
        resolve();
      };
      child.on('message', (message) => {
        const reply = message as GuardReply | GuardReady;
        if (reply.type !== 'ready') return this.waiting.get(reply.id)?.answer(reply);
        this.listening = this.child === child;
        settle();
      });
      child.once('error', (error) => {
        this.logger.error({ error: error.message }, 'the guard of pulses could not be started');
        settle();
      });
      child.once('exit', () => {
        this.ended(child);
        settle();
      });
    });
  }

  private ended(child: ChildProcess | null): void {
    if (this.child === child) this.child = null;
    for (const { answer } of [...this.waiting.values()]) answer(null);
    if (!this.running) return;
    if (child !== null) this.logger.error({}, 'the guard of pulses ended; starting it again');
    this.restart = this.time.after(RESTART_MS, () => void this.launch());
  }
}
