import type { LinuxHalConfig } from '../../../config/linux/schema';
import { siteSchema } from '../../../config/schema';
import type { DeviceReport, Key } from '../../../hal/ports';
import { createLinuxHal } from '../../../hal/linux/open-linux';
import { VirtualTime } from '../../../hal/sim/virtual-time';
import { halContract, type HalRig } from '../../contract/hal-contract';
import { FakeBoard, FakeGuard, FakeMatrix, FakeMcp23017 } from './fakes';

const LAYOUT = '123A456B789C*0#D';

/** A1 on lines of the board, A2 on an expander. */
function config(): LinuxHalConfig {
  const { hal } = siteSchema.parse({
    locker: { id: 'TEST', zone: 'Europe/Berlin' },
    compartments: [
      { id: 'A1', number: 1, size: 'S' },
      { id: 'A2', number: 2, size: 'S' },
    ],
    hal: {
      driver: 'linux',
      expanders: { x1: { type: 'mcp23017', address: 0x20 } },
      lock: { pulseMs: 20, maxPulseMs: 100, restMs: 0 },
      doors: {
        A1: { lock: { bcm: 5 }, contact: { bcm: 6 } },
        A2: { lock: { expander: 'x1', pin: 'B0' }, contact: { expander: 'x1', pin: 'A0', activeLow: true } },
      },
      keypad: {
        type: 'matrix',
        layout: '4x4',
        columns: [20, 21, 22, 23].map((bcm) => ({ bcm })),
        rows: [24, 25, 26, 27].map((bcm) => ({ bcm })),
      },
      tamper: { line: { bcm: 13 } },
    },
  });
  if (hal.driver !== 'linux') throw new Error('not this driver');
  return hal;
}

async function bench() {
  const time = new VirtualTime();
  const board = new FakeBoard(time);
  const chip = new FakeMcp23017(0x20);
  const guard = new FakeGuard(time, () => undefined);
  let expanderPulses = 0;
  let driven = 0;
  chip.onDrive.listen((word) => {
    if (word & ~driven & 0x100) expanderPulses += 1;
    driven = word;
  });
  const { hal } = await createLinuxHal(config(), ['A1', 'A2'], { time, gpio: board, bus: () => chip, guard });
  const matrix = new FakeMatrix(
    [20, 21, 22, 23].map((bcm) => board.out(`bcm ${bcm}`)),
    [24, 25, 26, 27].map((bcm) => board.in(`bcm ${bcm}`)),
  );
  board.in('bcm 6').active = true;
  chip.grounded = 1;
  return { time, board, chip, guard, matrix, hal, expanderPulses: () => expanderPulses };
}

async function rig(): Promise<HalRig> {
  const { time, board, chip, matrix, hal, expanderPulses } = await bench();
  /** A device whose line fails; of an expander all fail, so those on it are not broken one by one here. */
  const lineOf: Readonly<Record<string, string>> = {
    'lock:A1': 'bcm 5',
    'door:A1': 'bcm 6',
    keypad: 'bcm 24',
    tamper: 'bcm 13',
  };
  const setBroken = (device: string, broken: boolean): void => {
    const name = lineOf[device]!;
    const output = board.outputs.get(name);
    const input = board.inputs.get(name);
    if (output) {
      output.broken = broken;
      if (broken) output.lost.emit('is broken');
    }
    if (input && broken) input.break();
    else if (input) input.broken = false;
  };
  return {
    hal,
    compartments: ['A1', 'A2'],
    close: async () => undefined,
    outside: {
      async press(keys) {
        for (const key of [...keys] as Key[]) {
          matrix.hold(LAYOUT.indexOf(key));
          await time.advance(60);
          matrix.letGo(LAYOUT.indexOf(key));
          await time.advance(60);
        }
      },
      scan: async () => undefined,
      async moveDoor(id, action) {
        if (id === 'A1') board.in('bcm 6').move(action === 'close');
        else chip.grounded = action === 'close' ? 1 : 0;
      },
      moveCover: async (action) => board.in('bcm 13').move(action === 'open'),
      stopRtc: async () => undefined,
      pulses: async (id) => (id === 'A1' ? board.out('bcm 5').intervals.length : expanderPulses()),
      display: async () => [],
      beeps: async () => 0,
      breakDevice: async (device) => setBroken(device, true),
      mendDevice: async (device) => setBroken(device, false),
      // The second attempt to open a lost device comes after two more seconds.
      pass: (ms) => time.advance(ms < 1_000 ? ms : ms + 2_500),
    },
  };
}

halContract('linux, on lines that are made up', ['keypad', 'tamper'], rig);

describe('an expander that goes', () => {
  async function lifecycle(breakIt: (chip: FakeMcp23017) => void) {
    const { hal, time, chip, board } = await bench();
    const changes: string[] = [];
    hal.onDevice(({ device, status, detail }) => changes.push(`${status} ${device}${detail && `: ${detail}`}`));
    await hal.start();
    const readings: string[] = [];
    hal.contacts.get('A2')!.onChange((reading) => readings.push(reading));
    breakIt(chip);
    await time.advance(200);
    return { hal, time, chip, board, changes, readings };
  }

  test('takes its own doors with it, no others', async () => {
    const { hal, time, chip, changes, readings } = await lifecycle((one) => (one.silent = true));
    expect(changes.sort()).toEqual([
      'lost door:A2: x1: i2c-1: no answer at 0x20 on i2c-1',
      'lost lock:A2: x1: i2c-1: no answer at 0x20 on i2c-1',
    ]);
    expect(await hal.contacts.get('A2')!.read()).toBe('unknown');
    expect(await hal.contacts.get('A1')!.read()).toBe('closed');
    const reports = new Map((await hal.selftest()).map((one: DeviceReport) => [one.device, one]));
    expect(reports.get('expander:x1')).toMatchObject({ ok: false });
    expect(reports.get('door:A1')).toMatchObject({ ok: true, detail: 'closed, on bcm 6' });
    await time.advance(40_000);
    chip.silent = false;
    changes.length = 0;
    await time.advance(61_000);
    expect(changes.sort()).toEqual(['back door:A2', 'back lock:A2']);
    expect(readings).toEqual(['unknown', 'closed']);
    await hal.stop();
  });

  test('after a power dip it is set up again', async () => {
    const { hal, time, chip, changes, readings } = await lifecycle((one) => one.reset());
    expect(changes.sort()[0]).toMatch(/^lost door:A2: .*forgotten its set-up/);
    await time.advance(2_000);
    expect(changes.slice(2).sort()).toEqual(['back door:A2', 'back lock:A2']);
    expect(readings).toEqual(['unknown', 'closed']);
    expect(chip.word(0x00) & 0x100).toBe(0);
    await hal.stop();
  });
});

test('it says when no one-shot guards the coils', async () => {
  const { hal } = await bench();
  expect(hal.unguarded).toEqual(['A1', 'A2']);
});
