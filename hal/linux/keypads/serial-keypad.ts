import type { SerialKeypadConfig } from '../../../config/linux/keypad';
import { KEYS, type DeviceFinding, type Key, type Listen } from '../../ports';
import { Signal } from '../../signal';
import { keepOpen, type DriverDeps, type Reopening } from '../reopen';
import { openSerialPort, type SerialPort } from '../serial-port';
import type { KeypadDevice } from './keypad-device';

export type SerialKeypadSettings = Pick<SerialKeypadConfig, 'port' | 'baudRate' | 'keys'>;

/** What keypads send besides their keys' own characters; LF comes after a CR. */
const USUAL: readonly (readonly [string, Key])[] = [
  ...KEYS.map((key): [string, Key] => [key, key]),
  ['\r', '#'],
  ['\b', '*'],
  ['\x7f', '*'],
];
/** Sent along with others: neither a key nor a sign of a wrong speed. */
const SILENT = ['\n', '\0'];

/** A keypad that sends a character for each key on a serial line or USB-serial adapter. */
export class SerialKeypad implements KeypadDevice {
  readonly held: Reopening<SerialPort>;
  private readonly keys = new Signal<Key>();
  readonly onKey: Listen<Key> = this.keys.listen;
  /** Null: nothing is meant by it. */
  private readonly meaning: ReadonlyMap<string, Key | null>;
  private read = 0;
  private unknown = 0;

  /** @param open for tests: how the port is opened */
  constructor(
    private readonly settings: SerialKeypadSettings,
    deps: DriverDeps,
    open: () => Promise<SerialPort> = () => openSerialPort('keypad', settings),
  ) {
    this.meaning = new Map<string, Key | null>([
      ...SILENT.map((character): [string, null] => [character, null]),
      ...USUAL,
      ...Object.entries(settings.keys).map(([character, key]): [string, Key | null] => [
        character,
        key === 'none' ? null : key,
      ]),
    ]);
    this.held = keepOpen('keypad', async () => this.listen(await open()), deps);
  }

  start(): Promise<void> {
    return this.held.start();
  }

  stop(): Promise<void> {
    return this.held.stop();
  }

  /** For the self-test. */
  describe(): DeviceFinding {
    const { port, baudRate } = this.settings;
    const { read, unknown } = this;
    return { code: 'serial-keypad', port, baudRate, read, unknown, misread: unknown > read };
  }

  private listen(port: SerialPort): SerialPort {
    port.onData((bytes) => {
      for (const character of bytes.toString('latin1')) this.take(character);
    });
    return port;
  }

  private take(character: string): void {
    const key = this.meaning.get(character);
    if (key === null) return;
    if (key === undefined) {
      this.unknown += 1;
      return;
    }
    this.read += 1;
    this.keys.emit(key);
  }
}
