import { resolve } from 'node:path';
import type { Commands } from '../context';
import { CliError } from '../io';
import { wrongFile } from '../problems';
import { table } from '../text';

/** Needs no daemon: the unit runs it after the daemon ended, however it ended. */
export const outputCommands: Commands = (program, context) => {
  const { paint, show } = context;
  program
    .command('outputs-off')
    .description("switch every lock's output off, without the daemon")
    .requiredOption('--config <file>', 'site file')
    .action(async ({ config: name }: { config: string }) => {
      // Loaded only here: the other commands know neither site files nor drivers.
      const [{ loadSite }, { outputsOff }] = await Promise.all([
        import('../../../config/load'),
        import('../../../hal/linux/outputs-off'),
      ]);
      const loaded = loadSite(resolve(context.io.cwd, name));
      if (!loaded.ok) {
        const { message } = wrongFile(context, name, loaded.problems);
        throw new CliError(`${message}, so nobody knows where the outputs are: nothing was switched`);
      }
      const outputs = await outputsOff(loaded.site.hal);
      show(outputs, () => {
        if (outputs.length === 0) return 'this locker is simulated: it has no outputs\n';
        const rows = outputs.map(({ compartment, line, off, detail }) => [
          compartment,
          line,
          off ? ({ text: 'off', style: 'green' } as const) : ({ text: 'NOT OFF', style: 'red' } as const),
          detail,
        ]);
        return table(['ID', 'OUTPUT', '', ''], rows, paint);
      });
      const left = outputs.filter(({ off }) => !off);
      if (left.length === 0) return;
      const which = left.map(({ compartment }) => compartment).join(', ');
      throw new CliError(`not known to be off: ${which}; if a coil is on, switch its supply off`);
    });
};
