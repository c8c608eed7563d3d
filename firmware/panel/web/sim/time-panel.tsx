import { useComputed, useSignal } from '@preact/signals';
import { say } from '../i18n/language';
import { state } from '../live';
import { advance, stepClock } from './calls';

/** ISO 8601 durations, and what is written on their buttons. */
const SPANS = [
  ['PT1M', '+1 min'],
  ['PT1H', '+1 h'],
  ['PT24H', '+24 h'],
  ['PT73H', '+73 h'],
] as const;

/** Time that passes for locker and operator alike, and a clock that somebody sets wrong. */
export function TimePanel() {
  const words = say.value.sim.clock;
  const span = useSignal('P2D');
  const step = useSignal('-PT1H');
  const trusted = useSignal(false);
  const busy = useSignal(false);
  const untrusted = useComputed(() => (state.value?.time.status ?? 'synchronized') !== 'synchronized').value;

  async function pass(duration: string): Promise<void> {
    busy.value = true;
    await advance(duration);
    busy.value = false;
  }

  return (
    <section class="panel" aria-labelledby="time-title">
      <h2 id="time-title">{words.title}</h2>
      <div class="spans" role="group" aria-label={words.advance}>
        {SPANS.map(([duration, text]) => (
          <button key={duration} type="button" disabled={busy.value} onClick={() => void pass(duration)}>
            {text}
          </button>
        ))}
      </div>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          void pass(span.value.trim());
        }}
      >
        <label class="grow">
          <span>
            {words.custom} <small class="soft">{words.customHint}</small>
          </span>
          <input required value={span.value} onInput={({ currentTarget }) => (span.value = currentTarget.value)} />
        </label>
        <button type="submit" disabled={busy.value}>
          {words.go}
        </button>
      </form>
      <p role="status" class="soft">
        {busy.value && words.passing}
      </p>
      <details>
        <summary>{words.step}</summary>
        <form
          class="fields"
          onSubmit={(event) => {
            event.preventDefault();
            void stepClock(step.value.trim(), trusted.value);
          }}
        >
          <div class="row">
            <label class="grow">
              <span>
                {words.stepBy} <small class="soft">{words.customHint}</small>
              </span>
              <input required value={step.value} onInput={({ currentTarget }) => (step.value = currentTarget.value)} />
            </label>
            <button type="submit">{words.stepGo}</button>
          </div>
          <label class="check">
            <input
              type="checkbox"
              checked={trusted.value}
              onChange={({ currentTarget }) => (trusted.value = currentTarget.checked)}
            />
            {words.trusted}
          </label>
        </form>
      </details>
      <button type="button" onClick={() => void stepClock('PT0S', untrusted)}>
        {untrusted ? words.trust : words.distrust}
      </button>
    </section>
  );
}
