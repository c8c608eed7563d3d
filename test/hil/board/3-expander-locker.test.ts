import { openSync } from 'i2c-bus';
import { control, EARLY, expander, LATE, log, mark, nonEmpty, pause, until } from '../rig/bench';
import { Daemon } from '../rig/daemon';
import { scannerSends } from '../rig/host';
import { parcelsIn, PINS, TOKEN } from '../rig/parcels';
import { UsbScanner } from '../rig/scanner';

/** Parcels 1 to 4: two behind the expander with the interrupt line (x1), two behind the polled one (x2). */
const PLACES = ['A1', 'B8', 'B1', 'A2'] as const;
const OLAT = 0x14;
const IODIR = 0x00;

/** The locker of sixteen: locks and contacts on two expanders; the second one’s interrupt wire came off, it is polled. */
describe('the locker of sixteen on expanders', () => {
  let daemon: Daemon;
  let scanner: UsbScanner;
  let first: number;

  beforeAll(async () => {
    daemon = new Daemon('mcp23017-16.yaml', {
      seed: parcelsIn(PLACES, 1),
      changes: [[['hal', 'expanders', 'x2', 'interrupt'], undefined]],
    });
    first = daemon.wires.address('x1');
    scanner = new UsbScanner(daemon.hal.scanner?.port ?? '');
    scanner.start();
    await scanner.plug();
    await daemon.begin();
  });
  afterAll(async () => {
    await daemon.clear();
    await scanner.unplug();
    scanner.stop();
  });

  test('a PIN opens a door on the polled expander, a QR code one on the other; nothing else moves', async () => {
    const from = mark();
    await daemon.wires.type(PINS[1]);
    await daemon.untilScreen('open');
    const [pulse] = await until('the pulse’s end', () => nonEmpty(daemon.wires.pulses('B8', from)));
    expect(pulse?.ms).toBeGreaterThanOrEqual(daemon.hal.lock.pulseMs - EARLY);
    expect(pulse?.ms).toBeLessThan(daemon.hal.lock.pulseMs + LATE);
    await daemon.closed('B8');
    await scannerSends(`LK1-${TOKEN}\r`, 'usb');
    await daemon.untilScreen('open');
    await until('the pulse’s end', () => nonEmpty(daemon.wires.pulses('A1', from)));
    await daemon.closed('A1');
    const moved = Object.keys(daemon.hal.doors).filter((id) => daemon.wires.pulses(id, from).length > 0);
    expect(moved.sort()).toEqual(['A1', 'B8']);
    expect((await daemon.compartment('A1')).state).toBe('free');
  });

  test('a dead expander takes its doors out, the others go on; it comes back set up, every output off', async () => {
    control(`unplug ${first}`);
    await daemon.untilEvent('device.lost', { device: 'door:A1' });
    expect((await daemon.compartment('A1')).door).toBe('unknown');
    await daemon.wires.type(PINS[2]);
    await daemon.untilScreen('open');
    await daemon.closed('B1');
    const from = mark();
    control(`plug ${first}`);
    await daemon.untilEvent('device.back', { device: 'door:A1' });
    await until('the door', async () => (await daemon.compartment('A1')).door === 'closed');
    expect(expander(first).registers.readUInt16LE(IODIR)).not.toBe(0xffff);
    // The latch comes before the direction, and nothing went on.
    const { where } = daemon.wires.lock('A1');
    const registers = log(from)
      .filter((one) => one.where === where && one.line >= 0x100 && one.line < 0x200)
      .map(({ line }) => line - 0x100);
    expect(registers).toContain(OLAT);
    expect(registers.indexOf(OLAT)).toBeLessThan(registers.indexOf(IODIR));
    for (const id of ['A1', 'A2', 'A8']) expect(daemon.wires.pulses(id, from)).toEqual([]);
  });

  test('a brown-out of an expander is no open door: it is set up again, and reported', async () => {
    const before = (await daemon.events()).at(-1)?.seq ?? 0;
    control(`reset ${first}`);
    await daemon.untilEvent('device.back', { device: 'door:A1' }, before);
    await pause(500);
    const types = await daemon.types(before);
    expect(types).toContain('device.lost');
    expect(types).not.toContain('door.opened');
    expect(types).not.toContain('door.forced');
  });

  test('a brown-out in the middle of the pulse is no opened door, and the code is not used up', async () => {
    const before = (await daemon.events()).at(-1)?.seq ?? 0;
    daemon.wires.jam('A2');
    void daemon.wires.type(PINS[3]);
    await until('the pulse', () => daemon.wires.driven('A2'));
    control(`reset ${first}`);
    await daemon.untilScreen('jammed');
    expect(await daemon.types(before)).not.toContain('parcel.collected');
    expect(daemon.wires.driven('A2')).toBe(false);
    daemon.wires.loosen('A2');
    await until('the lock', async () =>
      (await daemon.events(before)).some((one) => one.type === 'device.back' && one.device === 'lock:A2'),
    );
    await daemon.wires.type(PINS[3]);
    await daemon.untilScreen('open');
    await daemon.untilEvent('parcel.collected', { parcel: 'p4' });
    await daemon.closed('A2');
  });

  test('SIGKILL in the middle of a pulse on an expander: off in the guard’s time', async () => {
    const from = mark();
    daemon.open('A1');
    await until('the pulse', () => daemon.wires.driven('A1'));
    await daemon.kill();
    await until('the end of the pulse', () => !daemon.wires.driven('A1'));
    expect(daemon.wires.pulses('A1', from)[0]?.ms).toBeLessThanOrEqual(daemon.hal.lock.maxPulseMs + LATE);
  });

  test('lockerctl outputs-off switches every coil off without the daemon', async () => {
    const bus = openSync(daemon.hal.buses.i2c);
    bus.writeI2cBlockSync(first, OLAT, 2, Buffer.from([0x80, 0xfe]));
    bus.closeSync();
    expect(daemon.wires.driven('A1')).toBe(true);
    expect(await daemon.lockerctl('outputs-off', '--config', daemon.siteFile)).toMatchObject({ code: 0 });
    for (const id of Object.keys(daemon.hal.doors)) expect(daemon.wires.driven(id)).toBe(false);
  });
});
