import type { TimeSource, Unsubscribe } from '../../ports';
import { LOCK_BOARD_PROTOCOLS, lockBoardProtocol } from '../lock-boards/registry';
import { openSerialPort, portIsTaken, type SerialPort } from '../serial-port';
import { SystemTime } from '../system-time';
import { Decoder } from './decoder';
import type { Sniffed } from './speech';
import { Tally, type Summary } from './summary';

export { portIsTaken };
export { direction, meaning, type Sniffed } from './speech';
export type { Summary } from './summary';

/** What may be named instead of `auto`. */
export const SNIFFABLE: readonly string[] = [...LOCK_BOARD_PROTOCOLS.map(({ id }) => id), 'scanner'];

/** As most lines are set where nothing else is known. */
const USUAL_BAUD = 9_600;

export interface SniffOptions {
  readonly port: string;
  /** Null: that of the protocol, else 9600. */
  readonly baudRate: number | null;
  /** One of {@link SNIFFABLE}, or `auto`. */
  readonly protocol: string;
  readonly raw: boolean;
  readonly onSniffed: (sniffed: Sniffed) => void;
  /** The port is open; at that speed. */
  readonly onOpen: (baudRate: number) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** For tests. */
  readonly open?: (settings: { readonly port: string; readonly baudRate: number }) => Promise<SerialPort>;
  readonly time?: TimeSource;
}

export interface SniffResult {
  readonly summary: Summary;
  readonly baudRate: number;
  /** Why it ended by itself, or null. */
  readonly lost: string | null;
}

/**
 * Listens to a serial line and never writes.
 * @throws HalError when the port can't be opened; see {@link portIsTaken}
 */
export async function sniff(options: SniffOptions): Promise<SniffResult> {
  const { port: path, protocol: name, raw, onSniffed, signal, time = new SystemTime() } = options;
  const { open = (settings) => openSerialPort('sniff', settings) } = options;
  const protocol = lockBoardProtocol(name);
  const baudRate = options.baudRate ?? protocol?.baudRate ?? USUAL_BAUD;
  const auto = name === 'auto';
  const decoder = new Decoder({
    protocols: auto ? LOCK_BOARD_PROTOCOLS : protocol ? [protocol] : [],
    scanners: auto || protocol === undefined,
    raw,
  });
  const tally = new Tally();
  // The wall clock may be set meanwhile.
  const offset = time.wall() - time.monotonic();
  const now = (): number => offset + time.monotonic();
  const tell = (all: readonly Sniffed[]): void => {
    for (const one of all) {
      tally.add(one);
      onSniffed(one);
    }
  };
  const port = await open({ port: path, baudRate });
  options.onOpen(baudRate);
  let cancel: Unsubscribe = () => undefined;
  const lost = await new Promise<string | null>((resolve) => {
    const plan = (): void => {
      cancel();
      const due = decoder.due();
      if (due !== null) cancel = time.after(due - now(), () => tell(decoder.idle()));
    };
    port.onData((bytes) => {
      tell(decoder.feed(bytes, now()));
      plan();
    });
    port.onLost(resolve);
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  cancel();
  await port.close();
  tell(decoder.idle());
  return { summary: tally.sum(), baudRate, lost };
}
