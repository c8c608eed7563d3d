import type { PromisifiedBus } from 'i2c-bus';
import { LinuxI2cBus, transferError } from '../../../hal/linux/i2c/bus';
import { optionalModule } from '../../../hal/linux/optional';

function fail(code: string): Error {
  return Object.assign(new Error(`${code}, odd`), { code });
}

/** i2c-bus with an adapter that knows plain transfers or not. */
function adapter(plain: boolean) {
  const calls: string[] = [];
  const state = { fails: null as string | null, opens: 0, openFails: null as string | null, running: 0, most: 0 };
  async function call<T>(text: string, result: T): Promise<T> {
    calls.push(text);
    state.running += 1;
    state.most = Math.max(state.most, state.running);
    await new Promise((resolve) => setImmediate(resolve));
    state.running -= 1;
    if (state.fails !== null) throw fail(state.fails);
    return result;
  }
  const bus: PromisifiedBus = {
    close: async () => void calls.push('close'),
    i2cFuncs: async () => {
      if (state.openFails !== null) throw fail(state.openFails);
      return { i2c: plain, smbusReadI2cBlock: true };
    },
    i2cWrite: (address, length, buffer) =>
      call(`plain ${address} ${buffer.toString('hex')}`, { bytesWritten: length, buffer }),
    readI2cBlock: (address, command, length, buffer) => {
      buffer.fill(command);
      return call(`read ${address} ${command} ${length}`, { bytesRead: length, buffer });
    },
    writeI2cBlock: (address, command, length, buffer) =>
      call(`block ${address} ${command} ${buffer.toString('hex')}`, { bytesWritten: length, buffer }),
    sendByte: (address, byte) => call(`byte ${address} ${byte}`, undefined),
  };
  const made = new LinuxI2cBus(1, { openPromisified: async () => ((state.opens += 1), bus) });
  return { made, calls, state };
}

test('registers go by block calls of 32 bytes, on every adapter', async () => {
  const { made, calls } = adapter(false);
  expect([...(await made.read(0x20, 4, 2))]).toEqual([4, 4]);
  expect(await made.read(0x20, 0, 40)).toHaveLength(40);
  await made.write(0x20, 0x14, [1, 2]);
  await made.write(
    0x20,
    0,
    Array.from({ length: 33 }, () => 7),
  );
  expect(calls).toEqual([
    'read 32 4 2',
    'read 32 0 32',
    'read 32 32 8',
    'block 32 20 0102',
    `block 32 0 ${'07'.repeat(32)}`,
    'block 32 32 07',
  ]);
});

test('plain bytes go in one piece where the adapter can, else as block calls that look the same on the wire', async () => {
  const able = adapter(true);
  await able.made.send(
    0x27,
    Array.from({ length: 100 }, () => 8),
  );
  expect(able.calls).toEqual([`plain 39 ${'08'.repeat(100)}`]);
  const unable = adapter(false);
  await unable.made.send(0x27, [8]);
  await unable.made.send(0x27, [8, 12, 9]);
  expect(unable.calls).toEqual(['byte 39 8', 'block 39 8 0c09']);
});

test('transfers never overlap', async () => {
  const { made, state } = adapter(true);
  await Promise.all([made.send(1, [1]), made.read(2, 0, 1), made.write(3, 0, [1]), made.send(4, [1])]);
  expect([state.most, state.opens]).toEqual([1, 1]);
});

test('a device that does not answer is lost, the bus goes on', async () => {
  const { made, state } = adapter(true);
  state.fails = 'ENXIO';
  await expect(made.read(0x21, 0, 1)).rejects.toMatchObject({
    code: 'lost',
    message: 'i2c-1: no answer at 0x21 on i2c-1: wiring, address jumpers, is I2C enabled?',
  });
  state.fails = null;
  await made.read(0x21, 0, 1);
  expect(state.opens).toBe(1);
});

test('a bus that is not there is opened at the next transfer; one that went is opened again', async () => {
  const { made, state, calls } = adapter(true);
  state.openFails = 'ENOENT';
  await expect(made.read(0x21, 0, 1)).rejects.toThrow(/\/dev\/i2c-1 is not there: is I2C enabled/);
  state.openFails = 'EACCES';
  await expect(made.read(0x21, 0, 1)).rejects.toThrow(/group i2c/);
  state.openFails = null;
  await made.read(0x21, 0, 1);
  state.fails = 'ENODEV';
  await expect(made.read(0x21, 0, 1)).rejects.toMatchObject({ code: 'lost' });
  expect(calls.at(-1)).toBe('close');
  state.fails = null;
  await made.read(0x21, 0, 1);
  expect(state.opens).toBe(4);
  await made.close();
  await made.close();
});

test.each([
  ['EREMOTEIO', /no answer at 0x21 on i2c-1/],
  ['ETIMEDOUT', /time-out .*stuck low/],
  ['EBUSY', /kernel driver/],
  ['EIO', /disturbed/],
  ['ENOTSUP', /0x21 on i2c-1: ENOTSUP/],
])('%s in words', (code, text) => {
  expect(transferError(0x21, 'i2c-1', fail(code))).toMatch(text);
});

test('a package that an installation lacks', async () => {
  const missing = Object.assign(new Error("Cannot find package 'onoff'"), { code: 'ERR_MODULE_NOT_FOUND' });
  await expect(optionalModule('onoff', () => Promise.reject(missing))).rejects.toMatchObject({
    code: 'config',
    message: 'hal: onoff is not installed: npm ci without --omit=optional',
  });
  await expect(optionalModule('onoff', () => Promise.reject(new Error('wrong ELF class')))).rejects.toThrow(
    /npm rebuild onoff.*wrong ELF class/,
  );
});
