import { Scanner, type ScannerOptions } from './scanner';

/** Serial commands of the makers that have them; source: hardware.md section 5. */
const HONEYWELL_TRIGGER = '16540d';
const HONEYWELL_STOP = '16550d';
/** Which speed is set? Source: Honeywell N3680 user guide, "Query Commands". */
const HONEYWELL_QUERY = Buffer.from('\x16M\r232BAD?.', 'latin1').toString('hex');
/** Is Code 11 on? Source: Newland NLS-HR42 user guide, "Query Commands". */
const NEWLAND_QUERY = Buffer.from('~\x010000#C11ENA*;\x03', 'latin1').toString('hex');

export interface HandScannerOptions extends ScannerOptions {
  readonly maker: 'honeywell' | 'zebra' | 'newland';
  /** Reads whatever it sees, or only when it is told to (or its button is pressed). */
  readonly mode: 'presentation' | 'trigger';
  /** AIM identifier before each code, as `]Q1`. */
  readonly prefix?: string;
  readonly suffix?: string;
  /** How long a trigger lets it look, ms. */
  readonly readMs?: number;
}

/** A scanner that is set up with its maker's bar codes: prefix, suffix, and perhaps a trigger by serial command. */
export class HandScanner extends Scanner {
  triggers = 0;
  stops = 0;
  /** Questions that it answered. */
  queries = 0;
  /** What was sent to it that it does not know, in hex. */
  readonly unknown: string[] = [];
  private lookUntil = -Infinity;

  constructor(private readonly hand: HandScannerOptions) {
    super(hand);
  }

  reading(): boolean {
    return this.hand.mode === 'presentation' || this.time.monotonic() < this.lookUntil;
  }

  /** A finger on its button. */
  press(): void {
    this.lookUntil = this.time.monotonic() + (this.hand.readMs ?? 5_000);
  }

  protected heard(bytes: Uint8Array): void {
    const hex = Buffer.from(bytes).toString('hex');
    if (this.hand.maker === 'honeywell' && hex === HONEYWELL_TRIGGER) {
      this.triggers += 1;
      this.press();
    } else if (this.hand.maker === 'honeywell' && hex === HONEYWELL_STOP) {
      this.stops += 1;
      this.lookUntil = -Infinity;
    } else if (this.hand.maker === 'honeywell' && hex === HONEYWELL_QUERY) this.reply('232BAD5\x06.');
    else if (this.hand.maker === 'newland' && hex === NEWLAND_QUERY) this.reply('\x02\x010000#C11ENA1\x06;\x03');
    else this.unknown.push(hex);
  }

  private reply(text: string): void {
    this.queries += 1;
    this.emit(Buffer.from(text, 'latin1'));
  }

  protected framed(data: string): Buffer {
    return Buffer.from(`${this.hand.prefix ?? ''}${data}${this.hand.suffix ?? '\r'}`, 'latin1');
  }

  protected done(): void {
    this.lookUntil = -Infinity;
  }
}
