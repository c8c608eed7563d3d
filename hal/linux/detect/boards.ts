import type { TimeSource } from '../../ports';
import { Conversation } from '../lock-boards/conversation';
import type { Channel, LockBoardProtocol, Reply } from '../lock-boards/protocol';
import type { SerialPort } from '../serial-port';

export interface FoundBoard {
  readonly address: number;
  /** At most: a board may tell of more channels than it has connectors. */
  readonly channels: number;
  /** What it reports, by channel: 1 is true. */
  readonly levels: ReadonlyMap<number, boolean>;
}

/** A board that misses a question now and then is asked again. */
const TRIES = 3;
/** After so many channels without an answer there are no more. */
const SILENT_CHANNELS = 2;

/** Questions for the state of boards on one open port. */
export class BoardQuestions {
  private readonly conversation: Conversation;

  constructor(
    port: SerialPort,
    private readonly protocol: LockBoardProtocol,
    time: TimeSource,
  ) {
    this.conversation = new Conversation(port, protocol, time);
  }

  async ask(of: Channel): Promise<Reply | null> {
    const { reply } = await this.conversation.ask(this.protocol.status(of), this.protocol.statusReplyMs);
    return reply;
  }

  /** Is a board there? What answers must answer twice: noise does not. */
  async there(address: number): Promise<boolean> {
    const of = { address, channel: 1 };
    return (await this.ask(of)) !== null && (await this.patiently(of)) !== null;
  }

  /** All that the board tells. */
  async look(address: number): Promise<FoundBoard> {
    const levels = new Map<number, boolean>();
    if (this.protocol.statusOf === 'board') {
      for (const [channel, level] of (await this.patiently({ address, channel: 1 }))?.levels ?? []) {
        levels.set(channel, level);
      }
      return { address, channels: levels.size, levels };
    }
    for (let channel = 1, silent = 0; channel <= this.protocol.channels && silent < SILENT_CHANNELS; channel += 1) {
      const of = { address, channel };
      const reply = (await this.ask(of)) ?? (await this.ask(of));
      silent = reply === null ? silent + 1 : 0;
      for (const [at, level] of reply?.levels ?? []) levels.set(at, level);
    }
    return { address, channels: Math.max(0, ...levels.keys()), levels };
  }

  private async patiently(of: Channel): Promise<Reply | null> {
    for (let n = 0; n < TRIES; n += 1) {
      const reply = await this.ask(of);
      if (reply !== null) return reply;
    }
    return null;
  }
}
