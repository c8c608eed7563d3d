import { effect, useComputed } from '@preact/signals';
import { PinPrompt } from './care/confirm';
import { say } from './i18n/language';
import { link, state } from './live';
import { Notices } from './notices';
import { area, areas } from './route';
import { site } from './site';
import { StatusBar } from './status-bar';

const name = (): string | null => site.value?.locker ?? null;
effect(() => {
  document.title = name() === null ? 'lockerd' : `${name()} · lockerd`;
});

export function App() {
  const known = useComputed(() => site.value !== null && state.value !== null).value;
  const shown = area.value;
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>
        {say.value.skip}
      </a>
      <StatusBar />
      {known && areas.value.length > 1 && (
        <nav class="areas" aria-label={say.value.areas.label}>
          {areas.value.map(({ id, title }) => (
            <a key={id} href={`#${id}`} aria-current={id === shown?.id ? 'page' : undefined}>
              {title(say.value)}
            </a>
          ))}
        </nav>
      )}
      {/* Told once it is over; the wall stays, under its veil, and nothing with a code on it is left in sight. */}
      {link.value === 'over' && <Over />}
      <main id="content" tabIndex={-1} class={link.value === 'over' ? 'ended' : ''} inert={link.value === 'over'}>
        {known && shown !== undefined ? <shown.View /> : <p class="connecting">{say.value.connecting}</p>}
      </main>
      <Notices />
      <PinPrompt />
    </>
  );
}

/** The address keeps naming the tab. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function Over() {
  return (
    <section class="over" role="alert">
      <h2>{say.value.overTitle}</h2>
      <p>{say.value.overText}</p>
      <pre>
        <code>lockerctl page</code>
      </pre>
    </section>
  );
}
