import { SerialPortMock } from 'serialport';
import { findingText } from '../../../hal/findings';
import { openSerialPort, type MakePort, type PortStream, type SerialPort } from '../../../hal/linux/serial-port';
import { SerialScanner } from '../../../hal/linux/scanners/serial-scanner';
import { Signal } from '../../../hal/signal';
import { someTurns } from '../../../hal/sim/virtual-time';
import { bench } from './bench';

const PORT = '/dev/serial/by-id/usb-scanner';

/** The parts of serialport's simulated line that are used; its own types can't be resolved from here. */
const MockBinding = SerialPortMock.binding as unknown as {
  reset(): void;
  createPort(path: string, options: { record: boolean }): void;
};
interface MockStream extends PortStream {
  readonly port?: { emitData(bytes: Buffer): void; readonly recording: Buffer };
  emit(event: string, error?: Error): void;
}

/** serialport's own stream on its simulated line. */
function mockPort(): { load: () => Promise<MakePort>; streams: MockStream[] } {
  MockBinding.reset();
  MockBinding.createPort(PORT, { record: true });
  const streams: MockStream[] = [];
  const make: MakePort = (options) => {
    const stream = new SerialPortMock(options) as unknown as MockStream;
    streams.push(stream);
    return stream;
  };
  return { load: async () => make, streams };
}

