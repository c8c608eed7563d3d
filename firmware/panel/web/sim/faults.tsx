import { useComputed } from '@preact/signals';
import { say } from '../i18n/language';
import { site, world } from '../site';
import { setFault } from './calls';
import { faultName } from './fault-names';

/** One device of the fault plan: what it suffers, and what else it could. @param target like `door:A1` or `scanner` */
export function FaultChoice({ target }: { target: string }) {
  const { faults } = say.value.sim;
  const kind = target.split(':', 1)[0] ?? '';
  const possible = site.value?.sim?.faults[kind] ?? [];
  const now = useComputed(() => world.value?.faults[target] ?? 'none').value;
  const id = `fault-${target}`;
  return (
    <div class={now === 'none' ? 'fault-choice' : 'fault-choice on'}>
      <label for={id}>{faults.devices[kind] ?? kind}</label>
      <select id={id} value={now} onChange={({ currentTarget }) => void setFault(target, currentTarget.value)}>
        <option value="none">{faults.none}</option>
        {possible.map((fault) => (
          <option key={fault} value={fault}>
            {faultName(target, fault)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Faults of what is there once; those of doors are at the doors. */
export function Faults() {
  const words = say.value.sim.faults;
  const devices = Object.keys(site.value?.sim?.faults ?? {}).filter((kind) => kind !== 'door' && kind !== 'lock');
  const active = Object.keys(world.value?.faults ?? {});
  return (
    <section class="panel" aria-labelledby="faults-title">
      <h2 id="faults-title">
        {words.title}
        {active.length > 0 && <span class="count">{active.length}</span>}
      </h2>
      <div class="fault-choices">
        {devices.map((target) => (
          <FaultChoice key={target} target={target} />
        ))}
      </div>
      {active.length > 0 && (
        <button type="button" onClick={() => void Promise.all(active.map((target) => setFault(target, 'none')))}>
          {words.mend}
        </button>
      )}
    </section>
  );
}
