import type { DoorConfig } from '../../../config/linux/door';
import type { LinuxHalConfig } from '../../../config/linux/schema';
import type { HalLogger } from '../../log';
import type { TimeSource } from '../../ports';
import type { SerialPort, SerialSettings } from '../serial-port';
import { LockBoardBus, type BoardSettings } from './bus';
import type { LockBoardProtocol } from './protocol';
import { lockBoardProtocol } from './registry';

export type OpenSerial = (device: string, settings: SerialSettings) => Promise<SerialPort>;

/** The serial lines with lock boards that the site file names, by name. */
export function makeLockBoards(
  config: LinuxHalConfig,
  open: OpenSerial,
  time: TimeSource,
  logger: HalLogger,
): ReadonlyMap<string, LockBoardBus> {
  return new Map(
    Object.entries(config.lockBoards).map(([name, { port, baudRate, boards }]) => {
      const protocol = protocolOf(config, name);
      const speed = baudRate ?? protocol.baudRate;
      const settings = {
        name,
        port,
        protocol,
        baudRate: speed,
        boards: boards.map((board): BoardSettings => ({ ...board, contacts: contactsOf(config, name, board.address) })),
      };
      const serial = { port, baudRate: speed };
      return [name, new LockBoardBus(settings, () => open(`lockboards:${name}`, serial), time, logger)];
    }),
  );
}

/** Which level that a lock board reports for this door means that it is open. */
export function openLevel(config: LinuxHalConfig, { board, closedWhen }: DoorConfig): boolean {
  const name = board?.bus ?? '';
  const level = closedWhen ?? config.lockBoards[name]?.closedWhen ?? protocolOf(config, name).closedWhen;
  if (level === null) throw new Error(`the schema lets ${name} through without closedWhen`);
  return level === 'inactive';
}

/** Channels of that board with the contact of a door, and what means open there. */
function contactsOf(config: LinuxHalConfig, bus: string, address: number): ReadonlyMap<number, boolean> {
  return new Map(
    Object.values(config.doors).flatMap((door): [number, boolean][] => {
      const { board, contact } = door;
      if (board === undefined || contact !== undefined || board.bus !== bus || board.address !== address) return [];
      return [[board.channel, openLevel(config, door)]];
    }),
  );
}

function protocolOf(config: LinuxHalConfig, name: string): LockBoardProtocol {
  const protocol = lockBoardProtocol(config.lockBoards[name]?.protocol ?? '');
  if (protocol === undefined) throw new Error(`the schema lets ${name} through without its protocol`);
  return protocol;
}
