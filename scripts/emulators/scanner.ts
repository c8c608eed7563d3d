import type { TimeSource } from '../../hal/ports';
import { Signal } from '../../hal/signal';
import type { FarEnd } from './fake-port';
import type { ScannerFaults } from './scanner-faults';

const BITS_A_BYTE = 10;
/** Between the pieces of a code that comes in pieces, ms. */
const PIECE_GAP_MS = 12;

export interface ScannerOptions {
  readonly time: TimeSource;
  readonly baudRate?: number;
  readonly faults: ScannerFaults;
}

/** A code scanner on a serial line of its own: what it is told, and the codes that are held before it. */
export abstract class Scanner implements FarEnd {
  readonly toHost = new Signal<Buffer>();
  /** Codes that it read and sent. */
  reads = 0;
  /** It was hung and has not been reset since. */
  hung = false;
  protected readonly time: TimeSource;
  protected readonly faults: ScannerFaults;
  private readonly byteMs: number;
  private lineFree = 0;
  private hostUntil = -Infinity;

  constructor({ time, baudRate = 9_600, faults }: ScannerOptions) {
    this.time = time;
    this.faults = faults;
    this.byteMs = (BITS_A_BYTE * 1_000) / baudRate;
  }

  /** Does it look for codes just now? */
  abstract reading(): boolean;
  protected abstract heard(bytes: Uint8Array): void;
  protected abstract framed(data: string): Buffer;
  /** A code was read. */
  protected abstract done(): void;

  send(bytes: Uint8Array): Promise<void> {
    const now = this.time.monotonic();
    this.hostUntil = Math.max(now, this.hostUntil) + bytes.length * this.byteMs;
    return new Promise((resolve) => {
      this.time.after(this.hostUntil - now, () => {
        resolve();
        if (!this.hung) this.heard(bytes);
      });
    });
  }

  /** Somebody holds a code before it. Answers whether it was read. */
  present(data: string): boolean {
    if (this.faults.strikes('hung')) this.hung = true;
    if (this.hung || !this.reading()) return false;
    this.reads += 1;
    let code = this.framed(data);
    const { random } = this.faults;
    if (this.faults.strikes('noise')) this.emit(Buffer.from([0xff, random.between(0x80, 0xfe)]));
    if (this.faults.strikes('garbled')) {
      const at = random.between(0, code.length - 2);
      code = Buffer.from(code.map((byte, index) => (index === at ? byte ^ 0x80 : byte)));
    }
    const times = this.faults.strikes('twice') ? 2 : 1;
    for (let n = 0; n < times; n += 1) {
      if (!this.faults.strikes('split-code')) this.emit(code);
      else {
        const cut = random.between(1, code.length - 1);
        this.emit(code.subarray(0, cut));
        this.emit(code.subarray(cut), PIECE_GAP_MS);
      }
    }
    this.done();
    return true;
  }

  /** Bytes to the host after what is on its way already, `gapMs` later; in one piece when the last bit is there. */
  protected emit(bytes: Uint8Array, gapMs = 0): void {
    const now = this.time.monotonic();
    this.lineFree = Math.max(now, this.lineFree) + gapMs + bytes.length * this.byteMs;
    this.time.after(this.lineFree - now, () => this.toHost.emit(Buffer.from(bytes)));
  }

  protected reset(): void {
    this.hung = false;
  }
}
