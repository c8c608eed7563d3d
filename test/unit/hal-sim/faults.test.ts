import type { SimFault } from '../../../hal/ports';
import { garble } from '../../../hal/sim/garble';
import type { SimLocker } from './sim-locker';
import { simLocker } from './sim-locker';

/** Every fault of the simulator, shown to do what it says; the world's count says that it was no accident. */
let locker: SimLocker;
beforeEach(async () => {
  locker = await simLocker();
});

async function suffer(target: string, fault: SimFault): Promise<void> {
  await locker.sim.fault(target, fault);
}
const fired = (name: string) => locker.world.firedFaults()[name] ?? 0;

async function refusal(call: Promise<unknown>): Promise<{ code: unknown; message: string }> {
  return call.then(
    () => ({ code: 'none', message: '' }),
    (error: { code: unknown; message: string }) => error,
  );
}

describe('door', () => {
  it('jam: a release moves nothing', async () => {
    await suffer('door:A1', 'jam');
    await locker.lock.release();
    await locker.time.advance(60_000);
    expect(await locker.contact.read()).toBe('closed');
    expect(locker.log).toEqual([]);
    expect(fired('door:A1 jam')).toBe(1);
  });

  it('jam: a strong hand still opens it', async () => {
    await suffer('door:A1', 'jam');
    await locker.sim.hand('A1', 'open');
    expect(await locker.contact.read()).toBe('open');
  });

  it('stuck-open: the contact says open whatever the door does', async () => {
    await suffer('door:A1', 'stuck-open');
    expect(await locker.contact.read()).toBe('open');
    await locker.sim.hand('A1', 'open');
    await locker.sim.hand('A1', 'close');
    expect(await locker.contact.read()).toBe('open');
    expect(fired('door:A1 stuck-open')).toBeGreaterThan(0);
    await suffer('door:A1', 'none');
    expect(locker.log).toEqual(['A1 open @0', 'A1 closed @0']);
  });

  it('stuck-closed: the contact says closed whatever the door does', async () => {
    await suffer('door:A1', 'stuck-closed');
    await locker.lock.release();
    await locker.time.advance(1_000);
    expect(await locker.contact.read()).toBe('closed');
    expect(locker.log).toEqual([]);
    expect(fired('door:A1 stuck-closed')).toBeGreaterThan(0);
    await suffer('door:A1', 'none');
    expect(locker.log).toEqual(['A1 open @1000']);
  });

  it('slow: it takes eight seconds', async () => {
    await suffer('door:A1', 'slow');
    await locker.lock.release();
    await locker.time.advance(10_000);
    expect(locker.log).toEqual(['A1 open @8000']);
    expect(fired('door:A1 slow')).toBe(1);
  });

  it('flicker: the pulse only rattles the contact, the door stays shut', async () => {
    await suffer('door:A1', 'flicker');
    await locker.lock.release();
    await locker.time.advance(60_000);
    expect(locker.log).toEqual(['A1 open @0', 'A1 closed @80']);
    expect((await locker.world.inspect()).doors['A1']?.state).toBe('closed');
    expect(fired('door:A1 flicker')).toBe(1);
  });

  it('bounce: the contact toggles before it settles', async () => {
    await suffer('door:A1', 'bounce');
    await locker.lock.release();
    await locker.time.advance(1_000);
    const [open, closed] = ['A1 open', 'A1 closed'];
    expect(locker.log).toEqual([
      `${open} @300`,
      `${closed} @305`,
      `${open} @310`,
      `${closed} @315`,
      `${open} @320`,
      `${closed} @325`,
      `${open} @330`,
    ]);
    expect(await locker.contact.read()).toBe('open');
    await locker.sim.hand('A1', 'close');
    await locker.time.advance(1_000);
    expect(locker.log).toHaveLength(14);
    expect(await locker.contact.read()).toBe('closed');
    expect(fired('door:A1 bounce')).toBe(2);
  });

  it('lost: the contact can not be read', async () => {
    await suffer('door:A1', 'lost');
    expect(await locker.contact.read()).toBe('unknown');
    await locker.sim.hand('A1', 'open');
    await suffer('door:A1', 'none');
    expect(locker.log).toEqual([
      'door:A1 lost: simulated fault',
      'A1 unknown @0',
      'door:A1 back: mended',
      'A1 open @0',
    ]);
    expect(fired('door:A1 lost')).toBeGreaterThan(0);
  });

  it('does to one door what it does, not to others', async () => {
    await suffer('door:A2', 'jam');
    await locker.lock.release();
    await locker.time.advance(300);
    expect(await locker.contact.read()).toBe('open');
    expect(fired('door:A2 jam')).toBe(0);
  });
});

