import type { Command } from 'commander';

/** As one types it: `lockerctl sim door`. */
export function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}

/** The command and all below it. */
export function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** Where somebody finds out who has called it the wrong way. */
export function helpHint(command: Command): string {
  return `(${commandPath(command)} --help ${command.commands.length > 0 ? 'lists what there is' : 'shows how'})`;
}
