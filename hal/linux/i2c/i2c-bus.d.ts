/** The part of i2c-bus 5.2.3 that is used; the package has no types of its own. */
declare module 'i2c-bus' {
  interface PromisifiedBus {
    close(): Promise<void>;
    i2cFuncs(): Promise<{ readonly i2c: boolean; readonly smbusReadI2cBlock: boolean }>;
    i2cWrite(address: number, length: number, buffer: Buffer): Promise<{ bytesWritten: number; buffer: Buffer }>;
    readI2cBlock(
      address: number,
      command: number,
      length: number,
      buffer: Buffer,
    ): Promise<{ bytesRead: number; buffer: Buffer }>;
    writeI2cBlock(
      address: number,
      command: number,
      length: number,
      buffer: Buffer,
    ): Promise<{ bytesWritten: number; buffer: Buffer }>;
    sendByte(address: number, byte: number): Promise<void>;
  }
  interface SyncBus {
    readByteSync(address: number, register: number): number;
    writeByteSync(address: number, register: number, byte: number): void;
    readI2cBlockSync(address: number, register: number, length: number, buffer: Buffer): number;
    writeI2cBlockSync(address: number, register: number, length: number, buffer: Buffer): number;
    i2cReadSync(address: number, length: number, buffer: Buffer): number;
    i2cWriteSync(address: number, length: number, buffer: Buffer): number;
    closeSync(): void;
  }
  function openPromisified(bus: number): Promise<PromisifiedBus>;
  function openSync(bus: number): SyncBus;
}
