import type { LockBoardProtocol } from '../lock-boards/protocol';
import { LOCK_BOARD_PROTOCOLS } from '../lock-boards/registry';
import { SCANNER_QUERIES, SCANNER_REPLY_MS } from './scanners';

/** What is asked of a port, and how long that may take. Pure. */
export interface Round {
  readonly baudRate: number;
  readonly protocol: LockBoardProtocol;
  readonly addresses: readonly number[];
}

export interface Plan {
  /** By speed, so that a port is opened once for each. */
  readonly rounds: readonly Round[];
  /** At which speeds scanners are asked. */
  readonly scannerSpeeds: readonly number[];
}

/** Address switches leave the factory at the lowest, and lines seldom have more boards. */
const FIRST_ADDRESSES = 8;
const FACTORY_SPEEDS = [19_200, 9_600];
const ALL_SPEEDS = [19_200, 9_600, 115_200, 57_600, 38_400, 4_800, 2_400];
const SCANNER_SPEEDS = [9_600, 115_200];
/** Opening and closing a port, ms. */
const OPEN_MS = 150;
/** Least silence, and a frame both ways at 2400 baud, ms. */
const FRAME_MS = 100;
const SLOW_BAUD = 9_600;

/** @param thorough every address at every speed */
export function makePlan(thorough: boolean): Plan {
  const speeds = thorough ? ALL_SPEEDS : FACTORY_SPEEDS;
  const rounds = speeds.flatMap((baudRate) => {
    // Whose speed it is from the factory comes first.
    const protocols = [...LOCK_BOARD_PROTOCOLS].sort(
      (a, b) => Number(b.baudRate === baudRate) - Number(a.baudRate === baudRate),
    );
    return protocols.map((protocol): Round => {
      const all = allAddresses(protocol);
      return { baudRate, protocol, addresses: thorough ? all : all.slice(0, FIRST_ADDRESSES) };
    });
  });
  return { rounds, scannerSpeeds: thorough ? ALL_SPEEDS : SCANNER_SPEEDS };
}

export function allAddresses({ addresses: { first, last } }: LockBoardProtocol): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/** One port at the longest: nobody answers but the very last, ms. */
export function longestMs({ rounds, scannerSpeeds }: Plan): number {
  const asked = rounds.reduce((sum, round) => sum + round.addresses.length * questionMs(round), 0);
  const opened = (new Set(rounds.map(({ baudRate }) => baudRate)).size + scannerSpeeds.length + 1) * OPEN_MS;
  const scanners = scannerSpeeds.length * SCANNER_QUERIES.length * SCANNER_REPLY_MS;
  // Where one board was found all its addresses are asked, and of a board that tells of one channel each of them.
  const found = Math.max(
    ...rounds.map((round) => {
      const { protocol } = round;
      const channels = protocol.statusOf === 'channel' ? protocol.channels : 1;
      return (allAddresses(protocol).length + channels + 1) * questionMs(round);
    }),
  );
  return opened + asked + scanners + found;
}

function questionMs({ protocol, baudRate }: Round): number {
  return protocol.statusReplyMs + protocol.gapMs + (baudRate < SLOW_BAUD ? FRAME_MS : FRAME_MS / 4);
}
