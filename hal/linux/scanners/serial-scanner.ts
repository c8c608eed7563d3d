import type { CodeScanner, DeviceFinding, Listen, TimeSource, Unsubscribe } from '../../ports';
import { Signal } from '../../signal';
import { keepOpen, type DriverDeps, type Reopening } from '../reopen';
import { openSerialPort, type SerialPort, type SerialSettings } from '../serial-port';
import { emptyFraming, scanBytes, scanDue, scanIdle, type FramingRules, type FramingStep } from './scan-framing';
import { restingTrigger, triggerDue, triggerStep, type TriggerInput } from './trigger';

export interface ScannerSettings extends SerialSettings, FramingRules {
  readonly mode: 'presentation' | 'trigger';
  /** How long a reading lasts that finds nothing, s. */
  readonly triggerSeconds: number;
}

/** What one make of scanner has of its own. */
export interface ScannerKind {
  /** For the self-test. */
  readonly title: string;
  /** Sets the device up behind a port that was opened; closes the port when it can't. @throws HalError `lost` */
  prepare?(port: SerialPort, settings: ScannerSettings, time: TimeSource): Promise<SerialPort>;
  /** The bytes that begin and end a reading on demand. */
  readonly trigger?: { readonly start: Uint8Array; readonly stop: Uint8Array };
}

/**
 * A code scanner on a serial line or USB-serial adapter. It reads by itself (presentation mode), or on demand:
 * after a wish, and as long as somebody stands in front of it. Sources: hardware.md section 5; the makers'
 * manuals are named where their bytes are (make-scanner.ts, grow-frames.ts).
 */
export class SerialScanner implements CodeScanner {
  private readonly codes = new Signal<string>();
  readonly onCode: Listen<string> = this.codes.listen;
  readonly wake?: () => void;
  readonly port: Reopening<SerialPort>;
  private framing = emptyFraming;
  private cancel: Unsubscribe | null = null;
  private unlisten: Unsubscribe = () => undefined;
  private reading = restingTrigger;
  private cancelReading: Unsubscribe = () => undefined;

  /** @param open for tests: how the port is opened */
  constructor(
    private readonly settings: ScannerSettings,
    private readonly kind: ScannerKind,
    private readonly deps: DriverDeps,
    open: () => Promise<SerialPort> = () => openSerialPort('scanner', settings),
  ) {
    const prepared = async (): Promise<SerialPort> => {
      const port = await open();
      return kind.prepare?.(port, settings, deps.time) ?? port;
    };
    this.port = keepOpen('scanner', async () => this.listen(await prepared()), {
      time: deps.time,
      onDevice: (change) => {
        deps.onDevice(change);
        if (change.status === 'back') this.demand({ type: 'opened' });
      },
    });
    if (settings.mode === 'trigger') this.wake = () => this.demand({ type: 'wish' });
  }

  async start(): Promise<void> {
    const first = this.port.presence().state === 'stopped';
    await this.port.start();
    // Who stood there before the port was open wished in vain.
    if (first && this.port.presence().state === 'open') this.demand({ type: 'opened' });
  }

  async stop(): Promise<void> {
    this.forget();
    if (this.reading.reading !== null) this.send('stop');
    this.reading = restingTrigger;
    this.cancelReading();
    await this.port.stop();
    this.forget();
  }

  /** Somebody stands in front of it, or has gone. */
  present(present: boolean): void {
    this.demand({ type: 'presence', present });
  }

  /** For the self-test. */
  describe(): DeviceFinding {
    const { delivered: read, dropped: unreadable, unended } = this.framing;
    const { port, baudRate, mode } = this.settings;
    const doubts = { misread: unreadable > read, misended: unended > read };
    const onDemand = mode === 'trigger';
    return { code: 'scanner', title: this.kind.title, onDemand, port, baudRate, read, unreadable, unended, ...doubts };
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
    const before = this.framing;
    this.framing = state;
    this.plan();
    // First the end of this reading, then those who may wish for another one.
    if (codes.length > 0) this.demand({ type: 'code' });
    else if (state.dropped > before.dropped || state.repeated > before.repeated) this.demand({ type: 'miss' });
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

  private demand(input: TriggerInput): void {
    const { time } = this.deps;
    const { mode, triggerSeconds } = this.settings;
    if (mode !== 'trigger' || this.port.presence().state === 'stopped') return;
    const now = time.monotonic();
    const { state, send } = triggerStep(this.reading, input, now, triggerSeconds * 1_000);
    this.reading = state;
    if (send !== null) this.send(send);
    this.cancelReading();
    const due = triggerDue(state);
    if (due !== null) this.cancelReading = time.after(Math.max(0, due - now), () => this.demand({ type: 'tick' }));
  }

  private send(what: 'start' | 'stop'): void {
    const port = this.port.current();
    const bytes = this.kind.trigger?.[what];
    if (port === null || bytes === undefined) return;
    port.write(bytes).catch((error: unknown) => {
      if (this.port.current() === port) this.port.lose(error);
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
