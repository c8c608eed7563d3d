import type { Channel, Heard, LockBoardProtocol, Parsed, Reply, Request } from '../lock-boards/protocol';
import { wrongChecksum } from './checksum';
import { looksOf, SCANNER_SPEECH } from './scanner-speech';
import { hex, maskedHex, type Sniffed, type Speech } from './speech';

/** An answer or a code comes in one piece; USB adapters hand over what they have every 16 ms at the latest. ms */
export const SILENCE_MS = 40;
/** What is not understood is shown in pieces of at most this many bytes. */
const MOST_UNKNOWN = 64;

/** What scanners send around and within codes: STX, ETX, TAB, LF, CR, and GS of GS1 labels. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([0x02, 0x03, 0x09, 0x0a, 0x0d, 0x1d]);

export interface DecoderOptions {
  /** Which lock boards may speak here. */
  readonly protocols: readonly LockBoardProtocol[];
  /** Are there codes and commands of scanners? */
  readonly scanners: boolean;
  /** Bytes only. */
  readonly raw: boolean;
}

interface Candidate {
  readonly parsed: Parsed<unknown>;
  readonly speech: () => Speech;
  readonly protocol: LockBoardProtocol | null;
}

/** The last request of a protocol: its answer is looked for before anything else. */
interface Asked {
  readonly request: Request;
  readonly at: number;
}

/** Bytes of a line on which somebody only listens, taken apart as they come. Any bytes: it never throws. */
export class Decoder {
  private bytes = new Uint8Array();
  private rest: number[] = [];
  private lastByteAt: number | null = null;
  /** Of what is in {@link rest} and {@link bytes}: when it began, and the silence before it. */
  private begun: { readonly at: number; readonly gapMs: number | null } = { at: 0, gapMs: null };
  private readonly asked = new Map<LockBoardProtocol, Asked>();
  private readonly heardOf = new Map<LockBoardProtocol, number>();

  constructor(private readonly options: DecoderOptions) {}

  /** Bytes came. `at` is ms since 1970. */
  feed(chunk: Uint8Array, at: number): Sniffed[] {
    if (chunk.length === 0) return [];
    const out: Sniffed[] = [];
    const silence = this.lastByteAt === null ? null : at - this.lastByteAt;
    if (silence !== null && silence >= SILENCE_MS) this.work(out, true);
    if (this.bytes.length === 0 && this.rest.length === 0) this.begun = { at, gapMs: silence };
    this.lastByteAt = at;
    this.bytes = Uint8Array.from([...this.bytes, ...chunk]);
    this.work(out, false);
    return out;
  }

  /** When {@link idle} shall be asked, ms since 1970, or null. */
  due(): number | null {
    return this.lastByteAt === null || this.bytes.length + this.rest.length === 0 ? null : this.lastByteAt + SILENCE_MS;
  }

  /** Nothing came until {@link due}: what is left will get no longer. */
  idle(): Sniffed[] {
    const out: Sniffed[] = [];
    this.work(out, true);
    return out;
  }

  private work(out: Sniffed[], final: boolean): void {
    while (this.bytes.length > 0) {
      const candidates = this.options.raw ? [] : this.candidates();
      const found = candidates.find(({ parsed }) => parsed.is === 'frame');
      if (found?.parsed.is === 'frame') {
        this.flush(out);
        const speech = found.speech();
        this.emit(out, this.take(found.parsed.length), speech);
        if (found.protocol !== null) this.heardOf.set(found.protocol, (this.heardOf.get(found.protocol) ?? 0) + 1);
        continue;
      }
      if (!final && candidates.some(({ parsed }) => parsed.is === 'more')) return;
      const [byte = 0] = this.take(1);
      // A code that begins right behind another one.
      if (!this.options.raw && isEnding(this.rest.at(-1)) && !isEnding(byte)) this.flush(out);
      this.rest.push(byte);
      if (this.rest.length >= MOST_UNKNOWN) this.flush(out);
    }
    if (final) this.flush(out);
  }

  private take(length: number): Uint8Array {
    const taken = this.bytes.slice(0, length);
    this.bytes = this.bytes.slice(length);
    return taken;
  }

