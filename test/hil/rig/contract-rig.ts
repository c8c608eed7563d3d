import { readdirSync, readFileSync } from 'node:fs';
import { linuxHal, type LinuxHalConfig } from '../../../config/linux/schema';
import { BEEPS } from '../../../hal/beeps';
import { createLinuxHal } from '../../../hal/linux/open-linux';
import { SystemTime } from '../../../hal/linux/system-time';
import type { DeviceChange } from '../../../hal/ports';
import type { HalRig, OptionalDevice } from '../../contract/hal-contract';
import { BOARD, Wires } from './wires';
import { control, makeChip, mark, pause, pulses, removeChip, screen, until } from './bench';
import { clockIsRight, REPO } from './daemon';
import { host, scannerSends } from './host';
import { UsbScanner } from './scanner';

/**
 * The contract suite's locker: each device hangs on something that can break alone. Both back ends have the
 * same one; the second compartment and the keypad are on the board's own lines.
 */

export const LINUX_DEVICES: readonly OptionalDevice[] = ['keypad', 'scanner', 'display', 'beeper', 'rtc', 'tamper'];
export const ON_LINES: readonly OptionalDevice[] = ['keypad', 'beeper', 'tamper'];
const PAD = 'pad';
const SCANNER = '/dev/serial/by-id/usb-contract';
/** How long a device may take to be noticed as gone or back, ms: the slowest look is once a second. */
const NOTICE_MS = 15_000;
/** Added to short waits: the emulated machine is slow, and some looks come once a second. */
const SLACK_MS = 500;

/** Each hangs on something that can break alone; a name of a chip or an expander has no colon. */
const nameOf = (device: string): string => device.replace(':', '-');
const ALONE = ['lock-A1', 'door-A1', 'beeper', 'tamper'];
const ADDRESSES: Readonly<Record<string, number>> = {
  'lock-A1': 0x20,
  'door-A1': 0x21,
  beeper: 0x22,
  tamper: 0x23,
  display: 0x27,
  rtc: 0x68,
};

function config(backend: 'sysfs' | 'chardev'): LinuxHalConfig {
  // With sysfs an expander of its own, with the character device a chip of its own.
  const alone = (device: string) =>
    backend === 'sysfs' ? { expander: nameOf(device), pin: 'B3' } : { chip: nameOf(device), line: 3 };
  const low = (line: number) => ({ chip: PAD, line, activeLow: true });
  return linuxHal.parse({
    driver: 'linux',
    gpio: { backend, chip: BOARD },
    expanders: Object.fromEntries(
      (backend === 'sysfs' ? ALONE : []).map((name) => [name, { type: 'mcp23017', address: ADDRESSES[name] }]),
    ),
    lock: { pulseMs: 60, maxPulseMs: 500, restMs: 50 },
    doors: {
      A1: { lock: alone('lock:A1'), contact: { ...alone('door:A1'), activeLow: true } },
      A2: { lock: { bcm: 17 }, contact: { bcm: 5, activeLow: true } },
    },
    keypad: { type: 'matrix', layout: '4x4', columns: [0, 1, 2, 3].map(low), rows: [4, 5, 6, 7].map(low) },
    ...(backend === 'sysfs' && { scanner: { port: SCANNER }, display: { type: 'hd44780' }, rtc: { type: 'ds3231' } }),
    beeper: { line: alone('beeper') },
    tamper: { line: { ...alone('tamper'), activeLow: true }, alarmWhen: 'inactive' },
  });
}

/** Ends the tools of libgpiod that hold a line of a chip which is gone (their open file has no name any more). */
async function endHolders(chip: string): Promise<void> {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      if (command[0]?.endsWith('gpioset') && command.includes(chip)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // Gone meanwhile.
    }
  }
}

/**
 * How long the buzzer sounds in each part of the suite's sounds at least, ms: every other part is a pause. An emulated
 * machine adds to them.
 */
const SOUNDS = (['key', 'accepted', 'refused', 'left-high'] as const).map((sound) =>
  BEEPS[sound].filter((_, part) => part % 2 === 0),
);
/** A timer of the emulated processor may be early by one of its ticks, ms. */
const EARLY_MS = 10;

