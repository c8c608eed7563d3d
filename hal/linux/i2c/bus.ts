import type { PromisifiedBus } from 'i2c-bus';
import { HalError } from '../../errors';
import type { I2cBus } from '../lines';
import { optionalModule } from '../optional';

/** Most bytes in one SMBus block call (Linux: I2C_SMBUS_BLOCK_MAX). */
const BLOCK = 32;

export interface I2cModule {
  openPromisified(bus: number): Promise<PromisifiedBus>;
}

/** @throws HalError `config` when i2c-bus is not installed */
export function loadI2c(): Promise<I2cModule> {
  return optionalModule<I2cModule>('i2c-bus', () => import('i2c-bus'));
}

/**
 * /dev/i2c-N through i2c-bus 5.2.3. Registers by SMBus I2C-block calls: address and data in one transfer with
 * a repeated start, also on adapters (and i2c-stub) that know no plain transfers. The device file is opened at
 * the first use and again after it was gone, so a bus never keeps its devices from being reopened.
 */
export class LinuxI2cBus implements I2cBus {
  readonly name: string;
  private opened: Promise<{ bus: PromisifiedBus; plain: boolean }> | null = null;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly number: number,
    private readonly module: I2cModule,
  ) {
    this.name = `i2c-${number}`;
  }

  read(address: number, register: number, length: number): Promise<Buffer> {
    return this.transfer(address, async ({ bus }) => {
      const result = Buffer.alloc(length);
      for (let at = 0; at < length; at += BLOCK) {
        const part = Buffer.alloc(Math.min(BLOCK, length - at));
        const { bytesRead } = await bus.readI2cBlock(address, register + at, part.length, part);
        if (bytesRead !== part.length) throw new Error(`${bytesRead} bytes read instead of ${part.length}`);
        part.copy(result, at);
      }
      return result;
    });
  }

  write(address: number, register: number, bytes: readonly number[]): Promise<void> {
    return this.transfer(address, async ({ bus, plain }) => {
      if (plain && bytes.length > BLOCK) return sendPlain(bus, address, [register, ...bytes]);
      for (let at = 0; at < bytes.length; at += BLOCK) {
        const part = Buffer.from(bytes.slice(at, at + BLOCK));
        await bus.writeI2cBlock(address, register + at, part.length, part);
      }
    });
  }

  send(address: number, bytes: readonly number[]): Promise<void> {
    return this.transfer(address, async ({ bus, plain }) => {
      if (plain) return sendPlain(bus, address, bytes);
      // As bytes on the wire a block call is the same: its command is the first of them.
      for (let at = 0; at < bytes.length; at += BLOCK + 1) {
        const [first = 0, ...rest] = bytes.slice(at, at + BLOCK + 1);
        if (rest.length === 0) await bus.sendByte(address, first);
        else await bus.writeI2cBlock(address, first, rest.length, Buffer.from(rest));
      }
    });
  }

  async close(): Promise<void> {
    await this.last.catch(() => undefined);
    await this.drop();
  }

  /** One at a time, in order. */
  private transfer<T>(address: number, run: (open: { bus: PromisifiedBus; plain: boolean }) => Promise<T>): Promise<T> {
    const turn = this.last.then(async () => {
      const open = await this.open();
      try {
        return await run(open);
      } catch (error) {
        const code = errorCode(error);
        if (code === 'ENODEV' || code === 'EBADF' || code === 'ESHUTDOWN') await this.drop();
        throw new HalError('lost', this.name, transferError(address, this.name, error), { cause: error });
      }
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async open(): Promise<{ bus: PromisifiedBus; plain: boolean }> {
    this.opened ??= (async () => {
      const bus = await this.module.openPromisified(this.number);
      return { bus, plain: (await bus.i2cFuncs()).i2c };
    })();
    try {
      return await this.opened;
    } catch (error) {
      this.opened = null;
      throw new HalError('lost', this.name, openError(this.number, error), { cause: error });
    }
  }

  private async drop(): Promise<void> {
    const opened = this.opened;
    this.opened = null;
    await opened?.then(({ bus }) => bus.close()).catch(() => undefined);
  }
}

async function sendPlain(bus: PromisifiedBus, address: number, bytes: readonly number[]): Promise<void> {
  const { bytesWritten } = await bus.i2cWrite(address, bytes.length, Buffer.from(bytes));
  if (bytesWritten !== bytes.length) throw new Error(`${bytesWritten} bytes written instead of ${bytes.length}`);
}

/** Codes: Linux, Documentation/i2c/fault-codes.rst; adapters of the Pi answer a missing device with EREMOTEIO. */
export function transferError(address: number, bus: string, error: unknown): string {
  const place = `0x${address.toString(16)} on ${bus}`;
  switch (errorCode(error)) {
    case 'ENXIO':
    case 'EREMOTEIO':
      return `no answer at ${place}: wiring, address jumpers, is I2C enabled?`;
    case 'ETIMEDOUT':
      return `time-out at ${place}: is a line of the bus stuck low, are there pull-ups?`;
    case 'EBUSY':
      return `${place} is in use by a kernel driver (an overlay in config.txt?)`;
    case 'EIO':
    case 'EAGAIN':
      return `disturbed transfer at ${place}: wiring, pull-ups, noise from the locks?`;
    default:
      return `${place}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function openError(number: number, error: unknown): string {
  const file = `/dev/i2c-${number}`;
  switch (errorCode(error)) {
    case 'ENOENT':
      return `${file} is not there: is I2C enabled (dtparam=i2c_arm=on in config.txt, module i2c-dev loaded)?`;
    case 'EACCES':
    case 'EPERM':
      return `no permission to open ${file}: the user must be in the group i2c`;
    default:
      return `${file} can't be opened: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
