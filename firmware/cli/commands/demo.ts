import type { Commands } from '../context';
import { CliError } from '../io';
import { plain, table } from '../text';

interface Person {
  readonly id: string;
  readonly kind: string;
  readonly pin: string;
  readonly qr: string;
}
interface Message {
  readonly at: string;
  readonly to: string;
  readonly parcel: string;
  readonly subject: string;
  readonly text: string;
  readonly pin: string | null;
}

/** The demo's back office, as `npm start` runs it beside the simulated locker. */
export const demoCommands: Commands = (program, context) => {
  const demo = program.command('demo').description("the demo's back office: parcels, messages, staff");

  demo
    .command('announce <to>')
    .description('announce a parcel; prints its label')
    .option('--size <size>', 'S, M, L or XL', 'M')
    .option('--accessible', 'its recipient needs a compartment within reach')
    .option('--handover', 'it goes from hand to hand against a one-time code')
    .action(async (to: string, options: { size: string; accessible?: boolean; handover?: boolean }) => {
      const { size, accessible = false, handover = false } = options;
      const body = { to, size, accessible, handover };
      const answer = await context.client().post<{ id: string; label: string }>('/demo/parcels', body);
      context.show(answer, () => `${answer.label}\n`);
    });

  demo
    .command('attempt <parcel>')
    .description('the next delivery attempt of a handover parcel, today: a new code, the one before it ends')
    .action(async (parcel: string) => {
      const answer = await context
        .client()
        .post<{ id: string }>(`/demo/parcels/${encodeURIComponent(parcel)}/attempt`, {});
      context.show(answer, () => `a new code for ${plain(answer.id)} is on its way\n`);
    });

  demo
    .command('ticket <parcel>')
    .description('a signed ticket for a parcel whose locker can not be reached; prints its QR text')
    .option('--hours <n>', 'how long it is good', '72')
    .action(async (parcel: string, options: { hours: string }) => {
      const path = `/demo/parcels/${encodeURIComponent(parcel)}/ticket`;
      const answer = await context.client().post<{ qr: string }>(path, { hours: Number(options.hours) });
      context.show(answer, () => `${plain(answer.qr)}\n`);
    });

  demo
    .command('offline-pin <parcel>')
    .description('the PIN of the day for a parcel whose locker can not be reached; prints what to type')
    .option('--compartment <number>', 'behind which door it is (default: as the locker has told)')
    .option('--date <date>', 'YYYY-MM-DD (default: today)')
    .action(async (parcel: string, options: { compartment?: string; date?: string }) => {
      const { compartment, date } = options;
      const path = `/demo/parcels/${encodeURIComponent(parcel)}/offline-pin`;
      const body = { ...(compartment !== undefined && { compartment: Number(compartment) }), ...(date && { date }) };
      const answer = await context.client().post<{ compartment: number; pin: string }>(path, body);
      context.show(answer, () => `${answer.compartment}#${answer.pin}\n`);
    });

  demo
    .command('messages')
    .description('what recipients were sent, newest last')
    .option('--last', 'the newest one only')
    .action(async (options: { last?: boolean }) => {
      const all = await context.client().get<Message[]>('/demo/messages');
      const messages = options.last === true ? all.slice(-1) : all;
      context.show(messages, () =>
        messages.map(({ at, to, subject, text }) => `${at}  ${plain(to)}  ${plain(subject)}\n\n${text}\n`).join('\n'),
      );
    });

  demo
    .command('pin <who>')
    .description('the PIN of courier, service, or the newest one sent to a recipient')
    .action(async (who: string) => {
      const people = await context.client().get<Person[]>('/demo/people');
      const messages = await context.client().get<Message[]>('/demo/messages');
      const pin =
        people.find(({ kind }) => kind === who)?.pin ??
        messages.findLast(({ to, pin }) => to === who && pin !== null)?.pin;
      if (pin == null) throw new CliError(`nobody called ${plain(who)} has a PIN (yet)`);
      context.show({ pin }, () => `${pin}\n`);
    });

  demo
    .command('people')
    .description("the courier's and the technician's codes")
    .action(async () => {
      const people = await context.client().get<Person[]>('/demo/people');
      context.show(people, () =>
        table(
          ['ID', 'KIND', 'PIN', 'QR'],
          people.map(({ id, kind, pin, qr }) => [id, kind, pin, qr]),
          context.paint,
        ),
      );
    });
};
