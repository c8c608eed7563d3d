import { Scanner, type ScannerOptions } from './scanner';

const READ = 0x07;
const WRITE = 0x08;
const SAVE = 0x09;
const HEARTBEAT = 0x0a;
const MODE_ZONE = 0x0000;
const TRIGGER_ZONE = 0x0002;
const TAIL_ZONE = 0x0060;
const TAILS = ['\r', '\r\n', '\t', ''] as const;
/** How long it answers after a command, ms. */
const ANSWER_MS = 8;

export type GrowMode = 'manual' | 'command' | 'continuous' | 'induction';
const MODES: readonly GrowMode[] = ['manual', 'command', 'continuous', 'induction'];

export interface GrowOptions extends ScannerOptions {
  readonly mode?: GrowMode;
  /** How long a trigger lets it look for a code, ms. */
  readonly readMs?: number;
}

/** CRC-CCITT, polynomial 1021, from 0, over the body. */
export function growCrc(body: readonly number[]): [number, number] {
  let crc = 0;
  for (const byte of body) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return [crc >> 8, crc & 0xff];
}

/**
 * A Grow GM6x / GM8xx module: zones of settings that are read, written and saved to flash, a trigger by command, a
 * heartbeat. As delivered it sends codes without an ending. Source: hardware.md section 5; the heartbeat's answer
 * and the read frame: Grow GM861S manual, sections 2.1 and 10.
 */
export class GrowScanner extends Scanner {
  readonly zones = new Uint8Array(0x100);
  /** As they were saved last: what a reset brings back. */
  private flash: Uint8Array;
  saves = 0;
  writes = 0;
  heartbeats = 0;
  /** Frames that were none: bad checksum, unknown type. */
  rejected = 0;
  private readonly readMs: number;
  private lookUntil = -Infinity;
  private buffer: number[] = [];

  constructor(options: GrowOptions) {
    super(options);
    this.readMs = options.readMs ?? 5_000;
    this.zones[MODE_ZONE] = 0xd4 | MODES.indexOf(options.mode ?? 'manual');
    this.zones[TAIL_ZONE] = 0x60;
    this.flash = Uint8Array.from(this.zones);
  }

  get mode(): GrowMode {
    return MODES[(this.zones[MODE_ZONE] ?? 0) & 0x03] ?? 'manual';
  }

  /** Its power goes and comes back. */
  powerCycle(): void {
    this.reset();
    this.zones.set(this.flash);
    this.lookUntil = -Infinity;
    this.buffer = [];
  }

  reading(): boolean {
    const { mode } = this;
    return mode === 'continuous' || mode === 'induction' || this.time.monotonic() < this.lookUntil;
  }

  protected framed(data: string): Buffer {
    return Buffer.from(data + (TAILS[((this.zones[TAIL_ZONE] ?? 0) >> 5) & 0x03] ?? ''), 'latin1');
  }

  protected done(): void {
    this.lookUntil = -Infinity;
    this.zones[TRIGGER_ZONE] = 0;
  }

  protected heard(bytes: Uint8Array): void {
    this.buffer.push(...bytes);
    for (;;) {
      const start = this.buffer.findIndex((byte, at) => byte === 0x7e && (this.buffer[at + 1] ?? 0) === 0);
      if (start < 0) {
        this.buffer = [];
        return;
      }
      this.buffer.splice(0, start);
      const count = this.buffer[3];
      if (count === undefined) return;
      // A read carries one byte (how many zones), whatever its length field says.
      const length = 6 + (this.buffer[2] === READ ? 1 : count) + 2;
      if (this.buffer.length < length) return;
      this.obey(this.buffer.splice(0, length));
    }
  }

  private obey(frame: readonly number[]): void {
    const body = frame.slice(2, -2);
    const [high, low] = growCrc(body);
    const [givenHigh, givenLow] = frame.slice(-2);
    const skipped = givenHigh === 0xab && givenLow === 0xcd;
    if (!skipped && (givenHigh !== high || givenLow !== low)) {
      this.rejected += 1;
      return;
    }
    const [type, , zoneHigh = 0, zoneLow = 0, ...data] = body;
    const zone = (zoneHigh << 8) | zoneLow;
    switch (type) {
      case READ:
        return this.answer(0x02, [...this.zones.subarray(zone, zone + (data[0] || 256))]);
      case WRITE:
        this.writes += 1;
        this.zones.set(data, zone);
        if (zone <= TRIGGER_ZONE && zone + data.length > TRIGGER_ZONE && (data[TRIGGER_ZONE - zone] ?? 0) & 1) {
          this.lookUntil = this.time.monotonic() + this.readMs;
        }
        return this.answer(0x02, [0]);
      case SAVE:
        this.saves += 1;
        this.flash = Uint8Array.from(this.zones);
        return this.answer(0x02, [0]);
      case HEARTBEAT:
        this.heartbeats += 1;
        return this.answer(0x03, [0]);
      default:
        this.rejected += 1;
    }
  }

  private answer(head: number, data: readonly number[]): void {
    if (this.faults.strikes('lost-reply')) return;
    const body = [0x00, data.length & 0xff, ...data];
    const frame = [head, 0x00, ...body, ...growCrc(body)];
    if (this.faults.strikes('wrong-checksum')) frame[frame.length - 1] = (frame.at(-1) ?? 0) ^ 0x55;
    if (this.faults.strikes('split-reply')) {
      this.emit(Buffer.from(frame.slice(0, 3)), ANSWER_MS);
      this.emit(Buffer.from(frame.slice(3)), ANSWER_MS);
    } else if (this.faults.strikes('glued-reply')) {
      // With the code that it reads at the same moment: the answer first, in one piece.
      this.glue = Buffer.from(frame);
      this.time.after(ANSWER_MS, () => this.unglue());
    } else this.emit(Buffer.from(frame), ANSWER_MS);
  }

  private glue: Buffer | null = null;

  private unglue(): void {
    if (this.glue !== null) this.emit(this.glue);
    this.glue = null;
  }

  protected override emit(bytes: Uint8Array, gapMs = 0): void {
    const { glue } = this;
    if (glue === null || glue === bytes) return super.emit(bytes, gapMs);
    this.glue = null;
    super.emit(Buffer.concat([glue, bytes]), gapMs);
  }
}
