import { Command, CommanderError } from 'commander';
import { errorMessage } from '../core/error-facts';
import { careCommands } from './commands/care';
import { completionCommands } from './commands/completion';
import { configCommands } from './commands/config';
import { credentialCommands } from './commands/credentials';
import { demoCommands } from './commands/demo';
import { detectCommands } from './commands/detect';
import { doorCommands } from './commands/doors';
import { eventCommands } from './commands/events';
import { logCommands } from './commands/log';
import { outputCommands } from './commands/outputs-off';
import { selftestCommands } from './commands/selftest';
import { simCommands } from './commands/sim';
import { sniffCommands } from './commands/sniff';
import { statusCommands } from './commands/status';
import { createContext } from './context';
import { addExamples } from './examples';
import { CliError, UsageError, type CliIo } from './io';
import { everyCommand, helpHint } from './paths';

/** As the rest of the world uses them: sysexits.h EX_USAGE. */
export const EXIT = { good: 0, failed: 1, usage: 64 } as const;

declare const __LOCKERD_VERSION__: string | undefined;
const VERSION = typeof __LOCKERD_VERSION__ === 'undefined' ? 'unbuilt' : __LOCKERD_VERSION__;

const EXAMPLES = `
Examples:
  lockerctl status                              the locker at a glance
  lockerctl events --follow                     what happens, as it happens
  lockerctl open A1 --reason "lock replaced"    opens a door; the audit log says who and why
  lockerctl compartments --json | jq .          for scripts: every command knows --json
  lockerctl config check site.yaml              before a locker is started on it
  lockerctl sim keys '123456#'                  types at the simulated locker

Exit code: 0 done, 1 refused or failed, 64 wrong usage.
`;

/** Every command there is. */
export function createProgram(io: CliIo): Command {
  const program = new Command('lockerctl');
  program
    .description('asks and tells a lockerd, through its Unix socket')
    .version(VERSION)
    .option(
      '--socket <file>',
      "the daemon's socket (default: $LOCKERD_SOCKET, /run/lockerd/lockerd.sock, var/lockerd.sock)",
    )
    .option('--json', 'print JSON')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.err(text),
      outputError: (text, write) => write(`lockerctl: ${withoutPrefix(text)}`),
    })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', EXAMPLES);
  const context = createContext(program, io);
  const groups = [
    statusCommands,
    doorCommands,
    eventCommands,
    logCommands,
    careCommands,
    configCommands,
    credentialCommands,
    selftestCommands,
    sniffCommands,
    detectCommands,
    outputCommands,
    simCommands,
    demoCommands,
    completionCommands,
  ];
  for (const add of groups) {
    add(program, context);
  }
  addExamples(program);
  for (const command of everyCommand(program)) command.showHelpAfterError(helpHint(command));
  return program;
}

/** commander's own begin with a word that ours do without. */
function withoutPrefix(text: string): string {
  return text.replace(/^error: /, '');
}

/**
 * One call of lockerctl. Never throws: everything is told on `io` and by the exit code. With `--json` what went wrong is
 * an object on standard output too, as the API has it, unless a report is there that tells it.
 * @param args without interpreter and script
 */
export async function run(args: readonly string[], io: CliIo): Promise<number> {
  let reported = false;
  const program = createProgram({
    ...io,
    out: (text) => {
      reported = true;
      io.out(text);
    },
  });
  let called = program;
  program.hook('preAction', (_program, command) => void (called = command));
  const tell = (code: string, message: string): void => {
    if (args.includes('--json') && !reported) io.out(`${JSON.stringify({ error: { code, message } }, null, 2)}\n`);
  };
  try {
    await program.parseAsync(args, { from: 'user' });
    return EXIT.good;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.good;
      // Without a command all of them are listed, and there is no message.
      tell('usage', error.code === 'commander.help' ? 'which command?' : withoutPrefix(error.message));
      return EXIT.usage;
    }
    io.err(`lockerctl: ${errorMessage(error)}\n`);
    if (error instanceof UsageError) {
      io.err(`${helpHint(called)}\n`);
      tell('usage', error.message);
      return EXIT.usage;
    }
    tell(error instanceof CliError ? error.code : 'failed', errorMessage(error));
    if (!(error instanceof CliError) && error instanceof Error) io.err(`${error.stack ?? ''}\n`);
    return EXIT.failed;
  }
}