/** The simulated line answers in turns of the event loop of its own. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !condition(); turn += 1) await someTurns(1);
  expect(condition()).toBe(true);
}

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'no error',
    (error: unknown) => error,
  );
}

describe('serial port', () => {
  test('sends and receives', async () => {
    const { load, streams } = mockPort();
    const port = await openSerialPort('scanner', { port: PORT, baudRate: 9600 }, load);
    let got = '';
    port.onData((bytes) => (got += bytes.toString()));
    streams[0]?.port?.emitData(Buffer.from('hello'));
    await until(() => got === 'hello');
    await port.write(Buffer.from([1, 2, 3]));
    expect(streams[0]?.port?.recording).toEqual(Buffer.from([1, 2, 3]));
    await port.close();
    await port.close();
    expect(streams[0]?.isOpen).toBe(false);
  });

  test('a write to a closed port is refused and never sent later', async () => {
    const { load, streams } = mockPort();
    const port = await openSerialPort('lock-board', { port: PORT, baudRate: 9600 }, load);
    await port.close();
    expect(await failure(port.write(Buffer.from([0xaa])))).toMatchObject({
      code: 'lost',
      message: `lock-board: ${PORT} is closed: nothing was sent`,
    });
    const again = await openSerialPort('lock-board', { port: PORT, baudRate: 9600 }, load);
    await again.write(Buffer.from([0xbb]));
    expect(streams[1]?.port?.recording).toEqual(Buffer.from([0xbb]));
    await again.close();
  });

  test('a port that vanishes says so once and stays lost', async () => {
    const { load, streams } = mockPort();
    const port = await openSerialPort('scanner', { port: PORT, baudRate: 9600 }, load);
    const told: string[] = [];
    port.onLost((why) => told.push(why));
    streams[0]?.emit('close', Object.assign(new Error('gone'), { disconnected: true }));
    streams[0]?.emit('end');
    expect(told).toEqual([`${PORT} was closed: unplugged?`]);
    expect(await failure(port.write(Buffer.from([1])))).toMatchObject({ code: 'lost' });
    await port.close();
  });

  test('one that goes while bytes are under way leaves it unknown what was sent', async () => {
    const handlers = new Map<string, (error?: Error) => void>();
    const stream = {
      isOpen: true,
      open: (done: (error: null) => void) => done(null),
      close: (done: (error: null) => void) => done(null),
      write: () => true,
      drain: () => undefined,
      on: (event: string, handler: (error?: Error) => void) => handlers.set(event, handler),
    } as unknown as PortStream;
    const port = await openSerialPort('lock-board', { port: PORT, baudRate: 9600 }, async () => () => stream);
    const written = failure(port.write(Buffer.from([1])));
    handlers.get('close')?.();
    expect(await written).toMatchObject({ code: 'timeout', device: 'lock-board' });
  });

  test('one that goes while it is being opened was never open: nobody would be told any more', async () => {
    const handlers = new Map<string, (error?: Error) => void>();
    const stream = {
      isOpen: true,
      open: (done: (error: null) => void) => {
        done(null);
        setImmediate(() => handlers.get('close')?.());
      },
      close: (done: (error: null) => void) => done(null),
      on: (event: string, handler: (error?: Error) => void) => handlers.set(event, handler),
    } as unknown as PortStream;
    const opening = openSerialPort('scanner', { port: PORT, baudRate: 9600 }, async () => () => stream);
    expect(await failure(opening)).toMatchObject({ code: 'lost', message: `scanner: ${PORT} was closed: unplugged?` });
  });

  test.each([
    ['Error: No such file or directory, cannot open', 'is not there: is it plugged in?'],
    ['Error: Permission denied, cannot open', 'must be a member of the group dialout'],
    ['Error Resource temporarily unavailable Cannot lock port', 'is in use by another program'],
    ['Error: Inappropriate ioctl for device', 'is not a serial port'],
    ['Error: strange', "can't be opened: strange"],
  ])('why it could not be opened: %s', async (message, told) => {
    const stream = { open: (done: (error: Error) => void) => done(new Error(message)), on: () => undefined };
    const opening = openSerialPort('scanner', { port: PORT, baudRate: 9600 }, async () => () => {
      return stream as unknown as PortStream;
    });
    const error = await failure(opening);
    expect(error).toMatchObject({ code: 'lost', device: 'scanner' });
    expect((error as Error).message).toContain(told);
  });

  test('a path that does not exist, with the real serialport', async () => {
    const error = await failure(openSerialPort('scanner', { port: '/dev/no-such-port', baudRate: 9600 }));
    expect((error as Error).message).toBe(
      'scanner: /dev/no-such-port is not there: is it plugged in? Name it by /dev/serial/by-id, other names change',
    );
  });
});

describe('scanner', () => {
  class Line implements SerialPort {
    private readonly data = new Signal<Buffer>();
    private readonly lost = new Signal<string>();
    readonly onData = this.data.listen;
    readonly onLost = this.lost.listen;
    send = (text: string): void => this.data.emit(Buffer.from(text, 'latin1'));
    unplug = (): void => this.lost.emit('unplugged');
    write = async (): Promise<void> => undefined;
    close = async (): Promise<void> => undefined;
  }

  function rig(ending: 'line' | 'idle' = 'line') {
    const { time, deps, told } = bench();
    const lines: Line[] = [];
    const settings = {
      port: PORT,
      baudRate: 9600,
      ending,
      idleMs: 50,
      mode: 'presentation',
      triggerSeconds: 5,
    } as const;
    const scanner = new SerialScanner(settings, { title: 'scanner' }, deps, async () => {
      const line = new Line();
      lines.push(line);
      return line;
    });
    const codes: string[] = [];
    scanner.onCode((code) => codes.push(code));
    return { time, told, lines, scanner, codes };
  }

  test('tells codes; half a code of before the plug was pulled is not put in front of the next', async () => {
    const { time, told, lines, scanner, codes } = rig();
    await scanner.start();
    lines[0]?.send('LK1-01\r\nLK1-');
    lines[0]?.unplug();
    await time.advance(1_000);
    expect(told()).toEqual(['scanner lost', 'scanner back']);
    lines[1]?.send('LK1-02\r\n');
    expect(codes).toEqual(['LK1-01', 'LK1-02']);
    expect(findingText(scanner.describe())).toBe(
      `scanner in presentation mode, ${PORT} at 9600 baud: 2 codes read, 0 unreadable, 0 without an ending`,
    );
    await scanner.stop();
    lines[1]?.send('LK1-03\r\n');
    expect(codes).toHaveLength(2);
  });

  test('says what to look at when nothing of what comes is a code', async () => {
    const { time, lines, scanner, codes } = rig();
    await scanner.start();
    lines[0]?.send('LK1-01');
    await time.advance(1_000);
    lines[0]?.send('\xf8A\xfe\r\x80B\r');
    expect(codes).toEqual([]);
    expect(findingText(scanner.describe())).toBe(
      `scanner in presentation mode, ${PORT} at 9600 baud: 0 codes read, 2 unreadable, 1 without an ending` +
        "; is baudRate the one that the scanner is set to?; set the scanner's suffix to CR, or `ending: idle`",
    );
    await scanner.stop();
  });

  test('without an ending a code comes after the gap', async () => {
    const { time, lines, scanner, codes } = rig('idle');
    await scanner.start();
    lines[0]?.send('LK1');
    await time.advance(49);
    lines[0]?.send('-0123');
    await time.advance(49);
    expect(codes).toEqual([]);
    await time.advance(1);
    expect(codes).toEqual(['LK1-0123']);
    await scanner.stop();
  });

  test('a timer that comes late cuts no code in two: bytes may be waiting', async () => {
    const { time, lines, scanner, codes } = rig('idle');
    await scanner.start();
    lines[0]?.send('LK1');
    // The loop was blocked for 300 ms: the timer, due after 50, runs before the port is read.
    time.setOffsets({ wall: 0, monotonic: 300, trusted: true });
    await time.advance(0);
    lines[0]?.send('-0123');
    await time.advance(50);
    expect(codes).toEqual(['LK1-0123']);
    await scanner.stop();
  });
});
