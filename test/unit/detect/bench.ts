import { detect, type DetectOptions, type PortResult } from '../../../hal/linux/detect/detect';
import { HalError } from '../../../hal/errors';
import type { SerialPort } from '../../../hal/linux/serial-port';
import { Signal } from '../../../hal/signal';
import { VirtualTime } from '../../../hal/sim/virtual-time';
import { SpringDoor } from '../../../scripts/emulators/door';
import { FakeSocket, type FarEnd } from '../../../scripts/emulators/fake-port';
import { Rs485Line, type LineOptions } from '../../../scripts/emulators/line';
import { LineFaults } from '../../../scripts/emulators/line-faults';
import { makeBoard, type Emulated } from '../../../scripts/emulators/make-board';
import { Random } from '../../../scripts/emulators/random';

/** How a byte looks at another speed: nothing that anybody sent. */
const SCRAMBLED = 0x5b;

class Scrambled implements FarEnd {
  readonly toHost = new Signal<Buffer>();

  constructor(private readonly far: FarEnd) {
    far.toHost.listen((bytes) => this.toHost.emit(Buffer.from(bytes.map((byte) => byte ^ SCRAMBLED))));
  }

  send(bytes: Uint8Array): Promise<void> {
    return this.far.send(bytes.map((byte) => byte ^ SCRAMBLED));
  }
}

export interface LineSetup extends Partial<Pick<LineOptions, 'echoes' | 'pieces'>> {
  readonly addresses: readonly number[];
  readonly baudRate: number;
  readonly channels?: number;
  readonly closedIs?: 0x00 | 0x11;
}

/** Serial ports of a machine with devices behind them, each at its own speed, in frozen time. */
export class DetectBench {
  readonly time = new VirtualTime({ frozen: true });
  readonly said: string[] = [];
  /** Everything that was written, by port and speed. */
  readonly written: { readonly port: string; readonly baudRate: number; readonly bytes: Buffer }[] = [];
  readonly lines: Rs485Line[] = [];
  readonly faults = new LineFaults(new Random(3));
  longestMs = 0;
  tookMs = 0;
  private readonly devices = new Map<string, { readonly far: FarEnd; readonly baudRate: number }>();
  private readonly taken = new Set<string>();
  readonly doors: SpringDoor[] = [];

  plug(port: string, far: FarEnd, baudRate: number): void {
    this.devices.set(port, { far, baudRate });
  }

  /** Another program has it. */
  take(port: string): void {
    this.taken.add(port);
  }

  boards(port: string, kind: Emulated, { addresses, baudRate, channels = 8, ...options }: LineSetup): Rs485Line {
    const { time, faults } = this;
    const boards = addresses.map((address) => {
      const doors = Array.from({ length: channels }, () => new SpringDoor(time));
      this.doors.push(...doors);
      return makeBoard(kind, { address, doors, ...options });
    });
    const line = new Rs485Line({ time, baudRate, boards, faults, ...options });
    this.lines.push(line);
    this.plug(port, line, baudRate);
    return line;
  }

  async detect(ports: readonly string[], options: Partial<DetectOptions> = {}): Promise<PortResult[]> {
    const { time } = this;
    const from = time.monotonic();
    const done = detect({
      ports,
      thorough: false,
      scan: false,
      doors: false,
      time,
      onStart: (ms) => (this.longestMs = ms),
      say: (text) => this.said.push(text),
      signal: new AbortController().signal,
      open: ({ port, baudRate }) => this.open(port, baudRate),
      ...options,
    });
    let over = false;
    const finish = (): void => void (over = true);
    done.then(finish, finish);
    while (!over) await time.advance(5);
    this.tookMs = time.monotonic() - from;
    return done;
  }

  private async open(port: string, baudRate: number): Promise<SerialPort> {
    if (this.taken.has(port)) {
      throw new HalError('lost', 'detect', `${port} is in use`, { cause: new Error('Error: Cannot lock port') });
    }
    const device = this.devices.get(port);
    if (device === undefined) throw new HalError('lost', 'detect', `${port} is not there`);
    const { far, baudRate: own } = device;
    const opened = await new FakeSocket(own === baudRate ? far : new Scrambled(far)).open('detect', port);
    return {
      ...opened,
      write: (bytes) => {
        this.written.push({ port, baudRate, bytes: Buffer.from(bytes) });
        return opened.write(bytes);
      },
    };
  }
}
