import { resolve } from 'node:path';
import type { Commands } from '../context';
import { whole } from '../numbers';
import { oddsReport, oddsText } from '../odds-report';
import { wrongFile } from '../problems';

/** Site files; the schema is loaded only here, the other commands do not wait for it. */
export const configCommands: Commands = (program, context) => {
  const { io, show } = context;
  const config = program.command('config').description('site files');

  config
    .command('check <file>')
    .description('is it right? names file, line and field of everything that is not, and the odds of guessing a PIN')
    .option('--live <number>', 'PINs that are live at any time, to tell the odds for')
    .action(async (name: string, options: { live?: string }) => {
      const live = whole('--live', options.live, [1, 1_000_000]);
      const { loadSite } = await import('../../../config/load');
      const result = loadSite(resolve(io.cwd, name));
      if (!result.ok) throw wrongFile(context, name, result.problems);
      const { locker, compartments } = result.site;
      const guessing = oddsReport(result.site, live);
      const summary = { ok: true, locker: locker.id, compartments: compartments.length, guessing };
      const good = `${name}: good, locker ${locker.id} with ${compartments.length} compartments\n`;
      show(summary, () => good + oddsText(guessing));
    });

  config
    .command('schema')
    .description('the JSON Schema of site files, for editors')
    .action(async () => {
      const { siteJsonSchemaText } = await import('../../../config/json-schema');
      io.out(siteJsonSchemaText());
    });
};
