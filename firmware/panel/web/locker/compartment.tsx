import { useComputed } from '@preact/signals';
import { COMPARTMENT_PARTS } from '../compartment-parts';
import { say } from '../i18n/language';
import { instant } from '../instant';
import { leftAt } from './door';
import { chosen, door, isForced } from './doors';
import { StateIcon } from './icons';

const until = instant({ dateStyle: 'medium', timeStyle: 'short' });

/** What is known of the compartment that was chosen in the wall, and what can be done there. */
export function Chosen() {
  const id = chosen.value;
  const words = say.value.locker;
  const view = id === null ? null : door(id).value;
  const forced = useComputed(() => chosen.value !== null && isForced(chosen.value)).value;
  return (
    <section class="panel chosen-door" aria-label={view === null ? words.wall : words.compartment(view.number)}>
      {view === null ? (
        <p class="soft">{words.choose}</p>
      ) : (
        <>
          <h2 data-state={view.state}>
            {words.compartment(view.number)}
            <span class="sign" data-state={view.state}>
              <StateIcon state={view.state} />
              {words.states[view.state]}
            </span>
          </h2>
          <dl class="facts">
            <Fact name={words.facts.id} value={`${view.id}, ${words.size(view.size)}`} />
            <Fact name={words.facts.door} value={`${words.doors[view.door]}${forced ? `, ${words.forced}` : ''}`} />
            <Fact name={words.facts.parcels} value={view.parcels.length === 0 ? words.none : view.parcels.join(', ')} />
            {view.expiresAt !== null && <Until id={view.id} at={view.expiresAt} />}
          </dl>
          {COMPARTMENT_PARTS.map((Part, index) => (
            <Part key={index} compartment={view} />
          ))}
        </>
      )}
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Until({ id, at }: { id: string; at: string }) {
  const left = useComputed(() => leftAt(id, 'long')).value;
  return <Fact name={say.value.locker.facts.until} value={`${until(at)} (${left})`} />;
}
