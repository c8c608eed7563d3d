import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSerialPort } from '../../hal/linux/serial-port';
import { Signal } from '../../hal/signal';
import { Pty } from '../helpers/pty';

test('bytes pass both ways through a real serial port, which vanishes and comes back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockerd-pty-'));
  const toHost = new Signal<Buffer>();
  let sent = '';
  const pty = new Pty(join(folder, 'port'), {
    toHost,
    send: async (bytes) => void (sent += Buffer.from(bytes).toString('hex')),
  });
  try {
    for (let round = 0; round < 2; round += 1) {
      await pty.plug();
      const port = await openSerialPort('lock-board', { port: pty.path, baudRate: 19_200 });
      let got = '';
      port.onData((bytes) => (got += bytes.toString('hex')));
      const lost = new Promise<string>((resolve) => void port.onLost(resolve));
      sent = '';
      await port.write(Uint8Array.from([0x00, 0x0d, 0x11, 0x13, 0xff]));
      toHost.emit(Buffer.from([0x03, 0x04, 0x0a, 0x0d, 0x1a]));
      while (sent.length < 10 || got.length < 10) await new Promise((done) => void setTimeout(done, 5));
      expect([sent, got]).toEqual(['000d1113ff', '03040a0d1a']);
      await pty.unplug();
      expect(await lost).toMatch(/unplugged/);
      await port.close();
    }
  } finally {
    await pty.unplug();
    rmSync(folder, { recursive: true, force: true });
  }
});
