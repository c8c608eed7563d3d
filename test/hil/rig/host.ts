import { closeSync, createReadStream, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** The line to the host outside the guest: what it reports goes out, and what only the host can do is asked for. */

const PORTS = '/sys/class/virtio-ports';

/** The far end of a line that goes out of the guest. */
export function virtioPort(called: string): string {
  for (const name of readdirSync(PORTS)) {
    if (readFileSync(`${PORTS}/${name}/name`, 'utf8').trim() === called) return `/dev/${name}`;
  }
  throw new Error(`the guest has no line called ${called}`);
}

/** What hangs on a USB serial line that QEMU can pull. */
export type UsbDevice = 'scanner' | 'board';

type Ask =
  | { readonly do: 'send'; readonly port: 'tty' | 'usb'; readonly hex: string }
  | { readonly do: 'plug' | 'unplug'; readonly device: UsbDevice };

export class Host {
  private readonly fd = openSync(virtioPort('hil'), 'r+');
  private readonly waiting = new Map<number, (reply: { error?: string }) => void>();
  private asked = 0;

  start(): void {
    const input = createReadStream('', { fd: this.fd, autoClose: false });
    createInterface({ input }).on('line', (line) => {
      const reply = JSON.parse(line) as { id: number; error?: string };
      this.waiting.get(reply.id)?.(reply);
      this.waiting.delete(reply.id);
    });
  }

  tell(message: Record<string, unknown>): void {
    writeSync(this.fd, `${JSON.stringify(message)}\n`);
  }

  /** Settles when the host has done it. */
  async ask(what: Ask): Promise<void> {
    const id = (this.asked += 1);
    const reply = await new Promise<{ error?: string }>((done) => {
      this.waiting.set(id, done);
      this.tell({ ...what, id });
    });
    if (reply.error !== undefined) throw new Error(`the host: ${reply.error}`);
  }

  close(): void {
    closeSync(this.fd);
  }
}

export const host = new Host();

/** Bytes out of the scanner: on the built-in serial line (ttyS1), or on the one behind USB. */
export function scannerSends(text: string | Buffer, line: 'tty' | 'usb' = 'tty'): Promise<void> {
  return host.ask({ do: 'send', port: line, hex: Buffer.from(text).toString('hex') });
}
