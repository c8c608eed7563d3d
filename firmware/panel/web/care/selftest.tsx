import { useBusy } from '../busy';
import { deviceText } from '../i18n/daemon';
import { say } from '../i18n/language';
import { attempt } from '../notices';
import { faultNow } from '../sim/fault-names';
import { deviceName, place } from './place';
import { devices, doorRows, lookAtDevices, stopDoors, testDoors, toClose, turn, type DoorRow } from './selftest-run';

/** Every device looked at, and every empty compartment opened. */
export function Selftest() {
  const words = say.value.care.selftest;
  const { busy, run } = useBusy();

  return (
    <section class="panel" aria-labelledby="selftest-title">
      <h2 id="selftest-title">{words.title}</h2>
      <div class="row">
        <button type="button" class="main" aria-disabled={busy} onClick={() => void run(lookAtDevices)}>
          {words.look}
        </button>
        {turn.value === null ? (
          <button type="button" onClick={() => void attempt(testDoors)}>
            {words.doors}
          </button>
        ) : (
          <button type="button" onClick={stopDoors}>
            {words.stop}
          </button>
        )}
      </div>
      <Progress />
      {devices.value !== null && (
        <Rows
          heads={[words.device, words.verdict, words.found]}
          rows={devices.value.map((report) => ({
            bad: !report.ok,
            cells: [
              deviceName(report.device),
              report.ok ? words.good : words.check,
              (report.ok ? null : faultNow(report.device)) ?? deviceText(report),
            ],
          }))}
          label={words.look}
        />
      )}
      {doorRows.value.length > 0 && (
        <Rows
          heads={[words.door, words.verdict, words.after, words.found]}
          rows={doorRows.value.map((row) => ({
            bad: isBad(row),
            cells: [
              place(row.compartment),
              row.left !== null ? words.left : row.opened ? words.opened : words.check,
              row.openedAfterMs === null ? '' : `${row.openedAfterMs} ms`,
              found(row),
            ],
          }))}
          label={words.doors}
        />
      )}
    </section>
  );
}

const isBad = ({ left, opened, detail }: DoorRow): boolean => left === null && (!opened || detail !== '');

/** What is the matter with a door, in the page's own words. */
function found({ left, opened, detail }: DoorRow): string {
  const { care, locker } = say.value;
  if (left === null) return opened ? (detail === '' ? '' : care.selftest.slow) : care.selftest.shut;
  if (left.door !== 'closed') return locker.doors[left.door];
  return left.state === 'free' ? detail : locker.states[left.state];
}

/** What to do now, where the test of the doors is, and what came of it. */
function Progress() {
  const words = say.value.care.selftest;
  const { value: now } = turn;
  const rows = doorRows.value;
  const left = rows.filter((row) => row.left !== null).length;
  const bad = rows.filter(isBad).length;
  return (
    <>
      <p role="status" class={toClose.value !== null || (now === null && bad > 0) ? 'alert' : 'soft'}>
        {toClose.value !== null
          ? words.close(place(toClose.value))
          : now !== null
            ? words.opening(place(now.id))
            : rows.length > 0
              ? words.sum(rows.length - left - bad, bad, left)
              : words.text}
      </p>
      {now !== null && (
        <label>
          <span>{words.progress(now.done, now.all)}</span>
          <progress max={now.all} value={now.done} />
        </label>
      )}
    </>
  );
}

interface RowsProps {
  readonly heads: readonly string[];
  readonly rows: readonly { readonly bad: boolean; readonly cells: readonly string[] }[];
  readonly label: string;
}

function Rows({ heads, rows, label }: RowsProps) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={label}>
      <table class="results">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ bad, cells }, row) => (
            <tr key={row} class={bad ? 'bad' : ''}>
              {cells.map((cell, column) => (
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
