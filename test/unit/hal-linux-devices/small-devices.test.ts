import * as fc from 'fast-check';
import { findingText } from '../../../hal/findings';
import { Buzzer } from '../../../hal/linux/buzzer';
import { decodeTime, Ds3231, encodeTime } from '../../../hal/linux/ds3231';
import { BEEPS, type Beep } from '../../../hal/ports';
import { TamperSwitch } from '../../../hal/linux/tamper-switch';
import { bench, FakeBus, FakeInput, FakeOutput } from './bench';

describe('DS3231', () => {
  function rig() {
    const { time, deps, told } = bench();
    const bus = new FakeBus(0x68);
    // As the chip is after power-up without battery: 1 January 2000, oscillator stopped meanwhile.
    bus.registers.set([0, 0, 0, 1, 1, 1, 0], 0);
    bus.registers.set([0x1c, 0x88], 0x0e);
    return { time, told, bus, rtc: new Ds3231({ address: 0x68 }, bus, deps) };
  }

  test('with the stop flag the time is worth nothing; setting it clears the flag and lets the oscillator run', async () => {
    const { bus, rtc } = rig();
    await rtc.start();
    expect(await rtc.read()).toEqual({ time: Date.UTC(2000, 0, 1), valid: false });
    expect(findingText(await rtc.describe())).toContain('is the battery empty?');
    bus.registers[0x0e] = 0x9c;
    await rtc.write(Date.UTC(2031, 4, 6, 17, 8, 9, 499));
    expect([...bus.registers.subarray(0, 7)]).toEqual([0x09, 0x08, 0x17, 3, 0x06, 0x05, 0x31]);
    expect(bus.registers[0x0e]).toBe(0x1c);
    expect(bus.registers[0x0f]).toBe(0x08);
    expect(await rtc.read()).toEqual({ time: Date.UTC(2031, 4, 6, 17, 8, 9), valid: true });
    expect(findingText(await rtc.describe())).toBe('2031-05-06T17:08:09.000Z at 0x68 on i2c-1');
    await rtc.stop();
  });

  const registers = (hours: number, month = 0x11, status = 0): Buffer =>
    Buffer.from([0x59, 0x58, hours, 7, 0x21, month, 0x26, 0, 0, 0, 0, 0, 0, 0, 0x1c, status]);

  test.each([
    [0x23, 23],
    [0x40 | 0x12, 0],
    [0x40 | 0x11, 11],
    [0x60 | 0x12, 12],
    [0x60 | 0x11, 23],
  ])('hours register %i is %i o’clock', (register, hour) => {
    expect(decodeTime(registers(register))).toEqual({ time: Date.UTC(2026, 10, 21, hour, 58, 59), valid: true });
  });

  test('the century bit, and registers that hold no time', () => {
    expect(decodeTime(registers(0x10, 0x91)).time).toBe(Date.UTC(2126, 10, 21, 10, 58, 59));
    expect(decodeTime(registers(0x10, 0x13))).toEqual({ time: 0, valid: false });
    expect(decodeTime(registers(0x10, 0x00))).toEqual({ time: 0, valid: false });
    expect(decodeTime(registers(0x24))).toEqual({ time: 0, valid: false });
    expect(decodeTime(registers(0x40 | 0x13))).toEqual({ time: 0, valid: false });
    expect(decodeTime(registers(0x1a))).toEqual({ time: 0, valid: false });
    expect(decodeTime(Buffer.alloc(16, 0xff))).toEqual({ time: 0, valid: false });
    expect(decodeTime(Buffer.alloc(0))).toEqual({ time: 0, valid: false });
  });

  test('every second of its two centuries comes back as it was written', () => {
    const [first, last] = [Date.UTC(2000, 0, 1), Date.UTC(2199, 11, 31, 23, 59, 59)];
    fc.assert(
      fc.property(fc.integer({ min: first / 1000, max: last / 1000 }), (seconds) => {
        const written = encodeTime(seconds * 1000);
        expect(decodeTime(Buffer.from([...(written ?? []), ...Buffer.alloc(9)]))).toEqual({
          time: seconds * 1000,
          valid: true,
        });
      }),
    );
    expect(encodeTime(first - 1000)).toBeNull();
    expect(encodeTime(last + 1000)).toBeNull();
    expect(encodeTime(Number.NaN)).toBeNull();
  });

  test('any registers: no throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const { time, valid } = decodeTime(Buffer.from(bytes));
        expect(Number.isSafeInteger(time)).toBe(true);
        if (bytes[15]! & 0x80) expect(valid).toBe(false);
      }),
    );
  });

  test('away and back', async () => {
    const { bus, rtc, time, told } = rig();
    bus.there = false;
    await rtc.start();
    await expect(rtc.read()).rejects.toMatchObject({ code: 'lost', device: 'rtc' });
    bus.there = true;
    await time.advance(1_000);
    expect((await rtc.read()).valid).toBe(false);
    await expect(rtc.write(0)).rejects.toMatchObject({ code: 'unsupported' });
    bus.there = false;
    await expect(rtc.write(Date.UTC(2030, 1, 1))).rejects.toMatchObject({ code: 'lost', device: 'rtc' });
    expect(told()).toEqual(['rtc lost', 'rtc back', 'rtc lost']);
    await rtc.stop();
  });

  test('pulled out while nobody asks: noticed within half a minute', async () => {
    const { bus, rtc, time, told } = rig();
    await rtc.start();
    await time.advance(60_000);
    bus.there = false;
    await time.advance(30_000);
    expect(told()).toEqual(['rtc lost']);
    await rtc.stop();
  });
});

