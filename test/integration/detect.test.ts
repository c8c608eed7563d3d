import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { openSerialPort } from '../../hal/linux/serial-port';
import { VirtualTime } from '../../hal/sim/virtual-time';
import { SpringDoor } from '../../scripts/emulators/door';
import { Rs485Line } from '../../scripts/emulators/line';
import { LineFaults } from '../../scripts/emulators/line-faults';
import { makeBoard } from '../../scripts/emulators/make-board';
import { Random } from '../../scripts/emulators/random';
import { lockerctl } from '../helpers/lockerctl';
import { Pty } from '../helpers/pty';

/** The real command line at a real port, with Kerong boards behind it, in real time. */

const PATIENCE_MS = 90_000;
let folder: string;
let pty: Pty;
let doors: SpringDoor[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'detect-'));
  const time = new VirtualTime({ frozen: false });
  doors = Array.from({ length: 16 }, () => new SpringDoor(time));
  const boards = [0, 1].map((address) =>
    makeBoard('kerong-cu', { address, doors: doors.slice(8 * address, 8 * address + 8) }),
  );
  const faults = new LineFaults(new Random(1));
  pty = new Pty(join(folder, 'usb-rs485'), new Rs485Line({ time, baudRate: 19_200, boards, faults }));
  await pty.plug();
});
afterEach(async () => {
  await pty.unplug();
  rmSync(folder, { recursive: true, force: true });
});

const detect = (...args: string[]) => lockerctl(['detect', ...args], { cwd: folder });

test(
  'boards are found, standard output is YAML and nothing else, and no door has moved',
  async () => {
    const { code, out, err } = await detect('usb-rs485');
    expect({ code, err }).toMatchObject({
      code: 0,
      err: expect.stringMatching(/^asking at .*usb-rs485: \d+ s at most$/m) as string,
    });
    expect(parse(out)).toMatchObject({
      hal: { driver: 'linux', lockBoards: { b1: { protocol: 'kerong-cu', boards: [{ address: 0 }, { address: 1 }] } } },
    });
    expect(doors.map(({ releases }) => releases)).toEqual(doors.map(() => 0));
  },
  PATIENCE_MS,
);

test(
  'a port that lockerd has is left alone, and the message says what to do',
  async () => {
    const daemon = await openSerialPort('lockboards:b1', { port: join(folder, 'usb-rs485'), baudRate: 19_200 });
    try {
      const { code, out, err } = await detect('usb-rs485', '--json');
      expect(code).toBe(1);
      expect(err).toContain('systemctl stop lockerd');
      expect(JSON.parse(out)).toMatchObject({ ports: [{ lockBoards: null, scanner: null }] });
    } finally {
      await daemon.close();
    }
  },
  PATIENCE_MS,
);

test('a port that is not there is said as such', async () => {
  const { code, err } = await detect('no-such-port');
  expect(code).toBe(1);
  expect(err).toContain('lockerctl: ' + join(folder, 'no-such-port') + ' is not there: is it plugged in?');
});

test('the ports of this machine are listed without one of them being opened', async () => {
  const { code, out } = await detect('--list', '--json');
  expect(code).toBe(0);
  expect(Array.isArray(JSON.parse(out))).toBe(true);
});
