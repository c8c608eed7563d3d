import type { TimeSource, Unsubscribe } from '../../ports';
import { heartbeat, matchGrow } from '../scanners/grow-frames';
import type { SerialPort } from '../serial-port';

/** Which scanner is there, by questions that change nothing, and by what it sends when somebody scans. */
export interface FoundScanner {
  readonly type: 'grow' | 'honeywell' | 'newland' | 'generic';
  readonly baudRate: number;
  readonly ending: 'line' | 'idle';
}

interface Query {
  readonly type: FoundScanner['type'];
  readonly bytes: Buffer;
  readonly answers: (heard: Buffer) => boolean;
}

export const SCANNER_REPLY_MS = 400;
/** A code comes in one piece; so long after its last byte it is whole, ms. */
const CODE_GAP_MS = 100;

/**
 * Grow: the heartbeat (GM65 manual V1.3). Honeywell: which speed is set, `?` asks and changes nothing (N3680 and
 * Xenon user guides, "Serial Programming Commands": SYN M CR, tag, `?`, `.`; the answer repeats the tag and ends with
 * ACK). Newland: is Code 11 on, `*` asks (NLS-HR42 user guide, "Query Commands": answers begin 02 01 0000).
 */
export const SCANNER_QUERIES: readonly Query[] = [
  {
    type: 'grow',
    bytes: heartbeat(),
    answers: (heard) => {
      const places = Array.from({ length: heard.length }, (_, at) => matchGrow(heard.subarray(at)));
      return places.some((found) => found !== null && found !== 'more' && found.reply.to === 'heartbeat');
    },
  },
  {
    type: 'honeywell',
    bytes: Buffer.from('\x16M\r232BAD?.', 'latin1'),
    answers: (heard) => /232BAD[^\x06\x15]{0,8}\x06/i.test(heard.toString('latin1')),
  },
  {
    type: 'newland',
    bytes: Buffer.from('~\x010000#C11ENA*;\x03', 'latin1'),
    answers: (heard) => /\x02\x010000#C11ENA.?[\x05\x06\x15];\x03/.test(heard.toString('latin1')),
  },
];

/** @returns which of them answers at this port, or null */
export async function askScanners(port: SerialPort, time: TimeSource): Promise<FoundScanner['type'] | null> {
  for (const query of SCANNER_QUERIES) {
    if (await asks(port, query, time)) return query.type;
  }
  return null;
}

async function asks(port: SerialPort, { bytes, answers }: Query, time: TimeSource): Promise<boolean> {
  let heard = Buffer.alloc(0);
  const stops: Unsubscribe[] = [];
  try {
    const answered = new Promise<boolean>((resolve) => {
      stops.push(
        port.onData((chunk) => {
          heard = Buffer.concat([heard, chunk]).subarray(-512);
          if (answers(heard)) resolve(true);
        }),
        port.onLost(() => resolve(false)),
        time.after(SCANNER_REPLY_MS, () => resolve(false)),
      );
    });
    await port.write(bytes);
    return await answered;
  } finally {
    for (const stop of stops) stop();
  }
}

/** What came: nothing, something that is no text (another speed), or a code, of which only its ending is told. */
export type Heard = 'nothing' | 'garbled' | FoundScanner['ending'];

/** Waits until somebody has scanned something. @param ms for so long at most @param signal ends it before */
export async function hearCode(port: SerialPort, ms: number, time: TimeSource, signal: AbortSignal): Promise<Heard> {
  let heard = Buffer.alloc(0);
  let quiet: Unsubscribe = () => undefined;
  const stops: Unsubscribe[] = [];
  await new Promise<void>((resolve) => {
    const stopped = (): void => resolve();
    signal.addEventListener('abort', stopped);
    if (signal.aborted) stopped();
    stops.push(
      () => signal.removeEventListener('abort', stopped),
      port.onData((chunk) => {
        heard = Buffer.concat([heard, chunk]).subarray(-512);
        quiet();
        quiet = time.after(CODE_GAP_MS, resolve);
      }),
      port.onLost(() => resolve()),
      time.after(ms, resolve),
    );
  });
  quiet();
  for (const stop of stops) stop();
  if (heard.length === 0) return 'nothing';
  const text = heard.toString('latin1');
  if (!/^[\x02\x03\t\r\n\x1d\x20-\x7e]*$/.test(text) || !/[\x20-\x7e]{3}/.test(text)) return 'garbled';
  return /[\r\n]$/.test(text) ? 'line' : 'idle';
}
