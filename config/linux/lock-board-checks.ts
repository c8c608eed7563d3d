import { lockBoardProtocol } from '../../hal/linux/lock-boards/registry';
import type { CheckFailure } from '../checks';
import type { FieldPath } from '../problem';

/** Rules between lock boards and doors of `hal`. They take anything, like checkSite. */

type Fields = Readonly<Record<string, unknown>>;

export function checkLockBoards(hal: Fields): CheckFailure[] {
  const buses = Object.entries(record(hal['lockBoards']));
  return [
    ...buses.flatMap(([name, bus]) => checkBus(['hal', 'lockBoards', name], record(bus))),
    ...buses.flatMap(([name, bus]) => checkLevels(name, record(bus), record(hal['doors']))),
    ...checkPorts(hal),
    ...Object.entries(record(hal['doors'])).flatMap(([id, door]) => checkDoor(['hal', 'doors', id], record(door), hal)),
    ...checkChannels(record(hal['doors'])),
  ];
}

function checkBus(path: FieldPath, { protocol: id, boards }: Fields): CheckFailure[] {
  const protocol = typeof id === 'string' ? lockBoardProtocol(id) : undefined;
  const seen = new Map<unknown, number>();
  return list(boards).flatMap((item, index) => {
    const { address, channels } = record(item);
    const here = [...path, 'boards', index];
    const failures: CheckFailure[] = [];
    const first = seen.get(address);
    seen.set(address, first ?? index);
    if (typeof address === 'number' && first !== undefined) {
      const message = `address ${address} is taken by boards[${first}]; both boards would answer`;
      failures.push({ path: [...here, 'address'], message });
    }
    if (protocol === undefined) return failures;
    const { addresses } = protocol;
    if (typeof address === 'number' && (address < addresses.first || address > addresses.last)) {
      const message = `boards of ${protocol.id} have addresses from ${addresses.first} to ${addresses.last}, not ${address}`;
      failures.push({ path: [...here, 'address'], message });
    }
    if (typeof channels === 'number' && channels > protocol.channels) {
      const message = `a board of ${protocol.id} has at most ${protocol.channels} channels, not ${channels}`;
      failures.push({ path: [...here, 'channels'], message });
    }
    return failures;
  });
}

/** Told once for a line, not for each of its doors. */
function checkLevels(name: string, { protocol: id, closedWhen }: Fields, doors: Fields): CheckFailure[] {
  const protocol = typeof id === 'string' ? lockBoardProtocol(id) : undefined;
  if (protocol === undefined || protocol.closedWhen !== null || closedWhen !== undefined) return [];
  const silent = Object.entries(doors).filter(([, door]) => {
    const { board, contact, closedWhen: own } = record(door);
    return record(board)['bus'] === name && contact === undefined && own === undefined;
  });
  const [first] = silent;
  if (first === undefined) return [];
  const which = silent.length === 1 ? first[0] : `${first[0]} and ${silent.length - 1} others`;
  const message = `needs closedWhen, here or at its doors (${which}): what a ${protocol.id} board reports of a shut door depends on how its locks are wired`;
  return [{ path: ['hal', 'lockBoards', name], message }];
}

/** Whoever opens a port reads all that comes in. */
function checkPorts(hal: Fields): CheckFailure[] {
  const others = ['scanner', 'keypad'].map((device): [FieldPath, Fields] => [['hal', device], record(hal[device])]);
  const buses = Object.entries(record(hal['lockBoards'])).map(([name, bus]): [FieldPath, Fields] => [
    ['hal', 'lockBoards', name],
    record(bus),
  ]);
  const seen = new Map<unknown, { readonly name: string; readonly protocol: unknown }>();
  return [...others, ...buses].flatMap(([path, { port, protocol }]) => {
    if (typeof port !== 'string') return [];
    const first = seen.get(port);
    seen.set(port, first ?? { name: path.join('.'), protocol });
    if (first === undefined) return [];
    const taken = `${port} is taken by ${first.name}`;
    const bothBoards = first.protocol !== undefined && protocol !== undefined;
    const why = !bothBoards
      ? ''
      : first.protocol === protocol
        ? '; all boards of one line stand in one block'
        : '; boards of two protocols can’t share a line: what one of them says may hold the bytes that open a lock of the other';
    return [{ path: [...path, 'port'], message: taken + why }];
  });
}

function checkDoor(path: FieldPath, door: Fields, hal: Fields): CheckFailure[] {
  const has = (field: string): boolean => door[field] !== undefined;
  if (!has('board')) {
    return (['lock', 'contact'] as const)
      .filter((field) => !has(field))
      .map((field) => ({ path, message: `lacks its ${field}: a line, or a channel of a lock board (board)` }));
  }
  const here = [...path, 'board'];
  if (has('lock') && has('contact')) {
    return [{ path: here, message: 'lock and contact are both on lines: nothing is left for the board' }];
  }
  const { bus: name, address, channel } = record(door['board']);
  const buses = record(hal['lockBoards']);
  if (typeof name !== 'string') return [];
  if (!Object.hasOwn(buses, name)) {
    const names = Object.keys(buses).join(', ') || 'none';
    return [
      { path: [...here, 'bus'], message: `there is no line ${name} of lock boards; hal.lockBoards has ${names}` },
    ];
  }
  const bus = record(buses[name]);
  const boards = list(bus['boards']).map(record);
  const board = boards.find((one) => one['address'] === address);
  if (typeof address === 'number' && board === undefined) {
    const addresses = boards.map((one) => String(one['address'])).join(', ');
    return [{ path: [...here, 'address'], message: `${name} has no board ${address}; it has ${addresses}` }];
  }
  const failures: CheckFailure[] = [];
  const channels = board?.['channels'];
  if (typeof channels === 'number' && typeof channel === 'number' && channel > channels) {
    const message = `board ${String(address)} of ${name} has ${channels} channels, not ${channel}`;
    failures.push({ path: [...here, 'channel'], message });
  }
  return failures;
}

function checkChannels(doors: Fields): CheckFailure[] {
  const seen = new Map<string, string>();
  return Object.entries(doors).flatMap(([id, door]) => {
    const { bus, address, channel } = record(record(door)['board']);
    if (typeof bus !== 'string' || typeof address !== 'number' || typeof channel !== 'number') return [];
    const key = `${bus} ${address} ${channel}`;
    const first = seen.get(key);
    seen.set(key, first ?? id);
    if (first === undefined) return [];
    return [{ path: ['hal', 'doors', id, 'board', 'channel'], message: `this channel is taken by hal.doors.${first}` }];
  });
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
