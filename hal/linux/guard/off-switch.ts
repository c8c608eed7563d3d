import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { OffSwitch } from '../lines';

/** Ready to be used without anything that could fail for lack of files or memory. */
export interface ReadySwitch {
  /** Switches the output off and reads that back. @throws when it is not known to be off */
  off(): void;
  close(): void;
}

/** The part of i2c-bus that is used here; synchronous: nothing may come in between. */
export interface SyncI2cModule {
  openSync(bus: number): SyncI2c;
}
interface SyncI2c {
  readByteSync(address: number, register: number): number;
  writeByteSync(address: number, register: number, byte: number): void;
  closeSync(): void;
}

/** @throws when the output can't be reached */
export function readySwitch(off: OffSwitch, i2c: () => SyncI2cModule = loadI2cSync): ReadySwitch {
  return off.kind === 'file' ? fileSwitch(off) : registerSwitch(off, i2c());
}

/** Opens, switches off, closes. @throws when it is not known to be off */
export function switchOff(off: OffSwitch, i2c: () => SyncI2cModule = loadI2cSync): void {
  const ready = readySwitch(off, i2c);
  try {
    ready.off();
  } finally {
    ready.close();
  }
}

function fileSwitch({ path, text }: Extract<OffSwitch, { kind: 'file' }>): ReadySwitch {
  const fd = openSync(path, 'r+');
  const buffer = Buffer.alloc(text.length);
  return {
    off() {
      writeSync(fd, text, 0);
      readSync(fd, buffer, 0, buffer.length, 0);
      if (buffer.toString('utf8') !== text) throw new Error(`${path} stays ${buffer.toString('utf8')}`);
    },
    close: () => closeSync(fd),
  };
}

function registerSwitch(off: Extract<OffSwitch, { kind: 'register' }>, i2c: SyncI2cModule): ReadySwitch {
  const { address, register, mask, value } = off;
  const bus = i2c.openSync(off.bus);
  const read = (): number => bus.readByteSync(address, register);
  try {
    read();
  } catch (error) {
    bus.closeSync();
    throw error;
  }
  return {
    off() {
      bus.writeByteSync(address, register, (read() & ~mask) | (value & mask));
      if ((read() & mask) !== (value & mask)) throw new Error('the output stays as it was');
    },
    close: () => bus.closeSync(),
  };
}

function loadI2cSync(): SyncI2cModule {
  return createRequire(__filename)('i2c-bus') as SyncI2cModule;
}
