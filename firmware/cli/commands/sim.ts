import { Argument } from 'commander';
import { SIM_DEVICES, SIM_FAULTS } from '../../../hal/ports';
import type { SimView } from '../../core/views';
import type { Commands } from '../context';
import { UsageError } from '../io';
import { table } from '../text';
import { scenarioCommands } from './scenarios';

/** The simulated locker's hands, weather and clock. */
export const simCommands: Commands = (program, context) => {
  const sim = program
    .command('sim')
    .description('the simulated locker: keys, scans, hands, faults, network, time, power');
  scenarioCommands(sim, context);

  async function send(path: string, body: object, told: string): Promise<void> {
    const answer = await context.client().post(path, body);
    context.show(answer, () => `${told}\n`);
  }

  sim
    .command('keys <text>')
    .description("press keys: 0-9 * # A-D, in quotes: sim keys '123456#'")
    .action((keys: string) => send('/sim/keys', { keys }, 'pressed'));

  sim
    .command('scan <text>')
    .description('hold a code in front of the scanner: sim scan LK1-…')
    .action((data: string) => send('/sim/scan', { data }, 'scanned'));

  sim
    .command('door <compartment>')
    .description('a hand at a door')
    .addArgument(new Argument('<action>').choices(['open', 'close']))
    .action((id: string, action: string) => send(`/sim/doors/${encodeURIComponent(id)}`, { action }, 'moved'));

  sim
    .command('fault <target>')
    .description(`break a device (door:A1, lock:A1, ${SIM_DEVICES.join(', ')}), or mend it with none`)
    .addArgument(new Argument('<fault>').choices(SIM_FAULTS))
    .action((target: string, fault: string) =>
      send('/sim/faults', { target, fault }, fault === 'none' ? 'mended' : 'broken'),
    );

  sim
    .command('faults')
    .description('what is broken just now, and whether there is a network')
    .action(async () => {
      const { faults, network } = await context.client().get<SimView>('/sim/faults');
      const rows = [...Object.entries(faults), ['network', network ? 'on' : 'off']];
      context.show({ faults, network }, () => table(['TARGET', 'STATE'], rows, context.paint));
    });

  sim
    .command('network')
    .description("the locker's way to its operator")
    .addArgument(new Argument('<state>').choices(['on', 'off']))
    .action((state: string) => send('/sim/network', { online: state === 'on' }, state));

  sim
    .command('clock')
    .description('let time pass, or set the wall clock alone')
    .option('--advance <duration>', 'time passes: PT73H, P3D')
    .option('--step <duration>', 'the wall clock jumps: --step=-PT1H')
    .option('--untrusted', 'with --step: nobody vouches for the time afterwards')
    .action((options: { advance?: string; step?: string; untrusted?: boolean }) => {
      const { advance, step, untrusted } = options;
      if ((advance === undefined) === (step === undefined)) throw new UsageError('either --advance or --step');
      if (advance !== undefined && untrusted === true) throw new UsageError('--untrusted goes with --step');
      const body = advance === undefined ? { step, trusted: untrusted !== true } : { advance };
      return send('/sim/clock', body, advance === undefined ? 'set' : 'passed');
    });

  sim
    .command('power')
    .description('cut the power and bring it back; answers when the locker takes codes again')
    .addArgument(new Argument('<action>').choices(['cut']))
    .action((action: string) => send('/sim/power', { action }, 'cut and back'));
};
