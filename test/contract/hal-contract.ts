import { HalError } from '../../hal/errors';
import { KEYS } from '../../hal/ports';
import type {
  Beeper,
  CodeScanner,
  DeviceChange,
  Display,
  DoorContact,
  DoorReading,
  Hal,
  Keypad,
  Lock,
} from '../../hal/ports';
import type { RealTimeClock, TamperSwitch } from '../../hal/ports';
import { cameraContract } from './camera-contract';

/** Devices that a locker may have or not; locks and contacts are always there. */
export type OptionalDevice = 'keypad' | 'scanner' | 'display' | 'beeper' | 'rtc' | 'tamper' | 'camera';

/** The world around the drivers, as a person or a test bench acts on it. Each call settles when it has taken effect. */
export interface Outside {
  press(keys: string): Promise<void>;
  scan(data: string): Promise<void>;
  moveDoor(compartment: string, action: 'open' | 'close'): Promise<void>;
  moveCover(action: 'open' | 'close'): Promise<void>;
  /** The battery-backed clock's oscillator stops. */
  stopRtc(): Promise<void>;
  /** How many release pulses that lock has had. */
  pulses(compartment: string): Promise<number>;
  display(): Promise<readonly string[]>;
  beeps(): Promise<number>;
  /** `device` as in DeviceChange. */
  breakDevice(device: string): Promise<void>;
  mendDevice(device: string): Promise<void>;
  /** Lets time pass for the drivers, ms. */
  pass(ms: number): Promise<void>;
}

export interface HalRig {
  readonly hal: Hal;
  /** At least two. */
  readonly compartments: readonly string[];
  readonly outside: Outside;
  /** After the drivers were stopped. */
  close(): Promise<void>;
}

function there<T>(device: T | null | undefined): T {
  if (device === null || device === undefined) throw new Error('the rig lacks the device');
  return device;
}

async function failure(call: Promise<unknown>): Promise<HalError> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(HalError);
  return error as HalError;
}

/**
 * What every set of drivers must do, simulated or real. A rig is made anew for each test.
 * @param devices what the rig's locker has besides locks and contacts
 */