  /** Every reading of what stands first, the likeliest first. */
  private candidates(): Candidate[] {
    const { bytes } = this;
    const often = (protocol: LockBoardProtocol): number => this.heardOf.get(protocol) ?? 0;
    const protocols = [...this.options.protocols].sort(
      (a, b) => often(b) - often(a) || Number(b.checksum) - Number(a.checksum),
    );
    const boards = protocols.flatMap((protocol) => [...this.answers(protocol), this.request(protocol)]);
    if (!this.options.scanners) return boards;
    const scanners = SCANNER_SPEECH.map((parse): Candidate => {
      const parsed = parse(bytes, 0);
      return { parsed, protocol: null, speech: () => (parsed.is === 'frame' ? parsed.frame : { kind: 'unknown' }) };
    });
    return [...boards, ...scanners];
  }

  private answers(protocol: LockBoardProtocol): Candidate[] {
    const { bytes } = this;
    const asked = this.asked.get(protocol);
    const awaited = asked !== undefined && this.begun.at - asked.at <= protocol.lateMs ? asked.request : null;
    const as = (parsed: Parsed<Reply>, again: boolean): Candidate => ({
      parsed,
      protocol,
      speech: () => {
        this.asked.delete(protocol);
        if (parsed.is !== 'frame') return { kind: 'unknown' };
        return { kind: 'answer', protocol: protocol.id, frame: parsed.frame, again };
      },
    });
    const said = as(protocol.said(bytes, 0), false);
    if (awaited === null) return [said];
    const again = Buffer.compare(bytes.subarray(0, awaited.bytes.length), awaited.bytes) === 0;
    return [as(protocol.reply(awaited)(bytes, 0), again), said];
  }

  private request(protocol: LockBoardProtocol): Candidate {
    const parsed = protocol.heard(this.bytes, 0);
    return {
      parsed,
      protocol,
      speech: () => {
        if (parsed.is !== 'frame') return { kind: 'unknown' };
        const request = requestOf(protocol, parsed.frame);
        if (request === null) this.asked.delete(protocol);
        else this.asked.set(protocol, { request, at: this.lastByteAt ?? 0 });
        return { kind: 'request', protocol: protocol.id, frame: parsed.frame };
      },
    };
  }

  /** What was not understood so far. */
  private flush(out: Sniffed[]): void {
    if (this.rest.length === 0) return;
    const bytes = Uint8Array.from(this.rest);
    this.rest = [];
    if (this.options.raw) return this.emit(out, bytes, { kind: 'unknown' });
    const spoilt = this.isText(bytes) ? null : wrongChecksum(bytes, this.options.protocols);
    if (spoilt === null) return this.emit(out, bytes, this.guess(bytes));
    // What stands before and behind it was nobody's.
    const { at, length, speech } = spoilt;
    for (const [from, to] of [
      [0, at],
      [at, at + length],
      [at + length, bytes.length],
    ] as const) {
      if (from < to)
        this.emit(out, bytes.subarray(from, to), from === at && to === at + length ? speech : { kind: 'unknown' });
    }
  }

  private isText(bytes: Uint8Array): boolean {
    const some = bytes.some((byte) => byte >= 0x20);
    return (
      this.options.scanners && some && bytes.every((byte) => TEXT_CONTROLS.has(byte) || (byte >= 0x20 && byte < 0x7f))
    );
  }

  private guess(bytes: Uint8Array): Speech {
    if (!this.isText(bytes)) return { kind: 'unknown' };
    const text = Buffer.from(bytes.filter((byte) => byte >= 0x20)).toString('latin1');
    return { kind: 'code', characters: text.length, looks: looksOf(text), ended: isEnding(bytes.at(-1)) };
  }

  private emit(out: Sniffed[], bytes: Uint8Array, speech: Speech): void {
    const shown = speech.kind === 'unknown' || speech.kind === 'code' ? maskedHex : hex;
    out.push({ ...this.begun, length: bytes.length, hex: shown(bytes), speech });
    // Whatever follows came right behind it.
    this.begun = { at: this.lastByteAt ?? 0, gapMs: 0 };
  }
}

function isEnding(byte: number | undefined): boolean {
  return byte === 0x0d || byte === 0x0a;
}

/** What was asked, to know its answer by; null where this program could not ask it. */
function requestOf(protocol: LockBoardProtocol, heard: Heard): Request | null {
  if (heard.kind === 'other') return null;
  const of: Channel = { address: heard.address, channel: heard.channel ?? 1 };
  try {
    return protocol[heard.kind](of);
  } catch {
    return null;
  }
}
