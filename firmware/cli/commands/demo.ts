import { Option } from 'commander';
import type { Commands } from '../context';
import { accepted } from '../client';
import { CliError } from '../io';
import { hours, whole } from '../numbers';
import { plain, shortTime, table } from '../text';

/** A year. */
const LONGEST_H = 8_760;

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

interface Parcel {
  readonly label: string | null;
  readonly to: string;
  readonly size: string;
  readonly state: string;
  readonly compartment: string | null;
  readonly expiresAt: string | null;
}

interface AnnounceOptions {
  readonly size: string;
  readonly accessible?: boolean;
  readonly handover?: boolean;
  readonly recipient?: string;
}

interface Revocable {
  /** What the code is called when it is revoked. */
  readonly grant: string;
}

/** The demo's back office, as `npm start` runs it beside the simulated locker. */
export const demoCommands: Commands = (program, context) => {
  const demo = program.command('demo').description("the demo's back office: parcels (by id or label), messages, staff");
  const ofParcel = <T>(parcel: string, what: string, body: object): Promise<T> =>
    context.client().post<T>(`/demo/parcels/${encodeURIComponent(parcel)}/${what}`, body);
  /** The code alone goes to standard output, for a script. */
  const show = (answer: Revocable, code: string): void => {
    context.show(answer, () => `${code}\n`);
    if (!context.json()) context.io.err(`to take it back: lockerctl demo revoke ${plain(answer.grant)}\n`);
  };

  demo
    .command('announce <to>')
    .description('announce a parcel; prints its label')
    .addOption(new Option('--size <size>').choices(['S', 'M', 'L', 'XL']).default('M'))
    .option('--accessible', 'its recipient needs a compartment within reach')
    .option('--handover', 'it goes from hand to hand against a one-time code')
    .option('--recipient <id>', 'parcels of the same recipient may share a compartment')
    .action(async (to: string, options: AnnounceOptions) => {
      const answer = await context.client().post<{ id: string; label: string }>('/demo/parcels', { to, ...options });
      context.show(answer, () => `${answer.label}\n`);
    });

  demo
    .command('parcels')
    .description('every parcel as the operator knows it, newest last')
    .action(async () => {
      const parcels = await context.client().get<Parcel[]>('/demo/parcels');
      const rows = parcels.map(({ label, to, size, state, compartment, expiresAt }) => [
        label ?? '',
        to,
        size,
        state,
        compartment ?? '',
        expiresAt === null ? '' : shortTime(expiresAt),
      ]);
      context.show(parcels, () => table(['LABEL', 'TO', 'SIZE', 'STATE', 'COMPARTMENT', 'UNTIL'], rows, context.paint));
    });

  demo
    .command('attempt <parcel>')
    .description('the next delivery attempt of a handover parcel, today: a new code, the one before it ends')
    .action(async (parcel: string) => {
      const answer = await ofParcel<{ id: string }>(parcel, 'attempt', {});
      context.show(answer, () => `a new code for ${plain(answer.id)} is on its way\n`);
    });

  demo
    .command('recall <parcel>')
    .description('its time is over at once: the courier takes it back')
    .action(async (parcel: string) => {
      const answer = await ofParcel<{ id: string }>(parcel, 'recall', {});
      context.show(answer, () => `recalled: ${plain(answer.id)}\n`);
    });

  demo
    .command('extend <parcel>')
    .description('it waits longer; one that has expired can be fetched again')
    .option('--hours <n>', 'so much longer', '24')
    .action(async (parcel: string, options: { hours: string }) => {
      const answer = await ofParcel<{ expiresAt: string }>(parcel, 'extend', {
        hours: hours(options.hours, LONGEST_H),
      });
      context.show(answer, () => `it waits until ${shortTime(answer.expiresAt)}\n`);
    });

  demo
    .command('ticket <parcel>')
    .description('a signed ticket for a parcel whose locker can not be reached; prints its QR text')
    .option('--hours <n>', 'how long it is good', '72')
    .action(async (parcel: string, options: { hours: string }) => {
      const answer = await ofParcel<{ qr: string } & Revocable>(parcel, 'ticket', {
        hours: hours(options.hours, LONGEST_H),
      });
      show(answer, plain(answer.qr));
    });

  demo
    .command('offline-pin <parcel>')
    .description('the PIN of the day for a parcel whose locker can not be reached; prints what to type')
    .option('--compartment <number>', 'behind which door it is (default: as the locker has told)')
    .option('--date <date>', 'YYYY-MM-DD (default: today)')
    .action(async (parcel: string, options: { compartment?: string; date?: string }) => {
      const compartment = whole('--compartment', options.compartment, [1, 999]) ?? undefined;
      const body = { compartment, date: options.date };
      const answer = await ofParcel<{ compartment: number; pin: string } & Revocable>(parcel, 'offline-pin', body);
      show(answer, `${answer.compartment}#${answer.pin}`);
    });

  demo
    .command('revoke <code>')
    .description(
      'a ticket or PIN of the day counts no more once the locker is reached; by the name told when it was made',
    )
    .action(async (code: string) => {
      const answer = await context.client().ask('POST', `/demo/offline-codes/${encodeURIComponent(code)}/revoke`, {});
      const told = accepted<{ grant: string }>(answer);
      const when = answer.status === 202 ? 'once the locker is reached' : 'from now on';
      context.show(told, () => `${plain(told.grant)} counts no more, ${when}\n`);
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
    .command('info')
    .description('broker, locker and site key, for programs that stand in for an operator')
    .action(async () => {
      const info = await context.client().get<Record<string, string>>('/demo/info');
      context.show(info, () =>
        Object.entries(info)
          .map(([name, text]) => `${name.padEnd(8)} ${plain(text)}\n`)
          .join(''),
      );
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
