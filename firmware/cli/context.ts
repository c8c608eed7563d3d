import type { Command } from 'commander';
import { Client } from './client';
import type { CliIo } from './io';
import { findSocket } from './socket';
import { painter, type Paint } from './text';

/** What every command works with. */
export interface CliContext {
  readonly io: CliIo;
  readonly client: () => Client;
  /** Its calls are not cut short by the Ctrl-C that ends the command: something has to be put in order first. */
  readonly lastingClient: () => Client;
  readonly socket: () => string;
  readonly paint: Paint;
  /** Prints the machine's form with `--json`, else the human one. */
  readonly show: (data: unknown, human: () => string) => void;
  readonly json: () => boolean;
}

/** Adds commands to the program. */
export type Commands = (program: Command, context: CliContext) => void;

/** On a terminal only; NO_COLOR (no-color.org) takes them away, FORCE_COLOR brings them (0: takes them away too). */
function wantsColours({ tty, env }: CliIo): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return tty && env['TERM'] !== 'dumb';
}

export function createContext(program: Command, io: CliIo): CliContext {
  const options = () => program.opts<{ socket?: string; json?: boolean }>();
  const json = () => options().json === true;
  const socket = () => findSocket(options().socket, io);
  return {
    io,
    json,
    socket,
    client: () => new Client(socket(), io.signal),
    lastingClient: () => new Client(socket(), new AbortController().signal),
    paint: painter(wantsColours(io)),
    show: (data, human) => io.out(json() ? `${JSON.stringify(data, null, 2)}\n` : human()),
  };
}
