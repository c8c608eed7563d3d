import { spawn, type ChildProcess } from 'node:child_process';
import type { FarEnd } from '../../scripts/emulators/fake-port';

/**
 * A pseudo terminal whose slave the real serialport opens like any serial port. Node has no call for one: python3 has
 * (it is there on every machine that compiled SQLite for this project). It keeps the slave open so that the
 * master never reads a hang-up between two openings, and names it by a link, as udev names ports.
 */
const PROGRAM = `
import os, select, sys, tty
master, slave = os.openpty()
tty.setraw(slave)
new = sys.argv[1] + '.new'
os.symlink(os.ttyname(slave), new)
os.replace(new, sys.argv[1])
os.write(2, b'ready\\n')
while True:
    ready = select.select([0, master], [], [])[0]
    if 0 in ready:
        data = os.read(0, 4096)
        if not data:
            break
        os.write(master, data)
    if master in ready:
        os.write(1, os.read(master, 4096))
`;

/** A serial port at `path` with a device behind it, which can be pulled out and plugged in again. */
export class Pty {
  private child: ChildProcess | null = null;
  private stop: () => void = () => undefined;

  constructor(
    readonly path: string,
    private readonly device: FarEnd,
  ) {}

  /** Settles when the port is there. */
  async plug(): Promise<void> {
    const child = spawn('python3', ['-c', PROGRAM, this.path], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child = child;
    child.stdout.on('data', (bytes: Buffer) => void this.device.send(bytes));
    child.stdin.on('error', () => undefined);
    const unlisten = this.device.toHost.listen((bytes) => child.stdin.write(bytes));
    this.stop = unlisten;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.stderr.on('data', (bytes: Buffer) => {
        said += bytes.toString();
        if (said.includes('ready\n')) resolve();
      });
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`the pseudo terminal ended with ${code}: ${said}`)));
    });
  }

  /** The port hangs up and is gone; settles when it is. */
  async unplug(): Promise<void> {
    const { child } = this;
    this.child = null;
    this.stop();
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  }
}
