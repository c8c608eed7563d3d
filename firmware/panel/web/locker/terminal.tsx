import type { ComponentChildren } from 'preact';
import { say } from '../i18n/language';
import { site } from '../site';
import { Lcd } from './lcd';
import { audible, sounding } from './sound';

/** Display, beeper and what else the customer stands before. */
export function Terminal({ children }: { children?: ComponentChildren }) {
  return (
    <section class="terminal" aria-label={say.value.locker.terminal}>
      <Lcd />
      {site.value?.beeper === true && <Beeper />}
      {children}
    </section>
  );
}

/** What it sounds is seen too. */
function Beeper() {
  const { sound } = say.value.sim;
  const now = sounding.value;
  return (
    <p class={now === null ? 'beeper' : `beeper sounds sounds-${now}`}>
      <button
        type="button"
        class="plain"
        aria-pressed={audible.value}
        onClick={() => (audible.value = !audible.value)}
        title={audible.value ? sound.on : sound.off}
      >
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M2 6h2.5L8 3v10L4.5 10H2Z" fill="currentColor" />
          <path
            d={audible.value ? 'M10 5.5a3.5 3.5 0 0 1 0 5M12 3.5a6.2 6.2 0 0 1 0 9' : 'm10.5 6 4 4m0-4-4 4'}
            fill="none"
            stroke="currentColor"
            stroke-width="1.4"
            stroke-linecap="round"
          />
        </svg>
        <span class="unseen">{audible.value ? sound.on : sound.off}</span>
      </button>
      <i class="lamp" aria-hidden="true" />
      <span role="status">{now === null ? '' : (sound.heard[now] ?? now)}</span>
    </p>
  );
}
