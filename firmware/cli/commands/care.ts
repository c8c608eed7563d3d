import { resolve } from 'node:path';
import type { Command } from 'commander';
import { errorMessage } from '../../core/error-facts';
import type { CompartmentView } from '../../core/views';
import type { ChainReport } from '../../store/events';
import type { Commands } from '../context';
import { CliError } from '../io';
import { auditCompartments } from './audit';
import { compartmentTable } from './status';

/** What a technician does to the locker; each is written to the audit log with the name of who did it. */
export const careCommands: Commands = (program, context) => {
  const { io, show, paint } = context;

  function action(name: string, description: string, reason: 'required' | 'optional'): void {
    const command: Command = program.command(`${name} <compartment>`).description(description);
    const text = 'why, for the audit log';
    if (reason === 'required') command.requiredOption('--reason <text>', text);
    else command.option('--reason <text>', text);
    command.action(async (id: string, options: { reason?: string }) => {
      const path = `/compartments/${encodeURIComponent(id)}/${name}`;
      const view = await context.client().post<CompartmentView>(path, { ...options, person: io.user });
      show(view, () => compartmentTable([view], paint));
    });
  }

  action('open', 'open a compartment; what is in it counts as unverified afterwards', 'required');
  action('out-of-service', 'offer a compartment no more', 'required');
  action('in-service', 'offer it again, in the state it had before', 'optional');
  action('verified-empty', 'you have looked: it is empty; ends its parcel and codes', 'optional');

  program
    .command('page')
    .description("a fresh address of the technician's page; works once")
    .action(async () => {
      const answer = await context.client().post<{ page: string }>('/page', {});
      show(answer, () => `${answer.page}\n`);
    });

  program
    .command('backup <file>')
    .description('write a consistent copy of the database while the locker runs')
    .action(async (name: string) => {
      const answer = await context.client().post<{ file: string }>('/backup', { file: resolve(io.cwd, name) });
      show(answer, () => `written: ${answer.file}\n`);
    });

  const audit = program.command('audit').description('the audit log, and a guided look into compartments');
  auditCompartments(audit, context);
  audit
    .command('verify [file]')
    .description("check sequence and hash chain of the locker's events, or of a database or backup")
    .action(async (name: string | undefined) => {
      const report = await (name === undefined
        ? context.client().get<ChainReport>('/audit')
        : verifyFile(resolve(io.cwd, name)));
      show(report, () => (report.ok ? `${paint('green', 'good')}: ${report.events} events, unbroken\n` : ''));
      if (!report.ok) throw new CliError(`broken at event ${report.seq} of outbox ${report.outbox}: ${report.problem}`);
    });
};

async function verifyFile(file: string): Promise<ChainReport> {
  // Loaded only here: the other commands need no database.
  const { verifyAudit } = await import('../../panel/audit');
  try {
    return await verifyAudit(file);
  } catch (error) {
    throw new CliError(`${file} can't be read as a database of lockerd: ${errorMessage(error)}`);
  }
}
