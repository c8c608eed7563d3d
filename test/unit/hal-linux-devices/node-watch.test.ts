import { mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchNode } from '../../../hal/linux/node-watch';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nodes-'));
  for (const name of ['ttyUSB0', 'ttyUSB1']) writeFileSync(join(folder, name), '');
  symlinkSync('ttyUSB0', join(folder, 'usb-scanner'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const watched = async (): Promise<{ gone: Promise<void>; calls: () => number; stop: () => void }> => {
  let calls = 0;
  let told = (): void => undefined;
  const gone = new Promise<void>((resolve) => (told = resolve));
  const stop = await watchNode(join(folder, 'usb-scanner'), () => {
    calls += 1;
    told();
  });
  return { gone, calls: () => calls, stop };
};

test('a scanner whose name vanishes is gone, told once', async () => {
  const { gone, calls } = await watched();
  unlinkSync(join(folder, 'usb-scanner'));
  await gone;
  symlinkSync('ttyUSB0', join(folder, 'usb-scanner'));
  expect(calls()).toBe(1);
});

test('another device under the same name is another device', async () => {
  const { gone } = await watched();
  symlinkSync('ttyUSB1', join(folder, 'new'));
  renameSync(join(folder, 'new'), join(folder, 'usb-scanner'));
  await gone;
});

test('a neighbour that comes and goes is none of its business', async () => {
  const { gone, calls, stop } = await watched();
  writeFileSync(join(folder, 'ttyUSB2'), '');
  unlinkSync(join(folder, 'ttyUSB2'));
  unlinkSync(join(folder, 'ttyUSB1'));
  expect(calls()).toBe(0);
  unlinkSync(join(folder, 'usb-scanner'));
  await gone;
  stop();
  expect(calls()).toBe(1);
});

test('a folder that is not there is not watched, and does no harm', async () => {
  const stop = await watchNode(join(folder, 'nowhere', 'usb-scanner'), () => {
    throw new Error('nothing was there that could go');
  });
  stop();
});
