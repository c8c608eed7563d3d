import { EARLY, LATE, mark, nonEmpty, now, pause, screen, until } from '../rig/bench';
import { Daemon } from '../rig/daemon';
import { figure } from '../rig/guest';
import { scannerSends } from '../rig/host';
import { parcelsIn, PINS, TOKEN } from '../rig/parcels';
import { UsbScanner } from '../rig/scanner';

/** `jammed` comes within 6 s of the code; the emulated keypad needs a second for the last key. */
const JAMMED_MS = 7_000;

/** A technician has wired the locker of four and tries everything out, one after the other. */
describe('the locker of four on the board’s own lines', () => {
  let daemon: Daemon;
  let scanner: UsbScanner;

  beforeAll(async () => {
    daemon = new Daemon('gpio-4.yaml', { seed: parcelsIn(['A1', 'A2', 'A3', 'A4'], 2) });
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

  /** As a person does: `*` until nothing is left. In idle it would change the language. */
  async function cleared(): Promise<void> {
    while ((await daemon.terminal()) === 'entering') await daemon.wires.type('*');
    await daemon.untilScreen('idle');
  }

  test('a PIN typed at the keypad opens the one door; the display says so; it works once', async () => {
    await until('the idle screen', () => screen().on && screen().lines.some((line) => line.trim() !== ''));
    const from = mark();
    await daemon.wires.type(PINS[0]);
    await daemon.untilScreen('open');
    const [pulse, ...more] = await until('the pulse’s end', () => nonEmpty(daemon.wires.pulses('A1', from)));
    expect(more).toEqual([]);
    expect(pulse?.ms).toBeGreaterThanOrEqual(daemon.hal.lock.pulseMs - EARLY);
    expect(pulse?.ms).toBeLessThan(daemon.hal.lock.pulseMs + LATE);
    for (const other of ['A2', 'A3', 'A4']) expect(daemon.wires.pulses(other, from)).toEqual([]);
    await until('the same text on the display', async () => {
      const { lines } = (await daemon.state()).terminal;
      return screen().lines.join('|') === lines.map((line) => line.padEnd(20)).join('|');
    });
    expect(screen().lines.join(' ')).toMatch(/Fach 1|Tür 1|1/);
    expect(screen().tooEarly).toBe(0);
    await daemon.closed('A1');
    expect(await daemon.compartment('A1')).toMatchObject({ state: 'free', door: 'closed' });
    expect(await daemon.types()).toEqual(expect.arrayContaining(['door.opened', 'parcel.collected', 'door.closed']));
    await daemon.wires.type(PINS[0]);
    await daemon.untilEvent('access.refused', { reason: 'used' });
    expect(daemon.wires.pulses('A1', from)).toHaveLength(1);
    await daemon.untilScreen('idle');
  });

  test('a QR code read by the scanner opens the door', async () => {
    await scannerSends(`]Q1LK1-${TOKEN}\r\n`, 'usb');
    await daemon.untilScreen('open');
    expect(await daemon.untilEvent('parcel.collected', { parcel: 'p2' })).toMatchObject({ method: 'qr' });
    await daemon.closed('A2');
  });

  test('the scanner’s plug is pulled: reported, the keypad goes on; plugged in again it reads', async () => {
    await scanner.unplug();
    await daemon.untilEvent('device.lost', { device: 'scanner' });
    await daemon.wires.type('1');
    await daemon.untilScreen('entering');
    await cleared();
    await scanner.plug();
    await daemon.untilEvent('device.back', { device: 'scanner' });
    await scannerSends(`LK1-${TOKEN}\r`, 'usb');
    await daemon.untilEvent('access.refused', { method: 'qr', reason: 'used' });
    await daemon.untilScreen('idle');
  });

  test('SIGKILL in the middle of a pulse: the coil is off in the guard’s time, and no restart fires it', async () => {
    const from = mark();
    daemon.wires.jam('A3');
    void daemon.wires.type(PINS[2]);
    await until('the pulse', () => daemon.wires.driven('A3'));
    await daemon.kill();
    await until('the end of the pulse', () => !daemon.wires.driven('A3'));
    const [pulse] = daemon.wires.pulses('A3', from);
    const longest = daemon.hal.lock.maxPulseMs;
    figure(`SIGKILL in the middle of a pulse: driven for ${pulse?.ms.toFixed(0)} ms (longest allowed ${longest})`);
    expect(pulse?.ms).toBeLessThanOrEqual(longest + LATE);
    await daemon.start();
    await pause(1_000);
    expect(daemon.wires.pulses('A3', from)).toHaveLength(1);
    expect((await daemon.compartment('A3')).state).toBe('unverified');
    daemon.wires.loosen('A3');
    await daemon.wires.type(PINS[2]);
    await daemon.untilScreen('open');
    await daemon.untilEvent('parcel.collected', { parcel: 'p3' });
    await daemon.closed('A3');
  });

  test('a jammed door: the terminal says so in time, the output is off, the code is given back', async () => {
    daemon.wires.jam('A4');
    const from = mark();
    await daemon.wires.type(PINS[3]);
    const started = now();
    await daemon.untilScreen('jammed');
    expect(now() - started).toBeLessThan(JAMMED_MS);
    expect(daemon.wires.driven('A4')).toBe(false);
    expect(daemon.wires.pulses('A4', from).length).toBeGreaterThanOrEqual(1);
    expect((await daemon.compartment('A4')).state).toBe('out-of-service');
    daemon.wires.loosen('A4');
    await pause(daemon.hal.lock.restMs);
    await daemon.wires.type(PINS[3]);
    await daemon.untilScreen('open');
    await daemon.untilEvent('parcel.collected', { parcel: 'p4' });
    await daemon.closed('A4');
  });

  test('a process that hangs (SIGSTOP) in the middle of a pulse does not leave the coil on', async () => {
    const from = mark();
    daemon.open('A1');
    await until('the pulse', () => daemon.wires.driven('A1'));
    process.kill(daemon.pid(), 'SIGSTOP');
    await until('the end of the pulse', () => !daemon.wires.driven('A1'));
    process.kill(daemon.pid(), 'SIGCONT');
    const [pulse] = daemon.wires.pulses('A1', from);
    const longest = daemon.hal.lock.maxPulseMs;
    figure(`hung in the middle of a pulse: driven for ${pulse?.ms.toFixed(0)} ms (longest allowed ${longest})`);
    expect(pulse?.ms).toBeLessThanOrEqual(longest + LATE);
    await until('the open door', async () => (await daemon.compartment('A1')).door === 'open');
    daemon.wires.door('A1', 'closed');
    await until('the closed door', async () => (await daemon.compartment('A1')).door === 'closed');
  });

  test('a stuck key is noticed and ignored; it is fine when it is free again', async () => {
    daemon.wires.hold('7');
    await daemon.untilEvent('device.lost', { device: 'keypad' });
    daemon.wires.letGo('7');
    await daemon.untilEvent('device.back', { device: 'keypad' });
    await daemon.untilScreen('entering', 'idle');
    // The 7 was typed once, when it went down.
    await cleared();
    await daemon.wires.type('1');
    await daemon.untilScreen('entering');
    await cleared();
  });

  test('three keys at once are no entry', async () => {
    for (const key of '124') daemon.wires.hold(key);
    await pause(500);
    for (const key of '124') daemon.wires.letGo(key);
    await pause(500);
    // Keys that go down together can't be told from ghosts; at most the first one counted.
    const entered = (await daemon.state()).terminal;
    expect(['idle', 'entering']).toContain(entered.screen);
    expect(JSON.stringify(entered.lines)).not.toMatch(/\*\*/);
  });

  test('a cover that is taken off raises the alarm', async () => {
    const { tamper } = daemon.hal;
    if (tamper === undefined) throw new Error('the site has no tamper contact');
    daemon.wires.input(tamper.line, tamper.alarmWhen === 'active');
    await daemon.untilEvent('tamper.alarm');
    daemon.wires.input(tamper.line, tamper.alarmWhen !== 'active');
  });

  test('stopped in the middle of a pulse, it leaves every output off', async () => {
    daemon.open('A2');
    await until('the pulse', () => daemon.wires.driven('A2'));
    expect(await daemon.stop()).toBe(0);
    for (const id of ['A1', 'A2', 'A3', 'A4']) expect(daemon.wires.driven(id)).toBe(false);
  });
});
