import { HalError } from '../errors';
import { findingText } from '../findings';
import type { DeviceChange, DeviceFinding, DeviceReport, DoorReading, Hal, Key, TimeSource } from '../ports';
import type { SimHalConfig } from '../../config/schema';
import { Activity } from './activity';
import { latestWins } from './latest';
import type { TamperState, WorldEvent, WorldLink } from './link';
import { Signal } from './signal';
import { writeSimStill } from './sim-camera';
import { createSimControl } from './sim-control';
import type { VirtualTime } from './virtual-time';

/** What a real scanner's driver reads of one code; the rest is dropped. */
const SCAN_BYTES = 512;

export interface SimHalOptions extends Pick<SimHalConfig, 'columns' | 'rows'> {
  readonly compartments: readonly string[];
  readonly camera?: boolean;
}

/** The first 512 bytes of a scan, without half a character at the end. */
function cut(data: string): string {
  const bytes = Buffer.from(data, 'utf8');
  return bytes.length <= SCAN_BYTES ? data : new TextDecoder().decode(bytes.subarray(0, SCAN_BYTES), { stream: true });
}

/** Drivers for the simulated world at the other end of the link. `time` is the one that the world's clock moves. */
export function createSimHal(
  options: SimHalOptions,
  link: WorldLink,
  time: VirtualTime,
): { hal: Hal; time: TimeSource } {
  const { columns, rows } = options;
  const activity = new Activity();
  time.settle = activity.settled;
  let started = false;
  let keypadStuck = false;
  /** Devices that are lost, and what is known of it. */
  const away = new Map<string, string>();

  const doors = new Map(options.compartments.map((id) => [id, new Signal<DoorReading>()]));
  const keys = new Signal<Key>();
  const codes = new Signal<string>();
  const covers = new Signal<TamperState>();
  const devices = new Signal<DeviceChange>();

  function onKey(key: Key, held: boolean): void {
    if (held && !keypadStuck) {
      keypadStuck = true;
      tell({ device: 'keypad', status: 'lost', detail: 'stuck key' });
    }
    // With one key down a matrix can't tell which others are pressed.
    if (!keypadStuck) keys.emit(key);
  }

  function onDevice(change: DeviceChange): void {
    if (change.device === 'keypad') keypadStuck = false;
    tell({ device: change.device, status: change.status, detail: change.detail });
  }

  function tell(change: DeviceChange): void {
    if (change.status === 'lost') away.set(change.device, change.detail);
    else away.delete(change.device);
    devices.emit(change);
  }

  async function report(device: string, found: () => Promise<DeviceFinding>): Promise<DeviceReport> {
    const lost = started ? away.get(device) : 'the driver is not started';
    if (lost !== undefined)
      return { device, ok: false, detail: `${lost}; mend it with: lockerctl sim fault ${device} none` };
    try {
      const finding = await found();
      return { device, ok: true, detail: findingText(finding), finding };
    } catch (error) {
      return {
        device,
        ok: false,
        detail: (error as Error).message,
        ...(error instanceof HalError && { problem: error.code }),
      };
    }
  }

  async function selftest(): Promise<DeviceReport[]> {
    const there = async (): Promise<DeviceFinding> => ({ code: 'simulated' });
    const contact = async (id: string): Promise<DeviceFinding> => {
      const reading = await ask(`door:${id}`, () => link.contact(id));
      if (reading === 'unknown') throw new HalError('lost', `door:${id}`, 'the contact can’t be read');
      return { code: 'contact', reading, line: null };
    };
    const reports = options.compartments.flatMap((id) => [
      report(`lock:${id}`, there),
      report(`door:${id}`, () => contact(id)),
    ]);
    const rtc = async (): Promise<DeviceFinding> => {
      const { time: at, valid } = await ask('rtc', () => link.readRtc());
      return valid
        ? { code: 'rtc', at: new Date(at).toISOString(), where: null }
        : { code: 'rtc-stopped', where: null };
    };
    const cover = async (): Promise<DeviceFinding> => {
      return { code: 'cover', reading: await ask('tamper', () => link.tamper()), line: null };
    };
    return Promise.all([
      ...reports,
      ...['keypad', 'scanner', 'display', 'beeper'].map((device) => report(device, there)),
      report('rtc', rtc),
      report('tamper', cover),
      ...(options.camera ? [report('camera', there)] : []),
    ]);
  }

  function onEvent(event: WorldEvent): void {
    switch (event.type) {
      case 'contact':
        return doors.get(event.compartment)?.emit(event.reading);
      case 'key':
        return onKey(event.key, event.held);
      case 'code':
        return codes.emit(cut(event.data));
      case 'tamper':
        return covers.emit(event.state);
      case 'device':
        return onDevice(event);
    }
  }

  /** A call to a device: only between start and stop, and counted while it is under way. */
  async function ask<T>(device: string, call: () => Promise<T>): Promise<T> {
    if (!started) throw new HalError('lost', device, 'the driver is not started');
    try {
      return await activity.track(call());
    } catch (error) {
      throw error instanceof HalError ? error : new HalError('lost', device, 'does not answer', { cause: error });
    }
  }

  /** It has no place in the world: what it sees is always the same. */
  const still = (file: string): Promise<void> =>
    ask('camera', async () => {
      const lost = away.get('camera');
      if (lost !== undefined) throw new HalError('lost', 'camera', lost);
      await writeSimStill(file);
    });

  const show = latestWins((lines: readonly string[]) => ask('display', () => link.show(lines)));

  const hal: Hal = {
    locks: new Map(
      options.compartments.map((id) => [
        id,
        {
          release: async () => {
            const { tookMs } = await ask(`lock:${id}`, () => link.release(id));
            if (tookMs > 0) await new Promise<void>((resolve) => void time.after(tookMs, resolve));
          },
        },
      ]),
    ),
    contacts: new Map(
      [...doors].map(([id, signal]) => [
        id,
        {
          read: () => ask(`door:${id}`, () => link.contact(id)).catch((): DoorReading => 'unknown'),
          onChange: signal.listen,
        },
      ]),
    ),
    keypad: { onKey: keys.listen },
    scanner: { onCode: codes.listen },
    display: {
      columns,
      rows,
      show: (lines) =>
        show(Array.from({ length: rows }, (_, row) => [...(lines[row] ?? '')].slice(0, columns).join(''))),
    },
    beeper: { beep: (sound) => ask('beeper', () => link.beep(sound)) },
    rtc: {
      read: () => ask('rtc', () => link.readRtc()),
      write: (value) => ask('rtc', () => link.writeRtc(value)),
    },
    tamper: {
      read: () => ask('tamper', () => link.tamper()).catch((): TamperState => 'unknown'),
      onChange: covers.listen,
    },
    camera: options.camera ? { still } : null,
    onDevice: devices.listen,
    selftest,
    sim: createSimControl(link, time, activity.settled),
    async start() {
      if (started) return;
      started = true;
      keypadStuck = false;
      away.clear();
      await link.attach(onEvent);
    },
    async stop() {
      if (!started) return;
      started = false;
      await link.detach();
    },
  };
  return { hal, time };
}
