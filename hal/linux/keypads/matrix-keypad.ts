import type { MatrixKeypadConfig } from '../../../config/linux/keypad';
import type { DeviceChange, DeviceFinding, Key, Listen, TimeSource, Unsubscribe } from '../../ports';
import { Signal } from '../../signal';
import type { KeypadDevice } from './keypad-device';
import { noKeys, scanStep, type ScanState } from './keypad-scan';
import type { InputLine, OutputBank } from '../lines';
import { keepOpen, type DriverDeps, type Reopening } from '../reopen';

const LAYOUTS: Readonly<Record<MatrixKeypadConfig['layout'], readonly (readonly Key[])[]>> = {
  '4x3': [
    ['1', '2', '3'],
    ['4', '5', '6'],
    ['7', '8', '9'],
    ['*', '0', '#'],
  ],
  '4x4': [
    ['1', '2', '3', 'A'],
    ['4', '5', '6', 'B'],
    ['7', '8', '9', 'C'],
    ['*', '0', '#', 'D'],
  ],
};

/** While a key is stuck there is nothing to hurry for, ms. */
const STUCK_SCAN_MS = 250;

export type KeypadSettings = Pick<MatrixKeypadConfig, 'layout' | 'debounceMs' | 'scanMs' | 'settleMs' | 'stuckSeconds'>;

export interface KeypadLines {
  readonly columns: OutputBank;
  readonly rows: readonly InputLine[];
}

interface Matrix {
  readonly onLost: Listen<string>;
  close(): Promise<void>;
}

/**
 * A key matrix on GPIO lines. Idle it needs no polling: all columns are driven, and any key moves a row, which
 * interrupts. While a key is down, the columns are driven one at a time and the rows read.
 */
export class MatrixKeypad implements KeypadDevice {
  readonly held: Reopening<Matrix>;
  private readonly keys = new Signal<Key>();
  readonly onKey: Listen<Key> = this.keys.listen;
  private readonly layout: readonly (readonly Key[])[];
  /** The device is told lost for one reason at a time. */
  private stuck = false;

  constructor(
    private readonly settings: KeypadSettings,
    private readonly open: () => Promise<KeypadLines>,
    private readonly deps: DriverDeps,
  ) {
    this.layout = LAYOUTS[settings.layout];
    this.held = keepOpen('keypad', () => this.begin(), { time: deps.time, onDevice: (change) => this.tell(change) });
  }

  start(): Promise<void> {
    return this.held.start();
  }

  async stop(): Promise<void> {
    await this.held.stop();
    this.stuck = false;
  }

  /** For the self-test. */
  describe(): DeviceFinding {
    if (this.stuck) throw new Error(`a key is down for more than ${this.settings.stuckSeconds} s: stuck?`);
    return { code: 'matrix-keypad', layout: this.settings.layout };
  }

  private async begin(): Promise<Matrix> {
    const lines = await this.open();
    const scanner = new Scanner(lines, this.settings, this.deps.time, {
      pressed: (key) => this.press(key),
      stuck: (stuck) => this.setStuck(stuck),
    });
    try {
      await scanner.start();
    } catch (error) {
      await scanner.close();
      throw error;
    }
    return scanner;
  }

  private press(index: number): void {
    const columns = this.layout[0]?.length ?? 1;
    const key = this.layout[Math.floor(index / columns)]?.[index % columns];
    if (key !== undefined) this.keys.emit(key);
  }

  private setStuck(stuck: boolean): void {
    if (stuck === this.stuck) return;
    this.stuck = stuck;
    const detail = stuck ? `a key is down for more than ${this.settings.stuckSeconds} s: stuck?` : '';
    this.deps.onDevice({ device: 'keypad', status: stuck ? 'lost' : 'back', detail });
  }

  /** A keypad that is lost with a stuck key is lost already. */
  private tell(change: DeviceChange): void {
    if (change.status === 'lost' && this.stuck) this.stuck = false;
    else this.deps.onDevice(change);
  }
}

interface ScannerNews {
  pressed(key: number): void;
  stuck(stuck: boolean): void;
}

/** One life of the matrix, from opened to lost or closed. */
class Scanner implements Matrix {
  private readonly lost = new Signal<string>();
  readonly onLost = this.lost.listen;
  private state: ScanState = noKeys;
  private scanning = false;
  /** A row moved while it was being scanned or set to rest. */
  private again = false;
  private closed = false;
  private cancel: Unsubscribe | null = null;
  private under: Promise<void> = Promise.resolve();

  constructor(
    private readonly lines: KeypadLines,
    private readonly settings: KeypadSettings,
    private readonly time: TimeSource,
    private readonly news: ScannerNews,
  ) {}

  async start(): Promise<void> {
    for (const line of [...this.lines.rows, this.lines.columns]) line.onLost?.((detail) => this.lose(detail));
    for (const row of this.lines.rows) row.onEdge(({ active }) => active && this.wake());
    await this.rest();
    if (await this.anyRow()) this.wake();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.cancel?.();
    await this.under;
    for (const line of [this.lines.columns, ...this.lines.rows]) await line.close().catch(() => undefined);
  }

  private wake(): void {
    this.again = true;
    if (this.scanning || this.closed) return;
    this.scanning = true;
    this.next(0);
  }

  private next(ms: number): void {
    // Closed while the rows were read: the lines are nobody's any more.
    if (this.closed) return;
    this.cancel = this.time.after(ms, () => {
      this.under = this.turn().catch((error: unknown) => {
        this.lose(error instanceof Error ? error.message : String(error));
      });
    });
  }

  private async turn(): Promise<void> {
    const from = this.time.monotonic();
    this.again = false;
    const shown = await this.scan();
    if (this.closed) return;
    const { debounceMs, scanMs, stuckSeconds } = this.settings;
    const before = this.state;
    const rules = { debounceMs, stuckMs: stuckSeconds * 1_000 };
    const { state, pressed, busy } = scanStep(before, shown, this.time.monotonic(), rules);
    this.state = state;
    for (const key of pressed) this.news.pressed(key);
    if (state.stuck !== before.stuck) this.news.stuck(state.stuck);
    if (busy || this.again) {
      const pause = state.stuck ? STUCK_SCAN_MS : scanMs;
      return this.next(Math.max(1, pause - (this.time.monotonic() - from)));
    }
    await this.rest();
    // Who pressed while the columns were being set woke nobody: the row did not move any more.
    if (this.closed) return;
    if (this.again || (await this.anyRow())) return this.next(0);
    this.scanning = false;
    if (this.again) this.wake();
  }

  private async scan(): Promise<number[]> {
    const { columns, rows } = this.lines;
    const shown: number[] = [];
    for (let c = 0; c < columns.size; c += 1) {
      await columns.drive(Array.from({ length: columns.size }, (_, column) => column === c));
      await this.settle();
      const levels = await Promise.all(rows.map((row) => row.read()));
      levels.forEach((down, r) => down && shown.push(r * columns.size + c));
    }
    return shown.sort((a, b) => a - b);
  }

  /** All columns driven: any key moves a row. */
  private async rest(): Promise<void> {
    const { columns } = this.lines;
    await columns.drive(Array.from({ length: columns.size }, () => true));
    await this.settle();
  }

  private async anyRow(): Promise<boolean> {
    return (await Promise.all(this.lines.rows.map((row) => row.read()))).includes(true);
  }

  private settle(): Promise<void> {
    const { settleMs } = this.settings;
    return settleMs === 0 ? Promise.resolve() : new Promise((resolve) => void this.time.after(settleMs, resolve));
  }

  private lose(detail: string): void {
    if (!this.closed) this.lost.emit(detail);
  }
}
