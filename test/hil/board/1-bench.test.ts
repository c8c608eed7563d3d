import { Gpio } from 'onoff';
import { openSync } from 'i2c-bus';
import { SerialPort } from 'serialport';
import { Signal } from '../../../hal/signal';
import { baseOf, control, expander, level, log, makeChip, mark, removeChip, until } from '../rig/bench';
import { hold, letGo } from '../rig/keys';
import { host, scannerSends } from '../rig/host';
import { UsbBoard } from '../rig/usb-board';

/** The bench itself: libraries and kernel, without a line of the firmware. If these fail, nothing below means anything. */
describe('the bench', () => {
  beforeAll(() => makeChip('smoke', 16));
  afterAll(() => removeChip('smoke'));

  test('an output drives a gpio-sim line, an input hears it move', async () => {
    const base = baseOf('smoke');
    expect(base).toBeGreaterThan(500);
    const from = mark();
    const output = new Gpio(base + 3, 'low');
    output.writeSync(1);
    output.writeSync(0);
    const moves = log(from).filter((one) => one.where === 'smoke' && one.line === 3);
    expect(moves.map((one) => one.value)).toEqual([0, 1, 0]);
    output.unexport();

    control('pull smoke 5 1');
    const input = new Gpio(base + 5, 'in', 'both');
    const heard: number[] = [];
    input.watch((error, value) => void (error ?? heard.push(value)));
    control('pull smoke 5 0');
    await until('the first edge', () => heard.length === 1);
    control('pull smoke 5 1');
    await until('the second edge', () => heard.length === 2);
    expect(heard).toEqual([0, 1]);
    input.unexport();
  });

  test('a key joins its row and its column', () => {
    const base = baseOf('smoke');
    const columns = [8, 9, 10].map((line) => new Gpio(base + line, 'high'));
    const rows = [11, 12, 13, 14].map((line) => new Gpio(base + line, 'in'));
    control('matrix smoke 8,9,10 11,12,13,14');
    const read = () => rows.map((row) => row.readSync()).join('');
    expect(read()).toBe('1111');
    hold('4x3', '5');
    expect(read()).toBe('1111');
    columns[1]?.writeSync(0);
    expect(read()).toBe('1011');
    columns[1]?.writeSync(1);
    columns[0]?.writeSync(0);
    expect(read()).toBe('1111');
    letGo('4x3', '5');
    for (const line of [...columns, ...rows]) line.unexport();
  });

  test('an expander behaves as its data sheet says', () => {
    control('plug 0x20', 'int 0x20 smoke 6');
    const bus = openSync(1);
    expect(bus.readByteSync(0x20, 0x00)).toBe(0xff);
    bus.writeI2cBlockSync(0x20, 0x14, 2, Buffer.from([0x01, 0x00]));
    const from = mark();
    bus.writeByteSync(0x20, 0x00, 0xfe);
    expect(
      log(from)
        .filter((one) => one.where === 'x20' && one.line === 0)
        .map((one) => one.value),
    ).toEqual([1]);
    expect(level('x20', 0)).toBe(1);
    bus.writeByteSync(0x20, 0x0d, 0xff);
    bus.writeByteSync(0x20, 0x05, 0xff);
    expect(bus.readByteSync(0x20, 0x13)).toBe(0xff);
    control('pin 0x20 9 ground');
    expect(bus.readByteSync(0x20, 0x0f)).toBe(0x02);
    expect(bus.readByteSync(0x20, 0x13)).toBe(0xfd);
    control('reset 0x20');
    expect(expander(0x20).registers[0]).toBe(0xff);
    expect(level('x20', 0)).toBe(0);
    control('nack 0x20 1');
    expect(() => bus.readByteSync(0x20, 0x00)).toThrow(/ENXIO|EREMOTEIO/);
    control('nack 0x20 0', 'unplug 0x20');
    expect(() => bus.readByteSync(0x20, 0x00)).toThrow(/ENXIO|EREMOTEIO/);
    bus.closeSync();
  });

  test('bytes come in over a serial line, and a USB line is gone when its plug is pulled', async () => {
    const listen = async (path: string) => {
      const port = new SerialPort({ path, baudRate: 9_600, autoOpen: false });
      const seen = { text: '', closed: false };
      port.on('data', (data: Buffer) => (seen.text += data.toString()));
      port.on('close', () => (seen.closed = true));
      await new Promise<void>((done, fail) => port.open((error) => (error ? fail(error) : done())));
      return { port, seen };
    };
    const tty = await listen('/dev/ttyS1');
    await scannerSends('hello\r');
    await until('the bytes', () => tty.seen.text === 'hello\r');
    tty.port.close();

    await host.ask({ do: 'plug', device: 'scanner' });
    const { existsSync } = await import('node:fs');
    await until('ttyUSB0', () => existsSync('/dev/ttyUSB0'));
    const usb = await listen('/dev/ttyUSB0');
    await scannerSends('world\r', 'usb');
    await until('the bytes', () => usb.seen.text === 'world\r');
    await host.ask({ do: 'unplug', device: 'scanner' });
    await until('the end of the line', () => usb.seen.closed);
    await until('no ttyUSB0', () => !existsSync('/dev/ttyUSB0'));
  });

  test('what a board on USB is told reaches it, and its answer comes back', async () => {
    const toHost = new Signal<Buffer>();
    const told: string[] = [];
    const board = new UsbBoard('/dev/serial/by-id/usb-board', {
      toHost,
      async send(bytes) {
        told.push(Buffer.from(bytes).toString());
        toHost.emit(Buffer.from('world'));
      },
    });
    board.start();
    await board.plug();
    const port = new SerialPort({ path: '/dev/serial/by-id/usb-board', baudRate: 19_200, autoOpen: false });
    let answer = '';
    port.on('data', (data: Buffer) => (answer += data.toString()));
    await new Promise<void>((done, fail) => port.open((error) => (error ? fail(error) : done())));
    port.write('hello');
    await until('the answer', () => told.join('') === 'hello' && answer === 'world');
    port.close();
    await board.unplug();
    board.stop();
  });
});
