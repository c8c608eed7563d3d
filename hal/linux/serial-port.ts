import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { types } from 'node:util';
import { HalError } from '../errors';
import type { Listen, Unsubscribe } from '../ports';
import { Signal } from '../signal';
import { watchNode } from './node-watch';
import { optionalModule } from './optional';
import type { Closable } from './reopen';

const BY_ID = '/dev/serial/by-id';

export interface SerialSettings {
  /** Best a name under /dev/serial/by-id: it stays when the device is plugged in again. */
  readonly port: string;
  readonly baudRate: number;
  readonly dataBits?: 7 | 8;
  readonly parity?: 'none' | 'even' | 'odd';
  readonly stopBits?: 1 | 2;
}

/** An open serial port. Once it is lost or closed it stays so: whoever needs it opens another. */
export interface SerialPort extends Closable {
  readonly onData: Listen<Buffer>;
  readonly onLost: Listen<string>;
  /**
   * Settles when the bytes have left the machine. A write to a port that is closed is refused: serialport
   * would keep it and send it after the next opening, which for an unlock command may be minutes later.
   * @throws HalError `lost`; `timeout` when the port went while the bytes were under way
   */
  write(bytes: Uint8Array): Promise<void>;
}

/** The part of serialport 13's stream that is used. */
export interface PortStream {
  readonly isOpen: boolean;
  open(done: (error: Error | null) => void): void;
  close(done: (error: Error | null) => void): void;
  write(bytes: Buffer, done: (error: Error | null | undefined) => void): boolean;
  drain(done: (error: Error | null) => void): void;
  on(event: 'data', listener: (bytes: Buffer) => void): unknown;
  on(event: 'close' | 'error', listener: (error?: Error | null) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
}

export interface PortOptions {
  readonly path: string;
  readonly baudRate: number;
  readonly dataBits: 7 | 8;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
  readonly autoOpen: false;
}
export type MakePort = (options: PortOptions) => PortStream;

async function serialport(): Promise<MakePort> {
  const { SerialPort } = await optionalModule('serialport', () => import('serialport'));
  return (options) => new SerialPort(options);
}

/**
 * Opens a serial port through serialport 13.
 * @param device as in DeviceChange, for errors
 * @throws HalError `lost` with what to look at; `config` when serialport is not installed
 */
export async function openSerialPort(
  device: string,
  settings: SerialSettings,
  load: () => Promise<MakePort> = serialport,
): Promise<SerialPort> {
  const make = await load();
  const { port: path, baudRate, dataBits = 8, parity = 'none', stopBits = 1 } = settings;
  const stream = make({ path, baudRate, dataBits, parity, stopBits, autoOpen: false });
  const data = new Signal<Buffer>();
  const lost = new Signal<string>();
  const gone = { why: null as string | null, closing: false };
  let unwatch: Unsubscribe = () => undefined;

  function lose(why: string): void {
    if (gone.why !== null || gone.closing) return;
    gone.why = why;
    unwatch();
    lost.emit(why);
  }

  // serialport notices a vanished device only while somebody listens for data.
  stream.on('data', (bytes) => data.emit(bytes));
  stream.on('close', () => lose(`${path} was closed: unplugged?`));
  // A hung-up line reads as the end of a file, without a `close`.
  stream.on('end', () => lose(`${path} was hung up: unplugged?`));
  stream.on('error', (error) => lose(`${path}: ${error?.message ?? 'failed'}`));
  await new Promise<void>((resolve, reject) => stream.open((error) => (error ? reject(error) : resolve()))).catch(
    async (error: Error) => {
      throw new HalError('lost', device, await whyNotOpened(path, error.message), { cause: error });
    },
  );
  unwatch = await watchNode(path, () => lose(`${path} went: unplugged?`));
  // It went meanwhile, when nobody could be told.
  if (gone.why !== null) {
    unwatch();
    if (stream.isOpen) await closed(stream);
    throw new HalError('lost', device, gone.why);
  }

  return {
    onData: data.listen,
    onLost: lost.listen,
    write: (bytes) => {
      if (gone.why !== null || gone.closing || !stream.isOpen) {
        return Promise.reject(new HalError('lost', device, `${path} is closed: nothing was sent`));
      }
      return new Promise((resolve, reject) => {
        const unknown = (why: string) =>
          reject(new HalError('timeout', device, `${path}: ${why}; it is unknown how much was sent`));
        const stop = lost.listen(unknown);
        const settle = (error: Error | null | undefined): void => {
          stop();
          if (error) unknown(error.message);
          else resolve();
        };
        stream.write(Buffer.from(bytes), (error) => (error ? settle(error) : stream.drain(settle)));
      });
    },
    close: async () => {
      if (gone.closing) return;
      gone.closing = true;
      unwatch();
      if (stream.isOpen) await closed(stream);
    },
  };
}

function closed(stream: PortStream): Promise<void> {
  return new Promise((resolve) => stream.close(() => resolve()));
}

const TAKEN = /lock|busy|temporarily unavailable/i;

/** Could a port not be opened because another program has it? */
export function portIsTaken(error: unknown): boolean {
  // serialport's errors come from a native module, which need not know our `Error`.
  return error instanceof HalError && types.isNativeError(error.cause) && TAKEN.test(error.cause.message);
}

/** serialport gives texts and no codes. */
async function whyNotOpened(path: string, message: string): Promise<string> {
  const text = message.replace(/^Error: /, '');
  if (/no such (file|device)/i.test(text)) return `${path} is not there: is it plugged in? ${await portsThere(path)}`;
  if (/permission denied/i.test(text)) {
    return `${path} may not be opened: this user must be a member of the group dialout (ls -l ${path})`;
  }
  if (TAKEN.test(text)) {
    return `${path} is in use by another program: fuser ${path} tells which (ModemManager? a login console?)`;
  }
  if (/inappropriate ioctl/i.test(text)) return `${path} is not a serial port, or does not know this speed: ${text}`;
  return `${path} can't be opened: ${text}`;
}

async function portsThere(path: string): Promise<string> {
  if (dirname(path) !== BY_ID) return `Name it by ${BY_ID}, other names change`;
  const names = await readdir(BY_ID).catch(() => []);
  return names.length === 0 ? 'No USB serial port is there at all' : `There are: ${names.sort().join(', ')}`;
}
