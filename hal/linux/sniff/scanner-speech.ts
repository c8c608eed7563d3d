import { frame, more, none, type Parsed, type Parser } from '../lock-boards/protocol';
import { growCrc, matchGrow, ZONE } from '../scanners/grow-frames';
import { matchNewland, newlandTrigger } from '../scanners/newland-frames';
import { follows } from '../scanners/replies';
import type { Speech } from './speech';

/** Commands to code scanners and their replies, for somebody who only listens. Pure. */
type ScannerSpeech = Extract<Speech, { kind: 'scanner-command' | 'scanner-reply' }>;

const command = (text: string): ScannerSpeech => ({ kind: 'scanner-command', text });
const reply = (text: string): ScannerSpeech => ({ kind: 'scanner-reply', text });

const GROW_KINDS: Readonly<Record<number, string>> = { 7: 'read', 8: 'write', 9: 'save settings', 10: 'heartbeat' };
/** Frames that are no longer than this are looked for: kind, number, zone, up to 8 values, CRC. */
const GROW_MOST = 8;

/** `7E 00`, kind, number of bytes, zone (2), bytes, CRC. A read carries one byte, whatever its number. */
function grow(bytes: Buffer): Parsed<ScannerSpeech> {
  const shape = follows(bytes, [0x7e, 0x00, null, null, null, null]);
  if (shape !== 'all') return shape === 'more' ? more : none;
  const [, , kind = 0, number = 0, high = 0, low = 0] = bytes;
  const name = GROW_KINDS[kind];
  if (name === undefined || number > GROW_MOST) return none;
  const length = 6 + (kind === 7 ? 1 : number) + 2;
  if (bytes.length < length) return more;
  const crc = bytes.readUInt16BE(length - 2);
  if (crc !== growCrc(bytes.subarray(2, length - 2)) && crc !== 0xabcd) return none;
  const zone = (high << 8) | low;
  const triggers = kind === 8 && zone === ZONE.trigger;
  const where = kind === 7 || kind === 8 ? ` zone ${zone.toString(16).padStart(4, '0')}` : '';
  const what = triggers ? `trigger ${(bytes[6] ?? 0) & 1 ? 'on' : 'off'}` : `${name}${where}`;
  return frame(length, command(`Grow scanner: ${what}`));
}

function growReply(bytes: Buffer): Parsed<ScannerSpeech> {
  const found = matchGrow(bytes);
  if (found === null) return none;
  if (found === 'more') return more;
  return frame(
    found.length,
    reply(`Grow scanner: ${found.reply.to === 'heartbeat' ? 'I am here' : 'done, or a value'}`),
  );
}

function newlandReply(bytes: Buffer): Parsed<ScannerSpeech> {
  const found = matchNewland(bytes);
  if (found === null) return none;
  if (found === 'more') return more;
  return frame(found.length, reply(`Newland scanner: ${found.reply}`));
}

const FIXED: readonly (readonly [Buffer, string])[] = [
  [Buffer.from('\x16T\r', 'latin1'), 'Honeywell scanner: trigger on'],
  [Buffer.from('\x16U\r', 'latin1'), 'Honeywell scanner: trigger off'],
  [newlandTrigger(true), 'Newland scanner: trigger on'],
  [newlandTrigger(false), 'Newland scanner: trigger off'],
];

function fixed(bytes: Buffer): Parsed<ScannerSpeech> {
  const shapes = FIXED.map(([pattern, text]) => ({ pattern, text, is: follows(bytes, [...pattern]) }));
  const found = shapes.find(({ is }) => is === 'all');
  if (found !== undefined) return frame(found.pattern.length, command(found.text));
  return shapes.some(({ is }) => is === 'more') ? more : none;
}

export const SCANNER_SPEECH: readonly Parser<ScannerSpeech>[] = [grow, growReply, newlandReply, fixed].map(
  (parse) => (bytes, at) => {
    const rest = Buffer.from(bytes.buffer, bytes.byteOffset + at, bytes.length - at);
    return rest.length === 0 ? more : parse(rest);
  },
);

/** What a text looks like, without telling any of it. AIM identifiers: ISO/IEC 15424. */
export function looksOf(text: string): string {
  const aim = /^\](.)./.exec(text)?.[1];
  const symbology = aim === undefined ? '' : (AIM[aim] ?? 'code');
  const rest = (aim === undefined ? text : text.slice(3)).replace(/[- ]/g, '').toUpperCase();
  const looks = /^LK1[0-9A-Z]{26}$/.test(rest) ? 'a pickup code' : /^[\d*#]+$/.test(rest) ? 'digits' : 'text';
  return symbology === '' ? looks : `${symbology}: ${looks}`;
}

const AIM: Readonly<Record<string, string>> = { Q: 'QR code', d: 'Data Matrix', C: 'Code 128', E: 'EAN', A: 'Code 39' };