/** How many sounds it was: of all ways to make it of them, the one with the least added. */
function soundsIn(lengths: readonly number[]): number {
  const ways: ({ readonly count: number; readonly added: number } | undefined)[] = [{ count: 0, added: 0 }];
  for (const [from] of lengths.entries()) {
    const way = ways[from];
    if (way === undefined) continue;
    for (const sound of SOUNDS) {
      const extras = sound.map((ms, part) => (lengths[from + part] ?? -Infinity) - ms);
      if (extras.some((ms) => ms < -EARLY_MS)) continue;
      const added = way.added + extras.reduce((sum, ms) => sum + ms, 0);
      const to = from + sound.length;
      if (added < (ways[to]?.added ?? Infinity)) ways[to] = { count: way.count + 1, added };
    }
  }
  return ways[lengths.length]?.count ?? NaN;
}

export async function linuxRig(backend: 'sysfs' | 'chardev'): Promise<HalRig> {
  clockIsRight();
  const hal = config(backend);
  makeChip(PAD, 16);
  const wires = new Wires(hal);
  wires.build();
  const scanner = new UsbScanner(SCANNER);
  scanner.start();
  if (hal.scanner) await scanner.plug();
  const horn = wires.spot(hal.beeper?.line ?? { line: 0, activeLow: false });
  const since = mark();
  const time = new SystemTime();
  const setup = await createLinuxHal(hal, ['A1', 'A2'], {
    time,
    clock: time,
    guardProgram: `${REPO}/dist/pulse-guard.js`,
  });
  const changes: DeviceChange[] = [];
  setup.hal.onDevice((change) => changes.push(change));
  const told = (device: string, status: DeviceChange['status'], from: number) =>
    until(
      `${device} ${status}`,
      () => changes.slice(from).some((one) => one.device === device && one.status === status),
      NOTICE_MS,
    );

  let padGone = false;
  let heard = 0;
  setup.hal.keypad?.onKey(() => (heard += 1));

  async function setBroken(device: string, broken: boolean): Promise<void> {
    const from = changes.length;
    if (device === 'scanner') await (broken ? scanner.unplug() : scanner.plug());
    else if (device === 'keypad') {
      padGone = broken;
      if (broken) removeChip(PAD);
      else {
        makeChip(PAD, 16);
        wires.keypad();
      }
    } else if (backend === 'chardev' && ALONE.includes(nameOf(device))) {
      if (broken) {
        removeChip(nameOf(device));
        // A tool that holds an output does not notice by itself: it ends, as when somebody kills it.
        await endHolders(nameOf(device));
      } else wires.rewire(nameOf(device));
    } else control(`nack ${ADDRESSES[nameOf(device)] ?? 0} ${broken ? 1 : 0}`);
    // The clock chip is asked twice a minute.
    if (device === 'rtc') await setup.hal.rtc?.read().catch(() => undefined);
    await told(device, broken ? 'lost' : 'back', from);
  }

  return {
    hal: setup.hal,
    compartments: ['A1', 'A2'],
    outside: {
      press: (keys) => wires.type(keys, { heard: () => heard, gone: () => padGone }),
      async scan(data) {
        await scannerSends(`${data}\r`, 'usb').catch(() => undefined);
        await pause(300);
      },
      moveDoor: async (id, action) => wires.door(id, action === 'open' ? 'open' : 'closed'),
      moveCover: async (action) => {
        if (hal.tamper) wires.input(hal.tamper.line, action === 'close');
      },
      stopRtc: async () => control('stop-rtc'),
      pulses: async (id) => wires.pulses(id, since).length,
      display: async () => screen().lines,
      beeps: async () => soundsIn(pulses(horn.where, horn.line, { since }).map(({ ms }) => ms)),
      breakDevice: (device) => setBroken(device, true),
      mendDevice: (device) => setBroken(device, false),
      pass: (ms) => pause(ms < 5_000 ? ms + SLACK_MS : ms),
    },
    async close() {
      wires.stop();
      for (const address of Object.values(ADDRESSES)) control(`nack ${address} 0`);
      if (backend === 'chardev') for (const chip of ALONE) removeChip(chip);
      if (hal.scanner) await scanner.plug();
      scanner.stop();
    },
  };
}

/** After all tests: nothing of it stays. */
export async function closeBench(): Promise<void> {
  removeChip(PAD);
  await host.ask({ do: 'unplug', device: 'scanner' }).catch(() => undefined);
}
