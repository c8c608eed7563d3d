import type { ComponentChildren } from 'preact';
import { say } from '../i18n/language';
import { site } from '../site';
import { Door } from './door';

/**
 * The wall as it stands there, doors to scale by their size.
 * @param terminal what stands at the terminal's place
 */
export function Wall({ terminal }: { terminal: ComponentChildren }) {
  const { value } = site;
  if (value === null) return null;
  const compartments = new Map(value.compartments.map((one) => [one.id, one]));
  return (
    <div class="wall" role="group" aria-label={say.value.locker.wall}>
      {value.columns.map((column, x) => (
        <div key={x} class={column.includes(null) ? 'column with-terminal' : 'column'}>
          {column.map((id) => {
            if (id === null)
              return (
                <div key="" class="terminal-place">
                  {terminal}
                </div>
              );
            const compartment = compartments.get(id);
            return compartment && <Door key={id} compartment={compartment} simulated={value.sim !== null} />;
          })}
          <span class="plate" />
        </div>
      ))}
    </div>
  );
}
