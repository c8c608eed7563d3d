import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DisplayConfig } from '../../../config/linux/display';
import { linuxHal } from '../../../config/linux/schema';
import { createLinuxHal } from '../../../hal/linux/open-linux';
import { VirtualTime } from '../../../hal/sim/virtual-time';
import { halContract, type HalRig } from '../../contract/hal-contract';
import { Hd44780Model } from '../../helpers/hd44780-model';
import { OledModel } from '../../helpers/oled-model';
import { readOled } from '../../helpers/oled-reader';
import { FakeBus } from '../hal-linux-devices/bench';
import { FakeBoard, FakeGuard } from './fakes';

/** Plays the camera's program: a still, unless it is unplugged. */
const CAMERA = `
  const [unplugged, file] = process.argv.slice(1);
  if (require('fs').existsSync(unplugged)) process.exit(1);
  require('fs').writeFileSync(file, Buffer.from([0xff, 0xd8, 0xff, 0xd9]));`;

interface Glass {
  transfer(bytes: readonly number[]): void;
  lines(): string[];
}

function glassOf(type: DisplayConfig['type']): Glass {
  if (type === 'hd44780') {
    const model = new Hd44780Model(20, 4);
    return { transfer: (bytes) => model.transfer(bytes), lines: () => model.text() };
  }
  const model = new OledModel(type);
  return { transfer: (bytes) => model.transfer(bytes), lines: () => readOled(model.picture()) };
}

async function rig(type: DisplayConfig['type']): Promise<HalRig> {
  const time = new VirtualTime();
  const board = new FakeBoard(time);
  const bus = new FakeBus(type === 'hd44780' ? 0x27 : 0x3c);
  const glass = glassOf(type);
  bus.onSend = (bytes) => glass.transfer(bytes);
  const door = (lock: number, contact: number) => ({ lock: { bcm: lock }, contact: { bcm: contact } });
  const config = linuxHal.parse({
    driver: 'linux',
    lock: { pulseMs: 20, maxPulseMs: 100, restMs: 0 },
    doors: { A1: door(5, 6), A2: door(7, 8) },
    display: { type },
  });
  const guard = new FakeGuard(time, () => undefined);
  const folder = mkdtempSync(join(tmpdir(), 'camera-'));
  const unplugged = join(folder, 'unplugged');
  const camera = {
    command: [process.execPath, '-e', CAMERA, unplugged, '{file}'],
    timeoutSeconds: 20,
    maxBytes: 1_000,
  };
  const deps = { time, gpio: board, bus: () => bus, guard, camera };
  const { hal } = await createLinuxHal(config, ['A1', 'A2'], deps);
  const pins: Readonly<Record<string, readonly [number, number]>> = { A1: [5, 6], A2: [7, 8] };
  const line = (device: string): string => {
    const [kind, id = ''] = device.split(':');
    return `bcm ${pins[id]![kind === 'lock' ? 0 : 1]}`;
  };
  const setBroken = async (device: string, broken: boolean): Promise<void> => {
    if (device === 'camera') {
      if (broken) writeFileSync(unplugged, '');
      else rmSync(unplugged);
      // It is a program that is run for each still: whether it is there shows when one is taken.
      await hal.camera?.still(join(folder, 'try.jpg')).catch(() => undefined);
      return;
    }
    if (device === 'display') {
      bus.there = !broken;
      return;
    }
    const output = board.outputs.get(line(device));
    const input = board.inputs.get(line(device));
    if (output) {
      output.broken = broken;
      if (broken) output.lost.emit('is broken');
    }
    if (input && broken) input.break();
    else if (input) input.broken = false;
  };
  for (const [, contact] of Object.values(pins)) board.in(`bcm ${contact}`).active = true;
  return {
    hal,
    compartments: ['A1', 'A2'],
    close: async () => rmSync(folder, { recursive: true }),
    outside: {
      press: async () => undefined,
      scan: async () => undefined,
      moveDoor: async (id, action) => board.in(`bcm ${pins[id]![1]}`).move(action === 'close'),
      moveCover: async () => undefined,
      stopRtc: async () => undefined,
      pulses: async (id) => board.out(`bcm ${pins[id]![0]}`).intervals.length,
      display: async () => glass.lines(),
      beeps: async () => 0,
      breakDevice: (device) => setBroken(device, true),
      mendDevice: (device) => setBroken(device, false),
      pass: (ms) => time.advance(ms < 1_000 ? ms : ms + 2_500),
    },
  };
}

for (const type of ['hd44780', 'ssd1306', 'sh1106'] as const) {
  halContract(`linux, with a camera and a display ${type}`, ['display', 'camera'], () => rig(type));
}
