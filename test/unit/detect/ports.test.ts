import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listPorts } from '../../../hal/linux/detect/ports';

let dev: string;
beforeEach(() => {
  dev = mkdtempSync(join(tmpdir(), 'dev-'));
  for (const name of ['ttyUSB0', 'ttyAMA0', 'tty1', 'null']) writeFileSync(join(dev, name), '');
  mkdirSync(join(dev, 'serial/by-id'), { recursive: true });
  symlinkSync('../../ttyUSB0', join(dev, 'serial/by-id/usb-FTDI_RS485-if00'));
});
afterEach(() => rmSync(dev, { recursive: true, force: true }));

test('by the names that stay, USB first, with what they say they are', async () => {
  const list = () =>
    Promise.resolve([
      { path: join(dev, 'ttyAMA0'), pnpId: undefined },
      { path: join(dev, 'ttyUSB0'), manufacturer: 'FTDI', vendorId: '0403', productId: '6001', serialNumber: 'A5' },
    ]);
  expect(await listPorts({ list, dev })).toEqual([
    {
      port: join(dev, 'serial/by-id/usb-FTDI_RS485-if00'),
      device: join(dev, 'ttyUSB0'),
      what: 'FTDI, USB 0403:6001, serial A5',
      usb: true,
    },
    { port: join(dev, 'ttyAMA0'), device: join(dev, 'ttyAMA0'), what: 'on the board', usb: false },
  ]);
});

test('without udev, by their names alone', async () => {
  const list = () => Promise.reject(new Error('spawn udevadm ENOENT'));
  expect((await listPorts({ list, dev })).map(({ port, usb }) => [port, usb])).toEqual([
    [join(dev, 'serial/by-id/usb-FTDI_RS485-if00'), true],
    [join(dev, 'ttyAMA0'), false],
  ]);
  expect(await listPorts({ list, dev: join(dev, 'nowhere') })).toEqual([]);
});
