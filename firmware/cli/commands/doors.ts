import type { DoorHistory, DoorView } from '../../core/views';
import type { Commands } from '../context';
import { UsageError } from '../io';
import { shortTime, table, type Paint } from '../text';

/** Medians of this many openings are set side by side. */
const SIDE_BY_SIDE = 20;

export const doorCommands: Commands = (program, context) => {
  const { io, paint, show } = context;
  program
    .command('doors [id]')
    .description('how long doors take from the pulse until they are open, and which lock is getting stiff')
    .option('--new-lock', 'with an id: another lock is in, count from here on')
    .action(async (id: string | undefined, { newLock }: { newLock?: boolean }) => {
      const client = context.client();
      if (id === undefined) {
        if (newLock === true) throw new UsageError("--new-lock wants the compartment's id");
        const { doors } = await client.get<{ doors: DoorView[] }>('/doors');
        return show(doors, () => doorTable(doors, paint));
      }
      const path = `/doors/${encodeURIComponent(id)}`;
      if (newLock === true) {
        const view = await client.post<DoorView>(`${path}/new-lock`, { person: io.user });
        return show(view, () => `${id}: its openings are counted anew\n`);
      }
      const door = await client.get<DoorHistory>(path);
      show(door, () => doorTable([door], paint) + historyTable(door, paint));
    });
};

/** `0.31 s` */
export function seconds(ms: number | null): string {
  return ms === null ? '' : `${(ms / 1_000).toFixed(2)} s`;
}

function doorTable(doors: readonly DoorView[], paint: Paint): string {
  const rows = doors.map((door) => [
    door.id,
    String(door.openings),
    seconds(door.firstMs),
    seconds(door.medianMs),
    seconds(door.lastMs),
    door.lastAt === null ? '' : shortTime(door.lastAt),
    door.stiff ? ({ text: 'STIFF', style: 'red' } as const) : '',
  ]);
  const heads = ['ID', 'OPENINGS', `FIRST ${SIDE_BY_SIDE}`, `LAST ${SIDE_BY_SIDE}`, 'LAST', 'AT', ''];
  return table(heads, rows, paint);
}

/** Newest first: what somebody looks for. */
function historyTable({ history }: DoorHistory, paint: Paint): string {
  if (history.length === 0) return '';
  const longest = Math.max(...history.map(({ tookMs }) => tookMs), 1);
  const rows = [...history]
    .reverse()
    .map(({ n, at, tookMs }) => [
      String(n),
      shortTime(at),
      seconds(tookMs),
      '#'.repeat(Math.max(1, Math.round((tookMs / longest) * 40))),
    ]);
  return `\n${table(['NO', 'AT', 'OPENED AFTER', ''], rows, paint)}`;
}
