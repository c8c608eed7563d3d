import { SystemTime } from '../../../hal/linux/system-time';
import { SpringDoor } from '../../../scripts/emulators/door';
import { Rs485Line } from '../../../scripts/emulators/line';
import { LineFaults } from '../../../scripts/emulators/line-faults';
import { BAUD_RATE, FIRST_ADDRESS, makeBoard, type Emulated } from '../../../scripts/emulators/make-board';
import { Random } from '../../../scripts/emulators/random';
import { until } from '../rig/bench';
import { Daemon } from '../rig/daemon';
import { parcelsIn, PINS } from '../rig/parcels';
import { UsbBoard } from '../rig/usb-board';

const PORT = '/dev/serial/by-id/usb-board';
const CHANNEL = 3;

/** A1 on the third channel of a lock board behind a USB serial line, the other doors on the board's own lines. */
for (const kind of ['ybx', 'kerong-cu'] satisfies Emulated[]) {
  describe(`a lock board on a real serial line: ${kind}`, () => {
    const time = new SystemTime();
    const doors = Array.from({ length: 8 }, () => new SpringDoor(time));
    const address = FIRST_ADDRESS[kind];
    const board = makeBoard(kind, { address, doors });
    const line = new Rs485Line({
      time,
      baudRate: BAUD_RATE[kind],
      boards: [board],
      faults: new LineFaults(new Random(1)),
    });
    let usb: UsbBoard;
    let daemon: Daemon;
    const door = (): SpringDoor => doors[CHANNEL - 1] as SpringDoor;

    beforeAll(async () => {
      usb = new UsbBoard(PORT, line);
      usb.start();
      await usb.plug();
      daemon = new Daemon('gpio-4.yaml', {
        seed: parcelsIn(['A1']),
        changes: [
          [['hal', 'lockBoards'], { b1: { port: PORT, protocol: kind, boards: [{ address, channels: 8 }] } }],
          [['hal', 'doors', 'A1'], { board: { bus: 'b1', address, channel: CHANNEL }, closedWhen: 'active' }],
        ],
      });
      await daemon.begin();
    });
    afterAll(async () => {
      await daemon.clear();
      await usb.unplug();
      usb.stop();
    });

    test('a PIN typed at the keypad opens the one door on the board; closed again, the parcel is collected', async () => {
      await daemon.wires.type(PINS[0]);
      await daemon.untilScreen('open');
      expect(doors.map(({ releases }) => releases)).toEqual(doors.map((_, at) => (at === CHANNEL - 1 ? 1 : 0)));
      await daemon.untilEvent('parcel.collected', { parcel: 'p1' });
      door().hand('close');
      await daemon.untilScreen('closed');
      expect(await daemon.compartment('A1')).toMatchObject({ state: 'free', door: 'closed' });
      expect(board.misuse).toEqual([]);
    });

    test('the board’s plug is pulled: its door alone is unknown; plugged in again, it is seen and opens', async () => {
      await usb.unplug();
      await daemon.untilEvent('device.lost', { device: 'lock:A1' });
      expect((await daemon.compartment('A1')).door).toBe('unknown');
      expect((await daemon.compartment('A2')).door).toBe('closed');
      await usb.plug();
      await daemon.untilEvent('device.back', { device: 'lock:A1' });
      await until('the closed door', async () => (await daemon.compartment('A1')).door === 'closed');
      const before = door().releases;
      daemon.open('A1');
      await until('the open door', async () => (await daemon.compartment('A1')).door === 'open');
      expect(door().releases).toBe(before + 1);
      door().hand('close');
      await until('the closed door', async () => (await daemon.compartment('A1')).door === 'closed');
    });
  });
}
