import { HalError } from '../../hal/errors';
import type { SerialPort } from '../../hal/linux/serial-port';
import { Signal } from '../../hal/signal';
import type { Unsubscribe } from '../../hal/ports';

/** What is at the other end of a serial line. */
export interface FarEnd {
  readonly toHost: Signal<Buffer>;
  /** Settles when the bytes have left the host. */
  send(bytes: Uint8Array): Promise<void>;
}

/** A socket for one plug: ports are opened at it while it is plugged in, and lost when it is pulled. */
export class FakeSocket {
  plugged = true;
  opened = 0;
  /** Bytes written to a port that was closed or lost. */
  refused = 0;
  private readonly ports = new Set<() => void>();

  constructor(
    private readonly far: FarEnd,
    /** Is the process that opens it still there? A dead one's bytes go nowhere. */
    private readonly alive: () => boolean = () => true,
  ) {}

  unplug(): void {
    this.plugged = false;
    for (const lose of [...this.ports]) lose();
  }

  plug(): void {
    this.plugged = true;
  }

  /** @throws HalError `lost` while it is unplugged */
  async open(device: string, path: string): Promise<SerialPort> {
    if (!this.plugged) throw new HalError('lost', device, `${path} is not there: is it plugged in?`);
    const { far, alive, ports } = this;
    const data = new Signal<Buffer>();
    const lost = new Signal<string>();
    let open = true;
    const unlisten: Unsubscribe = far.toHost.listen((bytes) => alive() && open && data.emit(bytes));
    const end = (): void => {
      open = false;
      unlisten();
      ports.delete(lose);
    };
    const lose = (): void => {
      end();
      if (alive()) lost.emit(`${path} was closed: unplugged?`);
    };
    ports.add(lose);
    this.opened += 1;
    return {
      onData: data.listen,
      onLost: lost.listen,
      write: async (bytes) => {
        if (!open) {
          this.refused += 1;
          throw new HalError('lost', device, `${path} is closed: nothing was sent`);
        }
        if (!alive()) return new Promise(() => undefined);
        let stop: Unsubscribe = () => undefined;
        const went = new Promise<void>((_, reject) => {
          stop = lost.listen(() => reject(new HalError('timeout', device, 'it is unknown how much was sent')));
        });
        await Promise.race([far.send(bytes), went]).finally(() => stop());
        return alive() ? undefined : new Promise(() => undefined);
      },
      close: async () => end(),
    };
  }
}
