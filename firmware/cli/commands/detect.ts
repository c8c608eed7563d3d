import { resolve } from 'node:path';
import type { PortListing, PortResult } from '../../../hal/linux/detect/detect';
import type { CliContext, Commands } from '../context';
import { CliError } from '../io';
import { inUse } from './sniff';
import { table } from '../text';

interface DetectFlags {
  readonly all?: boolean;
  readonly list?: boolean;
  readonly scan?: boolean;
  readonly doors?: boolean;
}

/** Needs no daemon; and while the daemon has a port, nobody else can ask at it. */
export const detectCommands: Commands = (program, context) => {
  const { io } = context;
  program
    .command('detect [ports...]')
    .description('find lock boards and scanners and print their part of the site file; it asks, and never opens a door')
    .option('--list', 'only list the serial ports')
    .option('--all', 'every address at every speed: minutes for each port')
    .option('--doors', 'ask for a door to be opened by hand: what is a shut door reported as?')
    .option('--scan', 'ask for a code to be scanned where nothing answers')
    .action(async (named: readonly string[], flags: DetectFlags) => {
      const tools = await import('../../../hal/linux/detect/detect');
      const listed = named.length === 0 || flags.list === true ? await tools.listPorts() : [];
      if (flags.list === true) return context.show(listed, () => portTable(listed, context));
      const ports = named.length > 0 ? named.map((name) => resolve(io.cwd, name)) : usbPorts(listed, context);
      const results = await tools.detect({
        ports,
        thorough: flags.all === true,
        scan: flags.scan === true,
        doors: flags.doors === true,
        onStart: (ms) => io.err(`asking at ${ports.join(', ')}: ${minutes(ms)} at most\n`),
        say: (text) => io.err(`${text}\n`),
        signal: io.signal,
      });
      if (io.signal.aborted) throw new CliError('interrupted');
      const section = tools.siteSection(results);
      context.show({ ports: results.map(plainResult), section }, () => section);
      if (results.some(({ boards, scanner }) => boards !== null || scanner !== null)) return;
      const [taken] = results.filter(({ trouble }) => trouble?.taken === true);
      if (taken !== undefined) throw new CliError(inUse(taken.port));
      const troubles = results.flatMap(({ trouble }) => (trouble === null ? [] : [trouble.why]));
      // Who could not be asked can't have answered.
      throw new CliError(troubles.length === results.length ? troubles.join('; ') : NOTHING);
    });
};

const NOTHING =
  'nothing was found: look at the supply, at A and B (swapped?), and at the address switches; --all asks every ' +
  'address at every speed, --scan finds scanners that answer nothing';

function usbPorts(listed: readonly PortListing[], { io }: CliContext): string[] {
  const ports = listed.filter(({ usb }) => usb).map(({ port }) => port);
  const others = listed.filter(({ usb }) => !usb).map(({ port }) => port);
  // One may be the console of this machine.
  if (others.length > 0) io.err(`not asked unless named: ${others.join(', ')}\n`);
  if (ports.length > 0) return ports;
  throw new CliError('no USB serial port is plugged in; name the port if it is on the board');
}

function portTable(listed: readonly PortListing[], { paint }: CliContext): string {
  if (listed.length === 0) return 'no serial port\n';
  return table(
    ['PORT', 'NOW AT', 'WHAT'],
    listed.map(({ port, device, what }) => [port, device === port ? '' : device, what]),
    paint,
  );
}

function minutes(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

function plainResult({ port, boards, scanner, trouble }: PortResult): object {
  const lines = boards && {
    ...boards,
    boards: boards.boards.map(({ levels, ...board }) => ({ ...board, levels: Object.fromEntries(levels) })),
  };
  return { port, lockBoards: lines, scanner, trouble: trouble?.why ?? null };
}
