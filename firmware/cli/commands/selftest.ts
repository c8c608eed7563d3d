import { setTimeout as pause } from 'node:timers/promises';
import type { CompartmentView, StateView } from '../../core/views';
import type { DeviceReport } from '../../../hal/ports';
import type { DoorTestResult } from '../../health/door-test';
import type { CliContext, Commands } from '../context';
import { CliError } from '../io';
import { plain, table } from '../text';

const POLL_MS = 300;
/** How long somebody may take to walk to a door and close it, ms. */
const CLOSE_LIMIT_MS = 180_000;

type DoorReport = Omit<DoorTestResult, 'opened'> & { readonly opened: boolean | null };

export const selftestCommands: Commands = (program, context) => {
  program
    .command('selftest')
    .description('look at every device: what was found, and what to check')
    .option('--open-doors', 'also open every empty compartment, ask for its door to be closed, and measure')
    .action(async ({ openDoors }: { openDoors?: boolean }) => {
      const { paint, io, json, show } = context;
      const { ok, devices } = await context.client().post<{ ok: boolean; devices: DeviceReport[] }>('/selftest', {});
      if (!json()) io.out(deviceTable(devices, paint));
      const doors = openDoors === true ? await testDoors(context) : [];
      if (json()) show({ ok, devices, ...(openDoors === true && { doors }) }, () => '');
      else if (doors.length > 0) io.out(`\n${doorTable(doors, paint)}`);
      const broken = devices.filter((device) => !device.ok).length;
      const stuck = doors.filter(({ opened }) => opened === false).length;
      if (broken + stuck > 0) throw new CliError(verdict(broken, stuck));
    });
};

function verdict(broken: number, stuck: number): string {
  const parts = [
    broken > 1 ? `${broken} devices are not as they should be` : broken === 1 ? '1 device is not as it should be' : '',
    stuck > 0 ? `${stuck} ${stuck === 1 ? 'door' : 'doors'} did not open` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function deviceTable(devices: readonly DeviceReport[], paint: CliContext['paint']): string {
  const rows = devices.map(({ device, ok, detail }) => [
    device,
    ok ? ({ text: 'good', style: 'green' } as const) : ({ text: 'CHECK', style: 'red' } as const),
    detail,
  ]);
  return table(['DEVICE', '', 'FOUND'], rows, paint);
}

function doorTable(doors: readonly DoorReport[], paint: CliContext['paint']): string {
  const rows = doors.map(({ compartment, opened, openedAfterMs, detail }) => [
    compartment,
    opened === null
      ? ({ text: 'left alone', style: 'yellow' } as const)
      : opened
        ? ({ text: 'opened', style: 'green' } as const)
        : ({ text: 'CHECK', style: 'red' } as const),
    openedAfterMs === null ? '' : `${openedAfterMs} ms`,
    detail,
  ]);
  return table(['DOOR', '', 'AFTER', ''], rows, paint);
}

async function testDoors(context: CliContext): Promise<DoorReport[]> {
  const { io } = context;
  const client = context.client();
  // Somebody stands in front of the locker; with --json the report alone goes to standard output.
  const say = (text: string): void => (context.json() ? io.err(text) : io.out(text));
  const reports: DoorReport[] = [];
  const { compartments } = await client.get<StateView>('/state');
  for (const { id, number } of compartments) {
    const name = `door ${number} (${plain(id)})`;
    if ((await compartment(context, id)).door === 'open') await closed(context, id, `please close ${name}`, say);
    const path = `/selftest/doors/${encodeURIComponent(id)}`;
    const answer = await client.ask('POST', path, { person: io.user });
    if (answer.status !== 200) {
      const { error } = answer.body as { error?: { message?: string } };
      const detail = error?.message ?? `lockerd answered ${answer.status}`;
      say(`${name}: ${plain(detail)}\n`);
      reports.push({ compartment: id, opened: null, openedAfterMs: null, detail });
      continue;
    }
    const report = answer.body as DoorTestResult;
    reports.push(report);
    if (report.opened) {
      await closed(context, id, `${name} opened after ${report.openedAfterMs ?? '?'} ms; please close it`, say);
    } else say(`${name}: ${report.detail}\n`);
  }
  return reports;
}

async function compartment(context: CliContext, id: string): Promise<CompartmentView> {
  const { compartments } = await context.client().get<StateView>('/state');
  const found = compartments.find((one) => one.id === id);
  if (found === undefined) throw new CliError(`the locker no longer has a compartment ${id}`);
  return found;
}

/** Asks for a door to be closed and waits until it is. */
async function closed(context: CliContext, id: string, request: string, say: (text: string) => void): Promise<void> {
  say(`${request}\n`);
  const until = performance.now() + CLOSE_LIMIT_MS;
  while ((await compartment(context, id)).door !== 'closed') {
    if (performance.now() > until) {
      throw new CliError(`${id} is still open: close it (or check its contact) and start the test again`);
    }
    await pause(POLL_MS, undefined, { signal: context.io.signal }).catch(() => {
      throw new CliError('interrupted');
    });
  }
}
