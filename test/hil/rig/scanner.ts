import { existsSync, mkdirSync, rmSync, symlinkSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { until } from './bench';
import { host } from './host';

/** A scanner behind USB, under its stable name: what udev does on the board is done here by hand. */
export class UsbScanner {
  private stopWatching: (() => void) | null = null;

  /** @param path /dev/serial/by-id/… as in the site file */
  constructor(private readonly path: string) {}

  start(): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const name = (): void => {
      const there = ['ttyUSB0', 'ttyUSB1'].find((tty) => existsSync(`/dev/${tty}`));
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
    await host.ask({ do: 'plug' });
    await until('the scanner’s name', () => this.plugged());
  }

  async unplug(): Promise<void> {
    if (!this.plugged()) return;
    await host.ask({ do: 'unplug' });
    await until('no scanner', () => !this.plugged());
  }

  stop(): void {
    this.stopWatching?.();
    rmSync(this.path, { force: true });
  }

  private plugged(): boolean {
    return existsSync(this.path);
  }
}

/** A scanner on the built-in serial line, under the name the site file gives it. */
export function wireTty(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  symlinkSync('/dev/ttyS1', path);
}
