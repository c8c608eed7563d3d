import type { DeviceFinding, Listen } from '../../ports';
import { Signal } from '../../signal';
import type { InputLine } from '../lines';
import { keepOpen, type Closable, type DriverDeps, type Reopening } from '../reopen';

/** A line that is active while somebody stands in front of the locker. One that is lost sees nobody. */
export class PresenceSensor {
  private readonly changes = new Signal<boolean>();
  readonly onChange: Listen<boolean> = this.changes.listen;
  readonly line: Reopening<InputLine & Closable>;

  constructor(open: () => Promise<InputLine & Closable>, { time, onDevice }: DriverDeps) {
    this.line = keepOpen('presence', async () => this.listen(await open()), {
      time,
      onDevice: (change) => {
        if (change.status === 'lost') this.changes.emit(false);
        onDevice(change);
      },
    });
  }

  start(): Promise<void> {
    return this.line.start();
  }

  stop(): Promise<void> {
    return this.line.stop();
  }

  /** For the self-test. */
  async describe(): Promise<DeviceFinding> {
    const line = this.line.get();
    return { code: 'presence', somebody: await line.read(), line: line.name };
  }

  private async listen(line: InputLine & Closable): Promise<InputLine & Closable> {
    line.onEdge(({ active }) => this.changes.emit(active));
    try {
      this.changes.emit(await line.read());
      return line;
    } catch (error) {
      await line.close();
      throw error;
    }
  }
}
