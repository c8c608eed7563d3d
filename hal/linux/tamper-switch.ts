import type { DeviceFinding, Listen, TamperSwitch as TamperPort, Unsubscribe } from '../ports';
import { Signal } from '../signal';
import type { InputLine } from './lines';
import { keepOpen, type Closable, type DriverDeps, type Reopening } from './reopen';

export interface TamperSettings {
  readonly alarmWhen: 'active' | 'inactive';
}

export type TamperReading = 'quiet' | 'alarm' | 'unknown';

/** A cover that shakes is one alarm: quiet counts only when it has lasted, ms. */
const QUIET_MS = 500;

/** A contact at the cover of the electronics. An alarm is told at once, its end when it has been quiet for half a second. */
export class TamperSwitch implements TamperPort {
  private readonly changes = new Signal<TamperReading>();
  readonly onChange: Listen<TamperReading> = this.changes.listen;
  readonly line: Reopening<InputLine & Closable>;
  private told: TamperReading = 'unknown';
  private calming: Unsubscribe | null = null;

  constructor(
    private readonly settings: TamperSettings,
    open: () => Promise<InputLine & Closable>,
    private readonly deps: DriverDeps,
  ) {
    this.line = keepOpen('tamper', async () => this.listen(await open()), {
      time: deps.time,
      onDevice: (change) => {
        if (change.status === 'lost') this.tell('unknown');
        deps.onDevice(change);
      },
    });
  }

  start(): Promise<void> {
    return this.line.start();
  }

  async stop(): Promise<void> {
    await this.line.stop();
    this.calming?.();
    this.calming = null;
    this.told = 'unknown';
  }

  async read(): Promise<TamperReading> {
    const line = this.line.current();
    if (line === null) return 'unknown';
    try {
      return this.reading(await line.read());
    } catch (error) {
      if (this.line.current() === line) this.line.lose(error);
      return 'unknown';
    }
  }

  /** For the self-test. */
  async describe(): Promise<DeviceFinding> {
    return { code: 'cover', reading: await this.read(), line: this.line.get().name };
  }

  private async listen(line: InputLine & Closable): Promise<InputLine & Closable> {
    line.onEdge(({ active }) => this.take(this.reading(active)));
    try {
      this.take(this.reading(await line.read()));
      return line;
    } catch (error) {
      await line.close();
      throw error;
    }
  }

  private reading(active: boolean): 'quiet' | 'alarm' {
    return active === (this.settings.alarmWhen === 'active') ? 'alarm' : 'quiet';
  }

  private take(reading: 'quiet' | 'alarm'): void {
    this.calming?.();
    this.calming = null;
    if (reading === 'alarm' || this.told === 'unknown') this.tell(reading);
    else if (this.told === 'alarm') this.calming = this.deps.time.after(QUIET_MS, () => this.tell('quiet'));
  }

  private tell(reading: TamperReading): void {
    this.calming?.();
    this.calming = null;
    if (reading === this.told) return;
    this.told = reading;
    this.changes.emit(reading);
  }
}
