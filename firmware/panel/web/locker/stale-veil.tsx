import { useComputed } from '@preact/signals';
import { say } from '../i18n/language';
import { heardAt, link } from '../live';
import { ticks } from '../time';
import { powerless } from '../sim/powerless';
import { spanText, timeLeft } from './time-left';

/** Lies over what may no longer be true, and says for how long. */
export function StaleVeil() {
  const since = useComputed(() => {
    if (link.value === 'live' || link.value === 'connecting') return '';
    const parts = timeLeft(Math.max(1_000, Math.floor((ticks.value - heardAt.value) / 1_000) * 1_000));
    return say.value.locker.staleFor(spanText(parts, say.value.locale, 'long'));
  }).value;
  if (powerless.value) {
    return (
      <div class="veil dark">
        <p>{say.value.sim.world.cutting}</p>
      </div>
    );
  }
  if (since === '') return null;
  return (
    <div class="veil">
      <p>
        <strong>{since}</strong>
        <br />
        {say.value.locker.staleText}
      </p>
    </div>
  );
}
