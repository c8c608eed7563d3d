import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Scenario } from '../../../config/scenario/schema';
import type { Report, StepResult } from '../../panel/scenario/run';
import type { ScenarioFile } from '../../panel/scenario/shipped';
import { errorCode, errorMessage } from '../../core/error-facts';
import type { Client } from '../client';
import type { CliContext } from '../context';
import { CliError } from '../io';
import { wrongFile } from '../problems';
import { plain, table, type Paint } from '../text';

interface Listed {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly steps: number;
}

/** Below `lockerctl sim`: stories with expectations. */
export function scenarioCommands(sim: Command, context: CliContext): void {
  const { io, paint, json, show } = context;

  sim
    .command('scenarios')
    .description('the scenarios that come with lockerd')
    .action(async () => {
      const list = await context.client().get<Listed[]>('/sim/scenarios');
      const rows = list.map(({ name, title, steps }) => [name, String(steps), title]);
      show(list, () => table(['NAME', 'STEPS', 'WHAT HAPPENS'], rows, paint));
    });

  sim
    .command('run <scenario>')
    .description('play a scenario, a file or one of those that come with lockerd, and check what comes of it')
    .option('--keep-going', 'go on behind a step that failed')
    .option('--leave', 'leave the compartments as they are at the end, to be looked at')
    .addHelpText('after', '\nExit code: 0 everything was as expected, 1 something was not.')
    .action(async (name: string, options: { keepGoing?: boolean; leave?: boolean }) => {
      const { runScenario } = await import('../../panel/scenario/run');
      // Ctrl-C skips the steps that are left; the locker is put in order all the same.
      const client = context.lastingClient();
      const scenario = await find(name, client, context);
      if (!json()) io.out(`${paint('bold', plain(scenario.title))}\n`);
      const report = await runScenario(scenario, client, {
        keepGoing: options.keepGoing === true,
        leave: options.leave === true,
        signal: io.signal,
        onStep: (result) => {
          if (!json()) io.out(stepText(result, paint));
        },
      });
      if (json()) show(report, () => '');
      else io.out(endText(report, paint));
      if (!report.ok) throw new CliError(verdict(name, report));
    });

  sim
    .command('record <file>')
    .description('write down as a scenario what is done at the simulated locker, from wherever; until Ctrl-C')
    .option('--title <text>', 'its title')
    .option('--anew', 'throw away what is being recorded already, from the page or another lockerctl')
    .action(async (name: string, options: { title?: string; anew?: boolean }) => {
      const file = resolve(io.cwd, name);
      makeFile(file, name);
      try {
        writeFileSync(file, await record(options, context));
      } catch (error) {
        rmSync(file);
        throw error;
      }
      show({ file }, () => `${name}: play it with lockerctl sim run ${name}\n`);
    });
}

/** Until Ctrl-C. The title is tried at the start: what has been recorded must not get lost for it. */
async function record({ title, anew }: { title?: string; anew?: boolean }, context: CliContext): Promise<string> {
  const { io, json } = context;
  await context.client().post('/sim/recording', { action: 'start', title, anew });
  if (!json()) io.out('recording what is done at the locker; Ctrl-C ends it\n');
  await new Promise<void>((done) => {
    if (io.signal.aborted) done();
    else io.signal.addEventListener('abort', () => done(), { once: true });
  });
  const stop = { action: 'stop', title };
  return (await context.lastingClient().post<{ text: string }>('/sim/recording', stop)).text;
}

/** Still empty, and tried before anything is recorded. @throws CliError when it is there already, or can't be made */
function makeFile(file: string, name: string): void {
  try {
    writeFileSync(file, '', { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw new CliError(`${name} is there already`);
    throw new CliError(`${name} can't be written: ${errorMessage(error)}`);
  }
}

/** A file, or else one of the shipped. */
async function find(name: string, client: Client, context: CliContext): Promise<Scenario> {
  const file = resolve(context.io.cwd, name);
  if (existsSync(file)) {
    const { loadScenario } = await import('../../../config/scenario/load');
    const result = loadScenario(file);
    if (result.ok) return result.scenario;
    throw wrongFile(context, name, result.problems);
  }
  const { status, body } = await client.ask('GET', `/sim/scenarios/${encodeURIComponent(name)}`);
  if (status === 404)
    throw new CliError(`there is no file ${plain(name)} and no such scenario: see lockerctl sim scenarios`);
  const { scenario, problems } = body as ScenarioFile;
  if (scenario === null) throw new CliError(problems);
  return scenario;
}

function stepText({ line, say, step, outcome, found }: StepResult, paint: Paint): string {
  const told = say === null || outcome === 'skipped' ? '' : `\n  ${plain(say)}\n`;
  if (step === null) return told;
  const mark = { ok: paint('green', 'ok'), failed: paint('red', 'NO'), skipped: paint('dim', '--') }[outcome];
  const place = paint('dim', String(line).padStart(4));
  const instead = found === null ? '' : `\n         ${paint('red', plain(found))}`;
  return `${told}${place}  ${mark} ${plain(step)}${instead}\n`;
}

function endText({ before, after, left, ok }: Report, paint: Paint): string {
  const list = (what: string, lines: readonly string[]): string =>
    lines.length === 0 ? '' : `${paint('dim', `${what}: ${lines.map(plain).join(', ')}`)}\n`;
  return (
    '\n' +
    list('before', before) +
    list('afterwards', after) +
    list('not as before', left) +
    (ok ? `${paint('green', 'all as expected')}\n` : '')
  );
}

function verdict(name: string, { steps }: Report): string {
  const failed = steps.filter(({ outcome }) => outcome === 'failed').length;
  if (failed === 0) return `${name}: interrupted`;
  return `${name}: ${failed === 1 ? 'one step was' : `${failed} steps were`} not as expected`;
}
