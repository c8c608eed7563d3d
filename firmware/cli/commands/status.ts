import type { CompartmentState, CompartmentView, DoorView, HealthView, StateView, SyncDetail } from '../../core/views';
import type { Commands } from '../context';
import { plain, shortTime, table, type Cell, type Paint, type Style } from '../text';
import { seconds } from './doors';

const STYLES: Partial<Record<CompartmentState, Style>> = {
  free: 'green',
  expired: 'yellow',
  unverified: 'red',
  'out-of-service': 'red',
  opening: 'yellow',
  open: 'yellow',
};

export const statusCommands: Commands = (program, context) => {
  program
    .command('status')
    .description('the locker at a glance')
    .action(async () => {
      const client = context.client();
      const [state, health] = [
        await client.get<StateView>('/state'),
        (await client.ask('GET', '/health')).body as HealthView,
      ];
      context.show({ ...state, health }, () => describe(state, health, context.paint));
    });

  program
    .command('sync')
    .description('what the operator and the locker know of each other')
    .action(async () => {
      const sync = await context.client().get<SyncDetail>('/sync');
      context.show(sync, () => syncText(sync, context.paint));
    });

  program
    .command('metrics')
    .description("the locker's figures, as Prometheus reads them")
    .action(async () => {
      const metrics = await context.client().get<string>('/metrics');
      context.show({ metrics }, () => metrics);
    });

  program
    .command('compartments')
    .description('every compartment, its state, what is in it, and how fast its door opens')
    .action(async () => {
      const client = context.client();
      const { compartments } = await client.get<StateView>('/state');
      const { doors } = await client.get<{ doors: DoorView[] }>('/doors');
      const times = new Map(doors.map((door) => [door.id, door]));
      const all = compartments.map((item) => {
        const { medianMs = null, lastMs = null, stiff = false } = times.get(item.id) ?? {};
        return { ...item, opening: { medianMs, lastMs, stiff } };
      });
      context.show(all, () => compartmentTable(all, context.paint));
    });
};

function stateCell(state: CompartmentState): Cell {
  const style = STYLES[state];
  return style ? { text: state, style } : { text: state };
}

interface TimedCompartment extends CompartmentView {
  readonly opening?: Pick<DoorView, 'medianMs' | 'lastMs' | 'stiff'>;
}

export function compartmentTable(compartments: readonly TimedCompartment[], paint: Paint): string {
  const timed = compartments.some(({ opening }) => typeof opening?.lastMs === 'number');
  const heads = ['ID', 'NO', 'SIZE', 'STATE', 'DOOR', ...(timed ? ['OPENS IN', 'LAST'] : []), 'UNTIL', 'PARCELS'];
  const rows = compartments.map((item) => [
    item.id,
    String(item.number),
    item.accessible ? `${item.size} accessible` : item.size,
    stateCell(item.state),
    item.door,
    ...(timed ? [opensIn(item), seconds(item.opening?.lastMs ?? null)] : []),
    item.expiresAt === null ? '' : shortTime(item.expiresAt),
    item.parcels.join(' '),
  ]);
  return table(heads, rows, paint);
}

function opensIn({ opening }: TimedCompartment): Cell {
  const text = seconds(opening?.medianMs ?? null);
  return opening?.stiff ? { text: `${text} stiff`, style: 'red' } : { text };
}

function describe(state: StateView, health: HealthView, paint: Paint): string {
  const { time, terminal, sync, compartments } = state;
  const counts = new Map<CompartmentState, number>();
  for (const item of compartments) counts.set(item.state, (counts.get(item.state) ?? 0) + 1);
  const lines: [string, string][] = [
    ['locker', `${state.locker}, lockerd ${state.version}`],
    ['health', healthText(health, paint)],
    ['time', `${shortTime(time.now)}, ${time.status} (${time.zone})`],
    [
      'terminal',
      terminal.screen + (terminal.lockedUntil ? `, PIN entry closed until ${shortTime(terminal.lockedUntil)}` : ''),
    ],
    ...terminal.lines.map((line): [string, string] => ['', paint('dim', `| ${plain(line)}`)]),
    ['compartments', [...counts].map(([name, count]) => `${count} ${name}`).join(', ')],
    ['sync', `${sync.link}, document ${sync.epoch}.${sync.rev}, ${sync.pendingEvents} events waiting`],
  ];
  return lines.map(([name, text]) => `${paint('bold', name.padEnd(13))} ${text}`.trimEnd() + '\n').join('');
}

function syncText({ link, epoch, rev, keyId, error, rejected, suspended, outbox }: SyncDetail, paint: Paint): string {
  const lines: [string, string][] = [
    ['link', link],
    ['document', `${epoch}.${rev}, for site key ${keyId}`],
    ...(error === null
      ? []
      : [['refused', paint('red', `the newest document changed nothing: ${plain(error)}`)] as [string, string]]),
    ['codes', suspended ? paint('yellow', 'wait for a newer epoch: the database was restored') : 'count'],
    ['rejected', rejected.length === 0 ? 'none' : rejected.map(({ id, code }) => `${plain(id)} (${code})`).join(', ')],
    ['events', `${outbox.lastSeq} written, ${outbox.acked} acknowledged, outbox ${outbox.id}`],
  ];
  return lines.map(([name, text]) => `${paint('bold', name.padEnd(9))} ${text}\n`).join('');
}

function healthText(health: HealthView, paint: Paint): string {
  const wrong = Object.entries(health.checks)
    .filter(([, { ok }]) => !ok)
    .map(([name, { detail }]) => `${name}: ${plain(detail)}`)
    .join('; ');
  if (!health.ok) return `${paint('red', 'out of order')}: ${wrong}`;
  return health.degraded ? `${paint('yellow', 'degraded')}: ${wrong}` : paint('green', 'good');
}
