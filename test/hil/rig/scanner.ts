import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { until } from './bench';
import { host, type UsbDevice } from './host';

/** The name the kernel gave the line of that USB serial number. */
function ttyOf(device: UsbDevice): string | undefined {
  return readdirSync('/sys/class/tty').find((tty) => {
    if (!tty.startsWith('ttyUSB')) return false;
    try {
      return readFileSync(`/sys/class/tty/${tty}/device/../../serial`, 'utf8').trim() === device;
    } catch {
      // Going just now.
      return false;
    }
  });
}

/** A USB serial line under a stable name: what udev does on the board is done here by hand. */
export class UsbLine {
  private stopWatching: (() => void) | null = null;

  /** @param path /dev/serial/by-id/… as in the site file */
  constructor(
    private readonly path: string,
    private readonly device: UsbDevice,
  ) {}

  start(): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const name = (): void => {
      const tty = ttyOf(this.device);
      const there = tty !== undefined && existsSync(`/dev/${tty}`) ? tty : undefined;
      rmSync(this.path, { force: true });
      if (there !== undefined) symlinkSync(`../../${there}`, this.path);
    };
    name();
    const watcher = watch('/dev', (_, file) => {
      if (file !== null && basename(file).startsWith('ttyUSB')) name();
    });
    this.stopWatching = () => watcher.close();
  }

  async plug(): Promise<void> {
    if (this.plugged()) return;
    await host.ask({ do: 'plug', device: this.device });
    await until(`the name of the ${this.device}`, () => this.plugged());
  }

  async unplug(): Promise<void> {
    if (!this.plugged()) return;
    await host.ask({ do: 'unplug', device: this.device });
    await until(`no ${this.device}`, () => !this.plugged());
  }

  stop(): void {
    this.stopWatching?.();
    rmSync(this.path, { force: true });
  }

  private plugged(): boolean {
    return existsSync(this.path);
  }
}

/** A scanner behind USB; what it reads, `scannerSends(…, 'usb')` says. */
export class UsbScanner extends UsbLine {
  constructor(path: string) {
    super(path, 'scanner');
  }
}

/** A scanner on the built-in serial line, under the name the site file gives it. */
export function wireTty(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  symlinkSync('/dev/ttyS1', path);
}
