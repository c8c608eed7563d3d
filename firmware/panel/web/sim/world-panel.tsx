import { useComputed } from '@preact/signals';
import { say } from '../i18n/language';
import { site, world } from '../site';
import { cutPower, setNetwork } from './calls';
import { inTheDark, powerless } from './powerless';

/** Power and network of the simulated locker. */
export function WorldPanel() {
  const words = say.value.sim.world;
  const network = useComputed(() => world.value?.network ?? true).value;
  return (
    <section class="panel" aria-labelledby="world-title">
      <h2 id="world-title">{words.title}</h2>
      <div class="row">
        {site.value?.sim?.powerCut === true && (
          <button type="button" disabled={powerless.value} onClick={() => void inTheDark(cutPower)}>
            {words.cut}
          </button>
        )}
        <button type="button" onClick={() => void setNetwork(!network)}>
          {network ? words.unplug : words.plug}
        </button>
      </div>
      <p role="status" class={powerless.value || !network ? 'alert' : 'soft'}>
        {powerless.value ? words.cutting : `${words.network}: ${network ? words.on : words.off}`}
      </p>
    </section>
  );
}