describe('lock', () => {
  it('jam: the bolt stays where it is', async () => {
    await suffer('lock:A1', 'jam');
    await locker.lock.release();
    await locker.time.advance(60_000);
    expect(locker.log).toEqual([]);
    expect(fired('lock:A1 jam')).toBe(1);
  });

  it('slow: the pulse takes two seconds', async () => {
    await suffer('lock:A1', 'slow');
    let over = -1;
    const release = locker.lock.release().then(() => (over = locker.time.monotonic()));
    await locker.time.advance(5_000);
    await release;
    expect(over).toBe(2_000);
    expect(locker.log).toEqual(['A1 open @2300']);
    expect(fired('lock:A1 slow')).toBe(1);
  });

  it('lost: a release fails and moves nothing', async () => {
    await suffer('lock:A1', 'lost');
    expect(await refusal(locker.lock.release())).toMatchObject({ code: 'lost', message: 'lock:A1: does not answer' });
    await locker.time.advance(1_000);
    expect(locker.log).toEqual(['lock:A1 lost: simulated fault']);
    expect((await locker.world.inspect()).doors.A1?.releases).toBe(0);
    expect(fired('lock:A1 lost')).toBe(1);
  });
});

describe('scanner', () => {
  it('lost: scans do not arrive', async () => {
    await suffer('scanner', 'lost');
    await locker.sim.scan('LK1-X');
    await suffer('scanner', 'none');
    await locker.sim.scan('LK1-Y');
    expect(locker.log).toEqual(['scanner lost: simulated fault', 'scanner back: mended', 'code LK1-Y']);
    expect(fired('scanner lost')).toBe(1);
  });

  it('garbled: characters are damaged', async () => {
    await suffer('scanner', 'garbled');
    await locker.sim.scan('LK1-0123');
    expect(locker.log).toEqual(['code ~K1~01~3']);
    expect(fired('scanner garbled')).toBe(1);
    expect(garble('')).not.toBe('');
  });
});

describe('keypad', () => {
  it('lost: keys do not arrive', async () => {
    await suffer('keypad', 'lost');
    await locker.sim.keys(['1', '2']);
    await suffer('keypad', 'none');
    await locker.sim.keys(['3']);
    expect(locker.log).toEqual(['keypad lost: simulated fault', 'keypad back: mended', 'key 3']);
    expect(fired('keypad lost')).toBe(2);
  });

  it('stuck-key: the driver notices, reports it once and swallows what the keypad says', async () => {
    await suffer('keypad', 'stuck-key');
    await locker.sim.keys(['1', '2']);
    expect(locker.log).toEqual(['keypad lost: stuck key']);
    await suffer('keypad', 'none');
    await locker.sim.keys(['3']);
    expect(locker.log).toEqual(['keypad lost: stuck key', 'keypad back: mended', 'key 3']);
    expect(fired('keypad stuck-key')).toBe(3);
  });
});

it('display lost: it shows nothing and the call fails', async () => {
  await locker.hal.display?.show(['before']);
  await suffer('display', 'lost');
  expect(await refusal(locker.hal.display?.show(['after']) ?? Promise.resolve())).toMatchObject({ code: 'lost' });
  expect((await locker.world.inspect()).display[0]).toBe('before');
  expect(fired('display lost')).toBe(1);
});

it('beeper, clock chip and tamper switch can be lost, the chip can stop and the cover be opened', async () => {
  for (const target of ['beeper', 'rtc', 'tamper']) await suffer(target, 'lost');
  expect(await refusal(locker.hal.beeper?.beep('key') ?? Promise.resolve())).toMatchObject({ code: 'lost' });
  expect(await refusal(locker.hal.rtc?.read() ?? Promise.resolve())).toMatchObject({ code: 'lost' });
  expect(await locker.hal.tamper?.read()).toBe('unknown');
  await suffer('rtc', 'jam');
  await suffer('tamper', 'stuck-open');
  expect((await locker.hal.rtc?.read())?.valid).toBe(false);
  expect(await locker.hal.tamper?.read()).toBe('alarm');
  for (const name of ['beeper lost', 'rtc lost', 'tamper lost', 'rtc jam', 'tamper stuck-open'])
    expect(fired(name)).toBe(1);
});

it('a driver that starts is told what is lost already', async () => {
  await suffer('scanner', 'lost');
  await suffer('keypad', 'stuck-key');
  await locker.hal.stop();
  locker.log.length = 0;
  await locker.hal.start();
  expect(locker.log).toEqual(['scanner lost: simulated fault', 'keypad lost: stuck key']);
});

it.each([
  ['keypad', 'garbled', "keypad: can't have the fault garbled; it can have lost, stuck-key, none"],
  ['scanner', 'jam', "scanner: can't have the fault jam; it can have lost, garbled, none"],
  [
    'door:A1',
    'stuck-key',
    "door:A1: can't have the fault stuck-key; it can have jam, stuck-open, stuck-closed, slow, bounce, flicker, lost, none",
  ],
  ['door:Z9', 'jam', 'door:Z9: no such compartment; there are A1, A2'],
  [
    'door',
    'jam',
    'door: no such device; there are door:ID, lock:ID, scanner, keypad, display, beeper, rtc, tamper, camera',
  ],
  [
    'scanner:A1',
    'lost',
    'scanner:A1: no such device; there are door:ID, lock:ID, scanner, keypad, display, beeper, rtc, tamper, camera',
  ],
  [
    'constructor',
    'none',
    'constructor: no such device; there are door:ID, lock:ID, scanner, keypad, display, beeper, rtc, tamper, camera',
  ],
] as const)('refuses %s %s and says what there is', async (target, fault, message) => {
  expect(await refusal(locker.sim.fault(target, fault))).toMatchObject({ code: 'unsupported', message });
});
