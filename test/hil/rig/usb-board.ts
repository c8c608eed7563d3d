import { createReadStream, openSync, write } from 'node:fs';
import type { Unsubscribe } from '../../../hal/ports';
import { Signal } from '../../../hal/signal';
import type { FarEnd } from '../../../scripts/emulators/fake-port';
import { virtioPort } from './host';
import { UsbLine } from './scanner';

/** Opened once and for good: a read that waits for bytes can't be taken back, and the port has one user at a time. */
let farEnd: { readonly fd: number; readonly bytes: Signal<Buffer> } | null = null;

function openFarEnd(): { readonly fd: number; readonly bytes: Signal<Buffer> } {
  if (farEnd !== null) return farEnd;
  const fd = openSync(virtioPort('board'), 'r+');
  const bytes = new Signal<Buffer>();
  createReadStream('', { fd, autoClose: false }).on('data', (data) => bytes.emit(Buffer.from(data)));
  farEnd = { fd, bytes };
  return farEnd;
}

/**
 * A lock board, or what else talks both ways, behind a USB serial line: the drivers open a real ttyUSB (ftdi_sio)
 * under its stable name, and what they write comes out here, in the same guest. One at a time.
 */
export class UsbBoard extends UsbLine {
  private readonly stops: Unsubscribe[] = [];

  constructor(
    path: string,
    private readonly emulator: FarEnd,
  ) {
    super(path, 'board');
  }

  override start(): void {
    super.start();
    const { fd, bytes } = openFarEnd();
    const { emulator } = this;
    this.stops.push(
      bytes.listen((data) => void emulator.send(data)),
      emulator.toHost.listen((data) => write(fd, data, () => undefined)),
    );
  }

  override stop(): void {
    for (const stop of this.stops.splice(0)) stop();
    super.stop();
  }
}
