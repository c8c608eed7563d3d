import type { DoorContact as DoorContactPort, DoorReading, Listen } from '../ports';
import { Signal } from '../signal';
import type { InputLine } from './lines';
import { keepOpen, type DriverDeps, type Reopening } from './reopen';

export interface ContactSettings {
  readonly closedWhen: 'active' | 'inactive';
}

/** A reed or micro switch at a door, on an input. While the line is away it reads `unknown`. */
export class DoorContact implements DoorContactPort {
  readonly line: Reopening<InputLine>;
  private readonly changes = new Signal<DoorReading>();
  readonly onChange: Listen<DoorReading> = this.changes.listen;
  private told: DoorReading | null = null;

  constructor(
    id: string,
    private readonly settings: ContactSettings,
    open: () => Promise<InputLine>,
    { time, onDevice }: DriverDeps,
  ) {
    this.line = keepOpen(`door:${id}`, async () => this.listen(await open()), {
      time,
      onDevice: (change) => {
        onDevice(change);
        if (change.status === 'lost') this.tell('unknown');
        else void this.read();
      },
    });
  }

  async start(): Promise<void> {
    await this.line.start();
    await this.read();
  }

  async stop(): Promise<void> {
    await this.line.stop();
    this.told = null;
  }

  async read(): Promise<DoorReading> {
    const line = this.line.current();
    if (line === null) return 'unknown';
    try {
      const reading = this.reading(await line.read());
      if (this.line.current() !== line) return 'unknown';
      this.tell(reading);
      return reading;
    } catch (error) {
      if (this.line.current() === line) this.line.lose(error);
      return 'unknown';
    }
  }

  private listen(line: InputLine): InputLine {
    line.onEdge(({ active }) => {
      if (this.line.current() === line) this.tell(this.reading(active));
    });
    return line;
  }

  private reading(active: boolean): DoorReading {
    return active === (this.settings.closedWhen === 'active') ? 'closed' : 'open';
  }

  private tell(reading: DoorReading): void {
    if (reading === this.told) return;
    this.told = reading;
    this.changes.emit(reading);
  }
}
