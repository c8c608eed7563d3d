import { readFileSync } from 'node:fs';
import { parseSite } from '../../../config/load';
import { LOCK_BOARD_PROTOCOLS } from '../../../hal/linux/lock-boards/registry';
import { createLinuxHal } from '../../../hal/linux/open-linux';
import { outputsOff } from '../../../hal/linux/outputs-off';
import { VirtualTime } from '../../../hal/sim/virtual-time';

const good = readFileSync('config/rs485-48.yaml', 'utf8');
const A1 = 'A1: { board: { bus: b1, address: 0, channel: 1 } }';
const B1 = '      port: /dev/serial/by-id/usb-rs485\n      protocol: kerong-cu\n';

function problems(text: string): string[] {
  const result = parseSite('site.yaml', text);
  return result.ok ? [] : result.problems.map(({ path, message }) => `${path}: ${message}`);
}

/** Replaces what must be there. */
function with_(...changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the file has no ${from}`);
    return text.replace(from, to);
  }, good);
}

/** The file with all of its boards speaking another protocol. */
function speaking(protocol: string): string {
  return with_(
    ['protocol: kerong-cu', `protocol: ${protocol}`],
    ['address: 0, channels', 'address: 3, channels'],
  ).replace(/address: 0,/g, 'address: 3,');
}

describe('what a technician is told of lock boards', () => {
  test.each([
    [
      'channel 0, which opens all on some boards',
      with_([A1, A1.replace('channel: 1', 'channel: 0')]),
      'hal.doors.A1.board.channel: must be a whole number from 1 to 255; found 0',
    ],
    [
      'a channel that the board has not',
      with_([A1, A1.replace('channel: 1', 'channel: 17')]),
      'hal.doors.A1.board.channel: board 0 of b1 has 16 channels, not 17',
    ],
    [
      'a board that is not on that line',
      with_([A1, A1.replace('address: 0', 'address: 7')]),
      'hal.doors.A1.board.address: b1 has no board 7; it has 0, 1, 2',
    ],
    [
      'a line that is not there',
      with_([A1, A1.replace('b1', 'b2')]),
      'hal.doors.A1.board.bus: there is no line b2 of lock boards; hal.lockBoards has b1',
    ],
    [
      'two doors on one channel',
      with_([A1, A1.replace('channel: 1', 'channel: 2')]),
      'hal.doors.A2.board.channel: this channel is taken by hal.doors.A1',
    ],
    [
      'two boards with one address',
      with_(['{ address: 2, channels: 16 }', '{ address: 2, channels: 16 }\n        - { address: 1, channels: 12 }']),
      'hal.lockBoards.b1.boards[3].address: address 1 is taken by boards[1]; both boards would answer',
    ],
    [
      'a board with too many channels',
      with_(['{ address: 2, channels: 16 }', '{ address: 2, channels: 24 }']),
      'hal.lockBoards.b1.boards[2].channels: a board of kerong-cu has at most 16 channels, not 24',
    ],
    [
      'an address that such boards do not have',
      with_(['{ address: 2, channels: 16 }', '{ address: 2, channels: 16 }\n        - { address: 15, channels: 12 }']),
      'hal.lockBoards.b1.boards[3].address: boards of kerong-cu have addresses from 0 to 14, not 15',
    ],
    [
      'a protocol that nobody knows',
      with_(['protocol: kerong-cu', 'protocol: kerong']),
      `hal.lockBoards.b1.protocol: must be one of ${LOCK_BOARD_PROTOCOLS.map(({ id }) => id).join(', ')}; found "kerong"; did you mean kerong-cu?`,
    ],
    [
      'nothing left for the board',
      with_([A1, 'A1: { board: { bus: b1, address: 0, channel: 1 }, lock: { bcm: 17 }, contact: { bcm: 5 } }']),
      'hal.doors.A1.board: lock and contact are both on lines: nothing is left for the board',
    ],
    [
      'a door without a lock',
      with_([A1, 'A1: { contact: { bcm: 5 } }']),
      'hal.doors.A1: lacks its lock: a line, or a channel of a lock board (board)',
    ],
    [
      'two protocols on one port',
      with_([
        B1,
        `${B1}      boards: [{ address: 9, channels: 16 }]\n    b2:\n${B1.replace('kerong-cu', 'cu48')}`,
      ]).replace(/bus: b1/g, 'bus: b2'),
      'hal.lockBoards.b2.port: /dev/serial/by-id/usb-rs485 is taken by hal.lockBoards.b1; boards of two protocols can’t share a line: what one of them says may hold the bytes that open a lock of the other',
    ],
    [
      'the port of the scanner',
      with_(['port: /dev/serial/by-id/usb-rs485', 'port: /dev/serial/by-id/usb-scanner']),
      'hal.lockBoards.b1.port: /dev/serial/by-id/usb-scanner is taken by hal.scanner',
    ],
  ])('%s', (_name, text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  test('8A boards: what a shut door looks like has to be said, for the line or for the door', () => {
    const ybx = speaking('ybx');
    expect(problems(ybx)).toEqual([
      'hal.lockBoards.b1: needs closedWhen, here or at its doors (A1 and 47 others): what a ybx board reports of a shut door depends on how its locks are wired',
    ]);
    expect(problems(ybx.replace('protocol: ybx', 'protocol: ybx\n      closedWhen: active'))).toEqual([]);
    expect(problems(ybx.replace(/channel: (\d+) } }/g, 'channel: $1 }, closedWhen: inactive }'))).toEqual([]);
    for (const other of ['cu48', 'winnsen']) expect(problems(speaking(other))).toEqual([]);
  });

  test('a lock on a board with its contact on a line, and the other way round', () => {
    const mixed = with_(
      [A1, 'A1: { board: { bus: b1, address: 0, channel: 1 }, contact: { bcm: 5 } }'],
      [
        'A2: { board: { bus: b1, address: 0, channel: 2 } }',
        'A2: { board: { bus: b1, address: 0, channel: 2 }, lock: { bcm: 17 } }',
      ],
    );
    expect(problems(mixed)).toEqual([]);
  });
});

function site() {
  const result = parseSite('site.yaml', good);
  if (!result.ok || result.site.hal.driver !== 'linux') throw new Error('the file is not good');
  return result.site;
}

test('no coil hangs on this computer: no warning of a missing one-shot, no guard, nothing to switch off', async () => {
  const { hal: config, compartments } = site();
  if (config.driver !== 'linux') throw new Error('not this driver');
  const ids = compartments.map(({ id }) => id);
  const none = {
    ...config,
    keypad: undefined,
    tamper: undefined,
    beeper: undefined,
    display: undefined,
    rtc: undefined,
  };
  const { hal } = await createLinuxHal(none, ids, { time: new VirtualTime({ frozen: true }) });
  expect(hal.unguarded).toEqual([]);
  expect([...hal.locks.keys()]).toEqual(ids);
  const off = await outputsOff(config);
  expect(off).toHaveLength(48);
  expect(off[17]).toEqual({
    compartment: 'C2',
    off: true,
    detail: '',
    line: 'board 1 channel 2 of b1 (the board ends its pulses itself)',
  });
});
