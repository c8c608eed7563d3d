import { HalError } from '../../errors';
import type { DeviceFinding, Lock } from '../../ports';
import type { DriverDeps, Presence } from '../reopen';
import type { Supply } from '../supply';
import type { BoardContact } from './board-contact';
import type { LockBoardBus, Unlocked } from './bus';
import { watchBoard } from './presence';
import type { Channel } from './protocol';

/**
 * A release whose turn at its supply and on its line does not come within this, in all, is refused, ms: a door must not
 * open when nobody waits for it any more.
 */
const PATIENCE_MS = 1_000;
/** Where the board did not answer: how long the door's contact may take to tell, ms from the end of the pulse. */
const SETTLE_MS = 500;
/** Between two looks at it, ms. */
const LOOK_MS = 30;

export interface BoardPulse {
  /** How long the board is set to drive a coil; so long its supply is taken. */
  readonly pulseMs: number;
  readonly restMs: number;
}

/**
 * A coil that a lock board drives: the board makes the pulse itself and ends it, whatever this process does.
 * A command is sent once. When its answer does not come, the contact on the same channel settles what happened;
 * as long as that says shut, the outcome is unknown, and nobody pulses again. Of a board that never answers an
 * unlock nothing is missing, if it still answers questions: then the pulse was sent, as on a line.
 */
export class BoardLock implements Lock {
  private readonly device: string;
  private restUntil = -Infinity;
  private life = 0;
  private unwatch: () => void = () => undefined;

  /** @param contact that of the same channel; null when the door's contact is elsewhere */
  constructor(
    id: string,
    private readonly channel: Channel,
    private readonly settings: BoardPulse,
    private readonly bus: LockBoardBus,
    private readonly contact: BoardContact | null,
    private readonly deps: DriverDeps & { readonly supply: Supply },
  ) {
    this.device = `lock:${id}`;
  }

  async start(): Promise<void> {
    this.life += 1;
    this.unwatch();
    this.unwatch = watchBoard(this.bus.board(this.channel.address), this.device, this.deps);
  }

  async stop(): Promise<void> {
    this.life += 1;
    this.unwatch();
  }

  presence(): Presence {
    return this.bus.board(this.channel.address).presence;
  }

  describe(): DeviceFinding {
    const { address, channel } = this.channel;
    return { code: 'board-lock', address, channel, bus: this.bus.settings.name };
  }

  async release(): Promise<void> {
    const { time, supply } = this.deps;
    const { life, device } = this;
    this.bus.require(device, this.channel.address);
    const rest = this.restUntil - time.monotonic();
    if (rest > 0) await this.wait(rest);
    const latest = time.monotonic() + PATIENCE_MS;
    const answer = await supply.turn(device, PATIENCE_MS, async () => {
      if (life !== this.life) throw new HalError('lost', device, 'the driver was stopped; nothing was sent');
      return this.pulse(latest - time.monotonic());
    });
    if (answer === 'unknown') await this.settle();
    else if (answer === 'silent' && (await this.bus.read(this.channel)) === null) throw this.unknown();
  }

  /** @param patienceMs how long the line may take until it is free */
  private async pulse(patienceMs: number): Promise<Unlocked['answer']> {
    const { time } = this.deps;
    this.bus.require(this.device, this.channel.address);
    if (this.restUntil > time.monotonic()) {
      throw new HalError('busy', this.device, 'was released a moment ago and has to rest; nothing was sent');
    }
    const { sentAt, answer } = await this.bus.unlock(this.device, this.channel, patienceMs);
    const pulseEnds = sentAt + this.settings.pulseMs;
    this.restUntil = Math.max(pulseEnds, time.monotonic()) + this.settings.restMs;
    if (pulseEnds > time.monotonic()) await this.wait(pulseEnds - time.monotonic());
    return answer;
  }

  /** @throws HalError `timeout` unless the door is seen open */
  private async settle(): Promise<void> {
    const { time } = this.deps;
    const latest = time.monotonic() + SETTLE_MS;
    while (this.contact !== null) {
      const reading = await this.contact.read();
      if (reading === 'open') return;
      if (reading === 'unknown' || time.monotonic() >= latest) break;
      await this.wait(LOOK_MS);
    }
    throw this.unknown();
  }

  private unknown(): HalError {
    const text = `board ${this.channel.address} did not answer; whether it was released is unknown`;
    return new HalError('timeout', this.device, text);
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.deps.time.after(ms, resolve));
  }
}
