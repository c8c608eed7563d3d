import type { Argument, Command, Option } from 'commander';
import type { WORDS } from './words';

/**
 * What may stand at a place: words that are known, a compartment of this locker, what can break at it, a scenario of its
 * own or a file, a file, or something of one's own.
 */
export type Place =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: keyof typeof WORDS | 'file' | 'own' };

export interface OptionNode {
  readonly names: readonly string[];
  readonly description: string;
  /** What follows it; null: nothing does. */
  readonly value: Place | null;
}

/** A command with everything that can be completed behind it. */
export interface CommandNode {
  /** From the program on: `lockerctl sim door`. */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionNode[];
  readonly args: readonly Place[];
  readonly commands: readonly CommandNode[];
}

/** The commands as commander knows them: nothing is listed twice. */
export function commandTree(command: Command, above = ''): CommandNode {
  const path = above === '' ? command.name() : `${above} ${command.name()}`;
  return {
    path,
    name: command.name(),
    description: command.description(),
    options: [...command.options.map(optionNode), HELP],
    args: command.registeredArguments.map(argumentPlace),
    commands: [...shown(command).map((one) => commandTree(one, path)), ...(above === '' ? [helpNode(command)] : [])],
  };
}

/** The command and all below it. */
export function everyNode(node: CommandNode): CommandNode[] {
  return [node, ...node.commands.flatMap(everyNode)];
}

/** Those that are for people, without commander's own `help` in each group. */
function shown(command: Command): Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== 'help');
}

const HELP: OptionNode = { names: ['-h', '--help'], description: 'what it does, with examples', value: null };

/** commander's own, for the program: it does not say which words it takes. */
function helpNode(program: Command): CommandNode {
  const words = shown(program).map((one) => one.name());
  return {
    path: `${program.name()} help`,
    name: 'help',
    description: 'what a command does, with examples',
    options: [],
    args: [{ kind: 'words', words }],
    commands: [],
  };
}

function optionNode(option: Option): OptionNode {
  const names = [option.short, option.long].filter((name) => name != null);
  const valued = option.required || option.optional;
  return { names, description: option.description, value: valued ? place(option.flags, option.argChoices) : null };
}

function argumentPlace(argument: Argument): Place {
  return place(`<${argument.name()}>`, argument.argChoices);
}

function place(text: string, choices: readonly string[] | undefined): Place {
  if (choices !== undefined) return { kind: 'words', words: choices };
  if (/[<[]file[>\]]/.test(text)) return { kind: 'file' };
  if (text === '<scenario>') return { kind: 'scenario' };
  if (text === '<target>') return { kind: 'target' };
  if (/[<[](compartment|id)[>\]]/.test(text)) return { kind: 'compartment' };
  return { kind: 'own' };
}