export function halContract(
  name: string,
  devices: readonly OptionalDevice[],
  makeRig: () => Promise<HalRig>,
  closeBench: () => Promise<void> = () => Promise.resolve(),
): void {
  describe(`HAL contract: ${name}`, () => {
    let rig: HalRig;
    let hal: Hal;
    let outside: Outside;
    let first: string;
    let second: string;
    let changes: DeviceChange[];

    beforeEach(async () => {
      rig = await makeRig();
      ({ hal, outside } = rig);
      first = there(rig.compartments[0]);
      second = there(rig.compartments[1]);
      changes = [];
      hal.onDevice((change) => changes.push(change));
      await hal.start();
    });

    afterEach(async () => {
      await hal.stop();
      await rig.close();
    });

    afterAll(closeBench);

    const lock = (id: string): Lock => there(hal.locks.get(id));
    const contact = (id: string): DoorContact => there(hal.contacts.get(id));
    const devicesOf = (status: 'lost' | 'back') =>
      changes.filter((one) => one.status === status).map((one) => one.device);

    async function breaksAndMends(device: string, meanwhile: () => Promise<void>): Promise<void> {
      await outside.breakDevice(device);
      await outside.pass(1_000);
      expect(devicesOf('lost')).toEqual([device]);
      await meanwhile();
      await outside.mendDevice(device);
      await outside.pass(1_000);
      expect(devicesOf('back')).toEqual([device]);
    }

    describe('start and stop', () => {
      it('has a lock and a contact for each compartment and says which devices it lacks', () => {
        expect([...hal.locks.keys()]).toEqual(rig.compartments);
        expect([...hal.contacts.keys()]).toEqual(rig.compartments);
        for (const device of ['keypad', 'scanner', 'display', 'beeper', 'rtc', 'tamper', 'camera'] as const) {
          expect(hal[device] !== null).toBe(devices.includes(device));
        }
      });

      it('moves nothing by starting', async () => {
        await outside.pass(1_000);
        for (const id of rig.compartments) expect(await outside.pulses(id)).toBe(0);
        expect(changes).toEqual([]);
      });

      it('starts only once when it is told twice', async () => {
        await hal.start();
        const readings: DoorReading[] = [];
        contact(first).onChange((reading) => readings.push(reading));
        await outside.moveDoor(first, 'open');
        await outside.pass(1_000);
        expect(readings).toEqual(['open']);
      });

      it('can be stopped twice; then it releases nothing, reads nothing and tells nothing', async () => {
        const readings: DoorReading[] = [];
        contact(first).onChange((reading) => readings.push(reading));
        await hal.stop();
        await hal.stop();
        expect((await failure(lock(first).release())).code).toBe('lost');
        expect(await outside.pulses(first)).toBe(0);
        expect(await contact(first).read()).toBe('unknown');
        await outside.moveDoor(first, 'open');
        await outside.pass(1_000);
        expect(readings).toEqual([]);
      });

      it('can be started again', async () => {
        await hal.stop();
        await hal.start();
        await lock(first).release();
        expect(await outside.pulses(first)).toBe(1);
      });
    });

    describe('self-test', () => {
      it('looks at every device, moves nothing, and says what is wrong with one that is gone', async () => {
        const names = [...rig.compartments.flatMap((id) => [`lock:${id}`, `door:${id}`]), ...devices];
        const reports = await hal.selftest();
        expect(reports.map(({ device }) => device)).toEqual(expect.arrayContaining(names));
        expect(reports.filter(({ ok, finding }) => !ok || finding === undefined)).toEqual([]);
        await outside.breakDevice(`door:${first}`);
        await outside.pass(1_000);
        const broken = (await hal.selftest()).find(({ device }) => device === `door:${first}`);
        expect(broken?.ok).toBe(false);
        expect(broken?.detail).not.toBe('');
        for (const id of rig.compartments) expect(await outside.pulses(id)).toBe(0);
      });
    });

    describe('locks', () => {
      it('sends one pulse to the one lock', async () => {
        await lock(first).release();
        expect(await outside.pulses(first)).toBe(1);
        expect(await outside.pulses(second)).toBe(0);
      });

      it('releases again when asked again', async () => {
        await lock(first).release();
        await outside.pass(1_000);
        await lock(first).release();
        expect(await outside.pulses(first)).toBe(2);
      });

      it('fails with HalError when the lock is gone, and works again when it is back', async () => {
        await breaksAndMends(`lock:${first}`, async () => {
          const error = await failure(lock(first).release());
          expect(error).toMatchObject({ code: 'lost', device: `lock:${first}` });
          await lock(second).release();
        });
        await lock(first).release();
        expect(await outside.pulses(first)).toBe(1);
        expect(await outside.pulses(second)).toBe(1);
      });
    });

    describe('door contacts', () => {
      it('reads and reports a door that is moved', async () => {
        const readings: DoorReading[] = [];
        contact(first).onChange((reading) => readings.push(reading));
        expect(await contact(first).read()).toBe('closed');
        await outside.moveDoor(first, 'open');
        await outside.pass(1_000);
        expect(await contact(first).read()).toBe('open');
        expect(await contact(second).read()).toBe('closed');
        await outside.moveDoor(first, 'close');
        await outside.pass(1_000);
        expect(await contact(first).read()).toBe('closed');
        expect(readings).toEqual(['open', 'closed']);
      });

      it('knows how doors stand when it starts', async () => {
        await hal.stop();
        await outside.moveDoor(second, 'open');
        await outside.pass(1_000);
        await hal.start();
        expect(await contact(second).read()).toBe('open');
      });

      it('no longer calls a listener that was taken away, twice or once', async () => {
        const gone: DoorReading[] = [];
        const left: DoorReading[] = [];
        const stop = contact(first).onChange((reading) => gone.push(reading));
        contact(first).onChange((reading) => left.push(reading));
        stop();
        stop();
        await outside.moveDoor(first, 'open');
        await outside.pass(1_000);
        expect(gone).toEqual([]);
        expect(left).toEqual(['open']);
      });

      it('answers unknown while it is gone', async () => {
        await breaksAndMends(`door:${first}`, async () => {
          expect(await contact(first).read()).toBe('unknown');
          expect(await contact(second).read()).toBe('closed');
        });
        expect(await contact(first).read()).toBe('closed');
      });
    });

    if (devices.includes('keypad')) {
      describe('keypad', () => {
        const listen = (): string[] => {
          const keys: string[] = [];
          there<Keypad>(hal.keypad).onKey((key) => keys.push(key));
          return keys;
        };

        it('reports every key once and in order', async () => {
          const keys = listen();
          await outside.press(KEYS.join(''));
          await outside.press('5500');
          expect(keys.join('')).toBe(`${KEYS.join('')}5500`);
        });

        it('is silent while it is gone', async () => {
          const keys = listen();
          await breaksAndMends('keypad', () => outside.press('12'));
          await outside.press('34');
          expect(keys.join('')).toBe('34');
        });
      });
    }

    if (devices.includes('scanner')) {
      describe('scanner', () => {
        const listen = (): string[] => {
          const codes: string[] = [];
          there<CodeScanner>(hal.scanner).onCode((code) => codes.push(code));
          return codes;
        };

        it('hands over codes as they were sent', async () => {
          const codes = listen();
          await outside.scan(']Q1LK1-0123456789ABCDEFGHJKMNPQRS');
          await outside.scan('00340434161094021501');
          expect(codes).toEqual([']Q1LK1-0123456789ABCDEFGHJKMNPQRS', '00340434161094021501']);
        });

        it('never hands over more than 512 bytes', async () => {
          const codes = listen();
          await outside.scan('x'.repeat(10_000));
          expect(codes.length).toBeLessThanOrEqual(1);
          for (const code of codes) expect(Buffer.byteLength(code)).toBeLessThanOrEqual(512);
          await outside.scan('4006381333931');
          expect(codes.at(-1)).toBe('4006381333931');
        });

        it('is silent while it is gone', async () => {
          const codes = listen();
          await breaksAndMends('scanner', () => outside.scan('lost'));
          await outside.scan('found');
          expect(codes).toEqual(['found']);
        });
      });
    }

    if (devices.includes('display')) {
      describe('display', () => {
        const display = (): Display => there(hal.display);
        const shown = async (): Promise<string[]> => (await outside.display()).map((line) => line.trimEnd());
        const padded = (...lines: string[]): string[] =>
          Array.from({ length: display().rows }, (_, row) => lines[row] ?? '');

        it('shows lines and clears the rest', async () => {
          await display().show(padded('one', 'two').map((line) => line || 'old'));
          await display().show(['Hello', 'locker']);
          expect(await shown()).toEqual(padded('Hello', 'locker'));
        });

        it('cuts what does not fit', async () => {
          const { columns, rows } = display();
          await display().show(Array.from({ length: rows + 1 }, () => 'x'.repeat(columns + 5)));
          expect(await shown()).toEqual(Array.from({ length: rows }, () => 'x'.repeat(columns)));
        });

        it('ends with the latest of several calls at once', async () => {
          await Promise.all(['1', '2', '3', '4', '5'].map((text) => display().show([text])));
          expect(await shown()).toEqual(padded('5'));
        });

        it('fails with HalError while it is gone', async () => {
          await breaksAndMends('display', async () => {
            expect(await failure(display().show(['lost']))).toMatchObject({ code: 'lost', device: 'display' });
          });
          await display().show(['found']);
          expect(await shown()).toEqual(padded('found'));
        });
      });
    }

    if (devices.includes('beeper')) {
      it('beeper: beeps, and fails with HalError while it is gone', async () => {
        const beeper = there<Beeper>(hal.beeper);
        for (const sound of ['key', 'accepted', 'refused', 'left-high'] as const) await beeper.beep(sound);
        expect(await outside.beeps()).toBe(4);
        await breaksAndMends('beeper', async () => {
          expect(await failure(beeper.beep('key'))).toMatchObject({ code: 'lost', device: 'beeper' });
        });
      });
    }

    if (devices.includes('rtc')) {
      describe('real-time clock', () => {
        const rtc = (): RealTimeClock => there(hal.rtc);

        it('keeps the time that was written, and goes', async () => {
          const time = Date.UTC(2031, 4, 6, 7, 8, 9);
          await rtc().write(time);
          await outside.pass(5_000);
          const read = await rtc().read();
          expect(read.valid).toBe(true);
          // The chip counts whole seconds.
          expect(Math.abs(read.time - time - 5_000)).toBeLessThan(2_000);
        });

        it('says when its oscillator has stopped', async () => {
          await outside.stopRtc();
          expect((await rtc().read()).valid).toBe(false);
        });

        it('fails with HalError while it is gone', async () => {
          await breaksAndMends('rtc', async () => {
            expect(await failure(rtc().read())).toMatchObject({ code: 'lost', device: 'rtc' });
            expect(await failure(rtc().write(0))).toMatchObject({ code: 'lost', device: 'rtc' });
          });
        });
      });
    }

    if (devices.includes('camera')) cameraContract(() => there(hal.camera), breaksAndMends);

    if (devices.includes('tamper')) {
      it('tamper switch: reads and reports the cover', async () => {
        const tamper = there<TamperSwitch>(hal.tamper);
        const states: string[] = [];
        tamper.onChange((state) => states.push(state));
        expect(await tamper.read()).toBe('quiet');
        await outside.moveCover('open');
        await outside.pass(1_000);
        expect(await tamper.read()).toBe('alarm');
        await outside.moveCover('close');
        await outside.pass(1_000);
        expect(await tamper.read()).toBe('quiet');
        expect(states).toEqual(['alarm', 'quiet']);
        await breaksAndMends('tamper', async () => expect(await tamper.read()).toBe('unknown'));
      });
    }
  });
}
