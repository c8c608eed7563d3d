import { computed, useComputed } from '@preact/signals';
import { health } from './health';
import { choose, language, LANGUAGES, say } from './i18n/language';
import { instant } from './instant';
import { link, state } from './live';
import { site } from './site';
import { lockerTime } from './time';

/** Who this is, whether what is shown is true, the locker's time, its operator, and the page's language. */
export function StatusBar() {
  const { [link.value]: text } = say.value.link;
  return (
    <header class="bar">
      <h1>{site.value?.locker ?? 'lockerd'}</h1>
      <p role="status" class={`chip link-${link.value}`}>
        {text}
      </p>
      {link.value !== 'over' && (
        <>
          <Clock />
          <Operator />
          <Ill />
        </>
      )}
      <label class="language">
        <span class="unseen">{say.value.language}</span>
        <select value={language.value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {Object.entries(LANGUAGES).map(([code, { name }]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </header>
  );
}

const clock = instant({
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** The locker's time in its own zone. */
function Clock() {
  const status = useComputed(() => state.value?.time.status ?? null).value;
  const text = useComputed(() => clock(lockerTime.value)).value;
  if (status === null) return null;
  return (
    <p class="clock">
      <time>{text}</time>
      {status !== 'synchronized' && <span class="chip warn">{say.value.clock[status]}</span>}
    </p>
  );
}

/** What nobody should have to look for: that the locker wants somebody. */
function Ill() {
  const { ill, care } = say.value;
  const { value } = health;
  const wrong = Object.entries(value?.checks ?? {}).filter(([, { ok }]) => !ok);
  const names = wrong.map(([name]) => care.health.checks[name] ?? name).join(', ');
  return (
    <p role="status" class="ill">
      {value !== null && (value.degraded || !value.ok) && (
        <a class="chip warn" href="#health">
          <span aria-hidden="true">⚠ </span>
          {value.ok ? ill.degraded(names) : ill.fail(names)}
        </a>
      )}
    </p>
  );
}

const waits = computed(() => state.value?.sync.link !== 'online');

function Operator() {
  const link = useComputed(() => state.value?.sync.link ?? null).value;
  // While the operator is there, what is on its way is of no interest: it changes with each event.
  const pending = useComputed(() => (waits.value ? (state.value?.sync.pendingEvents ?? 0) : 0)).value;
  if (link === null) return null;
  const { sync } = say.value;
  return (
    <p class={link === 'offline' ? 'chip warn' : 'chip'}>
      {sync[link]}
      {pending > 0 && `, ${sync.pending(pending)}`}
    </p>
  );
}
