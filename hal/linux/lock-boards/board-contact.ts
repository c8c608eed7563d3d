import type { DeviceFinding, DoorContact, DoorReading, Listen } from '../../ports';
import { Signal } from '../../signal';
import type { DriverDeps, Presence } from '../reopen';
import type { LockBoardBus } from './bus';
import { watchBoard } from './presence';
import type { Channel } from './protocol';

/** A door contact that a lock board reads. While its board does not answer it reads `unknown`. */
export class BoardContact implements DoorContact {
  private readonly changes = new Signal<DoorReading>();
  readonly onChange: Listen<DoorReading> = this.changes.listen;
  private readonly device: string;
  private told: DoorReading | null = null;
  private stops: (() => void)[] = [];

  constructor(
    id: string,
    private readonly channel: Channel,
    /** Which reported level means that the door is open. */
    private readonly openLevel: boolean,
    private readonly bus: LockBoardBus,
    private readonly deps: DriverDeps,
  ) {
    this.device = `door:${id}`;
  }

  async start(): Promise<void> {
    await this.stop();
    const board = this.bus.board(this.channel.address);
    const { channel } = this.channel;
    this.stops = [
      board.onLevel((change) => {
        if (change.channel === channel) this.tell(this.reading(change.level));
      }),
      watchBoard(board, this.device, this.deps),
      board.onPresence(({ state }) => {
        if (state === 'lost') this.tell('unknown');
      }),
    ];
    this.tell(this.reading(board.level(channel)));
  }

  async stop(): Promise<void> {
    for (const stop of this.stops.splice(0)) stop();
    this.told = null;
  }

  presence(): Presence {
    return this.bus.board(this.channel.address).presence;
  }

  async describe(): Promise<DeviceFinding> {
    const reading = await this.read();
    if (reading === 'unknown') throw new Error('the contact can’t be read: is the board connected?');
    const { address, channel } = this.channel;
    return { code: 'board-contact', reading, address, channel, bus: this.bus.settings.name };
  }

  async read(): Promise<DoorReading> {
    return this.reading(await this.bus.read(this.channel));
  }

  private reading(level: boolean | null): DoorReading {
    if (level === null) return 'unknown';
    return level === this.openLevel ? 'open' : 'closed';
  }

  private tell(reading: DoorReading): void {
    if (reading === this.told) return;
    this.told = reading;
    this.changes.emit(reading);
  }
}
