import type { Heard, Reply } from '../lock-boards/protocol';

/** What somebody on a serial line said, as far as it was understood. */
export type Speech =
  /** A master to a lock board. */
  | { readonly kind: 'request'; readonly protocol: string; readonly frame: Heard }
  /** A lock board. `again`: the same bytes as the request, so it may be that request once more. */
  | { readonly kind: 'answer'; readonly protocol: string; readonly frame: Reply; readonly again: boolean }
  | { readonly kind: 'scanner-command' | 'scanner-reply'; readonly text: string }
  /** Text: a code that was read, or keys. Never shown, for it may open a door. */
  | { readonly kind: 'code'; readonly characters: number; readonly looks: string; readonly ended: boolean }
  /** The shape of a frame, and its last byte is another one than it should be. */
  | { readonly kind: 'checksum'; readonly protocol: string; readonly is: number; readonly should: number }
  | { readonly kind: 'unknown' };

export interface Sniffed {
  /** When its first byte came, ms since 1970. */
  readonly at: number;
  /** Silence before it, ms; null for the first. */
  readonly gapMs: number | null;
  readonly length: number;
  /** In hex, two characters for each byte; `··` where it may be part of a code. */
  readonly hex: readonly string[];
  readonly speech: Speech;
}

const HIDDEN = '··';

/** Digits, letters and the hyphen: what PINs and codes are made of. */
function mayBeCode(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x2d
  );
}

export function hex(bytes: Uint8Array): string[] {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
}

/** Of bytes that were not understood. */
export function maskedHex(bytes: Uint8Array): string[] {
  return hex(bytes).map((text, at) => (mayBeCode(bytes[at] ?? 0) ? HIDDEN : text));
}

/** From whom it came; null: nobody can tell. */
export function direction({ kind }: Speech): 'out' | 'in' | null {
  if (kind === 'request' || kind === 'scanner-command') return 'out';
  return kind === 'answer' || kind === 'scanner-reply' || kind === 'code' ? 'in' : null;
}

/** In words, without any part of a code. */
export function meaning(speech: Speech): string {
  switch (speech.kind) {
    case 'request':
      return `${speech.protocol}: ${requestWords(speech.frame)}`;
    case 'answer':
      return `${speech.protocol}: ${answerWords(speech.frame)}${speech.again ? '; or the same request again' : ''}`;
    case 'scanner-command':
    case 'scanner-reply':
      return speech.text;
    case 'code': {
      const end = speech.ended ? '' : ', without an ending';
      return `${speech.looks}, ${speech.characters} ${speech.characters === 1 ? 'character' : 'characters'}${end}`;
    }
    case 'checksum': {
      const [is = '', should = ''] = hex(Uint8Array.of(speech.is, speech.should));
      return `${speech.protocol}: CHECKSUM ${is}, should be ${should}`;
    }
    case 'unknown':
      return 'not understood';
  }
}

function requestWords(frame: Heard): string {
  switch (frame.kind) {
    case 'unlock':
      return `board ${frame.address}, OPEN channel ${frame.channel}`;
    case 'status':
      return frame.channel === null
        ? `board ${frame.address}, state?`
        : `board ${frame.address}, state of ${frame.channel}?`;
    case 'other':
      return `board ${frame.address}, ${frame.what.toUpperCase()}`;
  }
}

function answerWords({ kind, address, levels }: Reply): string {
  const at = (level: boolean): string =>
    ranges([...levels].filter(([, one]) => one === level).map(([channel]) => channel));
  const parts = [true, false].flatMap((level) => (at(level) === '' ? [] : `${level ? 1 : 0} at ${at(level)}`));
  return `board ${address}${kind === 'unlock' ? ', was told to open' : ''}: ${parts.join(', ')}`;
}

/** `1-3 7 9-16` */
export function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(' ');
}