describe('buzzer', () => {
  function rig() {
    const { time, deps, told } = bench();
    const output = new FakeOutput(() => time.monotonic());
    return { time, told, output, buzzer: new Buzzer(async () => output, deps) };
  }

  test('plays its pattern and is silent afterwards', async () => {
    const { buzzer, output, time } = rig();
    await buzzer.start();
    const played = buzzer.beep('accepted');
    await time.advance(1_000);
    await played;
    expect(output.changes).toEqual([
      [0, true],
      [40, false],
      [80, true],
      [120, false],
      [160, true],
      [200, false],
      [240, true],
      [440, false],
    ]);
    await buzzer.stop();
  });

  test('another sound takes the place of the one that plays', async () => {
    const { buzzer, output, time } = rig();
    await buzzer.start();
    const first = buzzer.beep('attention');
    await time.advance(100);
    const second = buzzer.beep('key');
    await first;
    await time.advance(1_000);
    await second;
    expect(output.active).toBe(false);
    expect(output.changes.at(-1)).toEqual([125, false]);
    await buzzer.stop();
  });

  test('always ends silent, whatever is asked when', async () => {
    const sounds = fc.constantFrom(...(Object.keys(BEEPS) as Beep[]));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(sounds, fc.nat(500)), { maxLength: 8 }), async (calls) => {
        const { buzzer, output, time } = rig();
        await buzzer.start();
        const played = [];
        for (const [sound, ms] of calls) {
          played.push(buzzer.beep(sound));
          await time.advance(ms);
        }
        await time.advance(4_000);
        await Promise.all(played);
        expect(output.active).toBe(false);
        await buzzer.stop();
      }),
      { numRuns: 50 },
    );
  });

  test('stopped in the middle of a sound it is silent', async () => {
    const { buzzer, output, time } = rig();
    await buzzer.start();
    const played = buzzer.beep('refused');
    await time.advance(10);
    await buzzer.stop();
    await played.catch(() => undefined);
    expect(output.active).toBe(false);
    expect(output.closed).toBe(1);
    await expect(buzzer.beep('key')).rejects.toMatchObject({ code: 'lost', device: 'beeper' });
  });

  test('a line that fails is told and taken up again', async () => {
    const { buzzer, output, time, told } = rig();
    await buzzer.start();
    output.works = false;
    await expect(buzzer.beep('key')).rejects.toMatchObject({ code: 'lost', device: 'beeper' });
    output.works = true;
    await time.advance(1_000);
    expect(told()).toEqual(['beeper lost', 'beeper back']);
    await buzzer.stop();
  });
});

describe('tamper switch', () => {
  function rig(alarmWhen: 'active' | 'inactive' = 'inactive', level = true) {
    const { time, deps, told } = bench();
    const input = new FakeInput();
    input.level = level;
    const tamper = new TamperSwitch({ alarmWhen }, async () => input, deps);
    const states: string[] = [];
    tamper.onChange((state) => states.push(state));
    return { time, told, input, tamper, states };
  }

  test('an alarm is told at once; a cover that shakes is one alarm; quiet when it has lasted', async () => {
    const { time, input, tamper, states } = rig();
    await tamper.start();
    expect(await tamper.read()).toBe('quiet');
    for (let shake = 0; shake < 5; shake += 1) {
      input.move(false);
      await time.advance(20);
      input.move(true);
      await time.advance(20);
    }
    expect(states).toEqual(['quiet', 'alarm']);
    await time.advance(500);
    expect(states).toEqual(['quiet', 'alarm', 'quiet']);
    await tamper.stop();
    input.move(false);
    expect(await tamper.read()).toBe('unknown');
  });

  test('a cover that is open when it starts is an alarm; the other polarity', async () => {
    const { tamper, states, input } = rig('active', true);
    await tamper.start();
    expect(states).toEqual(['alarm']);
    expect(findingText(await tamper.describe())).toBe('alarm on GPIO 6');
    input.level = false;
    expect(await tamper.read()).toBe('quiet');
    await tamper.stop();
  });

  test('lost it is unknown, back it is read anew; a line that fails at once is closed again', async () => {
    const { time, told, input, tamper, states } = rig();
    input.works = false;
    await tamper.start();
    expect(input.closed).toBe(1);
    expect(await tamper.read()).toBe('unknown');
    input.works = true;
    await time.advance(1_000);
    input.works = false;
    expect(await tamper.read()).toBe('unknown');
    expect(states).toEqual(['quiet', 'unknown']);
    input.works = true;
    await time.advance(2_000);
    expect(states).toEqual(['quiet', 'unknown', 'quiet']);
    expect(told()).toEqual(['tamper lost', 'tamper back', 'tamper lost', 'tamper back']);
    await tamper.stop();
  });
});
