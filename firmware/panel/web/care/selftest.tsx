import { useSignal } from '@preact/signals';
import { say } from '../i18n/language';
import { attempt } from '../notices';
import { devices, doorRows, lookAtDevices, running, stopDoors, testDoors, toClose } from './selftest-run';

/** Every device looked at, and every empty compartment opened. */
export function Selftest() {
  const words = say.value.care.selftest;
  const busy = useSignal(false);

  async function look(): Promise<void> {
    busy.value = true;
    await attempt(lookAtDevices);
    busy.value = false;
  }

  return (
    <section class="panel" aria-labelledby="selftest-title">
      <h2 id="selftest-title">{words.title}</h2>
      <div class="row">
        <button type="button" class="main" disabled={busy.value} onClick={() => void look()}>
          {words.look}
        </button>
        {running.value ? (
          <button type="button" onClick={stopDoors}>
            {words.stop}
          </button>
        ) : (
          <button type="button" onClick={() => void attempt(testDoors)}>
            {words.doors}
          </button>
        )}
      </div>
      <p role="status" class={toClose.value === null ? 'soft' : 'alert'}>
        {toClose.value === null ? words.text : words.close(toClose.value)}
      </p>
      {devices.value !== null && (
        <Rows
          heads={[words.device, words.verdict, words.found]}
          rows={devices.value.map(({ device, ok, detail }) => [device, ok ? words.good : words.check, detail])}
          label={words.look}
        />
      )}
      {doorRows.value.length > 0 && (
        <Rows
          heads={[words.door, words.verdict, words.after, words.found]}
          rows={doorRows.value.map(({ compartment, opened, openedAfterMs, detail }) => [
            compartment,
            opened === null ? words.left : opened ? words.opened : words.check,
            openedAfterMs === null ? '' : `${openedAfterMs} ms`,
            detail,
          ])}
          label={words.doors}
        />
      )}
    </section>
  );
}

interface RowsProps {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly label: string;
}

function Rows({ heads, rows, label }: RowsProps) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={label}>
      <table>
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
          {rows.map((cells, row) => (
            <tr key={row}>
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
