import * as fc from 'fast-check';
import { KEY_NAMES, keypad as keypadSchema } from '../../../config/linux/keypad';
import { findingText } from '../../../hal/findings';
import { SerialKeypad, type SerialKeypadSettings } from '../../../hal/linux/keypads/serial-keypad';
import { KEYS } from '../../../hal/ports';
import { Signal } from '../../../hal/signal';
import { FakeSocket } from '../../../scripts/emulators/fake-port';
import { bench } from './bench';

async function rig(keys: SerialKeypadSettings['keys'] = {}) {
  const { time, deps, told } = bench();
  const toHost = new Signal<Buffer>();
  const socket = new FakeSocket({ toHost, send: async () => undefined });
  const settings = keypadSchema.parse({ type: 'serial', port: '/dev/serial/by-id/usb-keypad', keys });
  if (settings.type !== 'serial') throw new Error('not this one');
  const keypad = new SerialKeypad(settings, deps, () => socket.open('keypad', settings.port));
  const heard: string[] = [];
  keypad.onKey((key) => heard.push(key));
  await keypad.start();
  return { time, told, socket, keypad, heard, send: (text: string) => toHost.emit(Buffer.from(text, 'latin1')) };
}

test('characters are keys; CR is #, backspace is *', async () => {
  const { keypad, heard, send } = await rig();
  send('12');
  send('34*#\r\nA\b\x7f');
  expect(heard.join('')).toBe('1234*##A**');
  expect(findingText(keypad.describe())).toBe(
    '/dev/serial/by-id/usb-keypad at 9600 baud: 10 keys read, 0 bytes that are no key',
  );
  await keypad.stop();
});

test('what its own keys send can be given a meaning, or none', async () => {
  const { keypad, heard, send } = await rig({ E: '#', C: '*', '\r': 'none', '\x1b': '*' });
  send('1E\r\nC\x1b');
  expect(heard.join('')).toBe('1#**');
  await keypad.stop();
});

test('garbage is no key, and its amount says that the speed is wrong', async () => {
  const { keypad, heard, send } = await rig();
  send('\xf8\x80\xfe5\x06');
  expect(heard).toEqual(['5']);
  expect(findingText(keypad.describe())).toMatch(/1 keys read, 4 bytes that are no key; is baudRate its own/);
  await keypad.stop();
});

test('any bytes: no throw, only keys', async () => {
  const { keypad, heard, send } = await rig();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      heard.length = 0;
      send(Buffer.from(bytes).toString('latin1'));
      expect(heard.filter((key) => !(KEYS as readonly string[]).includes(key))).toEqual([]);
    }),
  );
  await keypad.stop();
});

test('unplugged it is lost, plugged in again it is back', async () => {
  const { time, told, socket, keypad, heard, send } = await rig();
  socket.unplug();
  send('1');
  expect(told()).toEqual(['keypad lost']);
  socket.plug();
  await time.advance(1_000);
  expect(told()).toEqual(['keypad lost', 'keypad back']);
  send('2');
  expect(heard).toEqual(['2']);
  await keypad.stop();
  send('3');
  expect(heard).toEqual(['2']);
});

test('the site file knows the same keys as the firmware', () => {
  expect(KEY_NAMES).toEqual(KEYS);
});
