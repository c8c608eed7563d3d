import type { CodeScanner, Listen, Unsubscribe } from '../../ports';
import { Signal } from '../../signal';
import { keepOpen, type DriverDeps, type Reopening } from '../reopen';
import { emptyFraming, scanBytes, scanDue, scanIdle, type FramingRules, type FramingStep } from './scan-framing';
import { openSerialPort, type SerialPort, type SerialSettings } from '../serial-port';

export interface ScannerSettings extends SerialSettings, FramingRules {}

/**
 * A code scanner on a serial line or USB-serial adapter, in continuous or presentation mode (it scans by
 * itself). Sources: hardware.md section 5; Grow GM65 and Honeywell user manuals for endings and AIM prefixes.
 */
export class SerialScanner implements CodeScanner {
  private readonly codes = new Signal<string>();
  readonly onCode: Listen<string> = this.codes.listen;
  readonly port: Reopening<SerialPort>;
  private framing = emptyFraming;
  private cancel: Unsubscribe | null = null;
  private unlisten: Unsubscribe = () => undefined;

  /** @param open for tests: how the port is opened */
  constructor(
    private readonly settings: ScannerSettings,
    private readonly deps: DriverDeps,
    open: () => Promise<SerialPort> = () => openSerialPort('scanner', settings),
  ) {
    this.port = keepOpen('scanner', async () => this.listen(await open()), deps);
  }

  start(): Promise<void> {
    return this.port.start();
  }

  async stop(): Promise<void> {
    this.forget();
    await this.port.stop();
    this.forget();
  }

  /** For the self-test. */
  describe(): string {
    const { delivered, dropped, unended } = this.framing;
    const { port, baudRate } = this.settings;
    const hints = [
      dropped > delivered ? '; is baudRate the one that the scanner is set to?' : '',
      unended > delivered ? "; set the scanner's suffix to CR, or `ending: idle`" : '',
    ];
    return `${port} at ${baudRate} baud: ${delivered} codes read, ${dropped} unreadable, ${unended} without an ending${hints.join('')}`;
  }

  private listen(port: SerialPort): SerialPort {
    this.forget();
    port.onLost(() => this.forget());
    this.unlisten = port.onData((bytes) =>
      this.take(scanBytes(this.framing, bytes, this.deps.time.monotonic(), this.settings)),
    );
    return port;
  }

  private take({ state, codes }: FramingStep): void {
    this.framing = state;
    this.plan();
    for (const code of codes) this.codes.emit(code);
  }

  private plan(): void {
    const due = scanDue(this.framing, this.settings);
    this.wait(due === null ? null : Math.max(0, due - this.deps.time.monotonic()));
  }

  /**
   * A timer that comes late means that this process was busy elsewhere: bytes may wait to be read, and a code
   * must not be cut in two. They get as long again to arrive.
   */
  private wait(ms: number | null): void {
    const { time } = this.deps;
    this.cancel?.();
    this.cancel = null;
    if (ms === null) return;
    const from = time.monotonic();
    this.cancel = time.after(ms, () => {
      const now = time.monotonic();
      if (now - from - ms > this.settings.idleMs / 2) this.wait(this.settings.idleMs);
      else this.take(scanIdle(this.framing, now, this.settings));
    });
  }

  /** Half a code of before the port was lost belongs to nothing that comes after. */
  private forget(): void {
    this.unlisten();
    this.cancel?.();
    this.cancel = null;
    this.framing = { ...this.framing, pending: emptyFraming.pending, overflow: false };
  }
}
