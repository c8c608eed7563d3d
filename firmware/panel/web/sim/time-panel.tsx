import { useComputed, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useBusy } from '../busy';
import { say } from '../i18n/language';
import { state } from '../live';
import { advance, stepClock } from './calls';
import { isDuration } from './duration';

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
  const trusted = useSignal(false);
  const { busy, run } = useBusy();
  const untrusted = useComputed(() => (state.value?.time.status ?? 'synchronized') !== 'synchronized').value;

  const pass = (duration: string) => run(() => advance(duration));

  return (
    <section class="panel" aria-labelledby="time-title">
      <h2 id="time-title">{words.title}</h2>
      <div class="spans" role="group" aria-label={words.advance}>
        {SPANS.map(([duration, text]) => (
          <button key={duration} type="button" aria-disabled={busy} onClick={() => void pass(duration)}>
            {text}
          </button>
        ))}
      </div>
      <Span label={words.custom} go={words.go} first="P2D" busy={busy} run={pass} />
      <p role="status" class="soft">
        {busy && words.passing}
      </p>
      <details>
        <summary>{words.step}</summary>
        <Span label={words.stepBy} go={words.stepGo} first="-PT1H" run={(text) => stepClock(text, trusted.value)}>
          <label class="check">
            <input
              type="checkbox"
              checked={trusted.value}
              onChange={({ currentTarget }) => (trusted.value = currentTarget.checked)}
            />
            {words.trusted}
          </label>
        </Span>
      </details>
      <button type="button" onClick={() => void stepClock('PT0S', untrusted)}>
        {untrusted ? words.trust : words.distrust}
      </button>
    </section>
  );
}

interface SpanProps {
  readonly label: string;
  readonly go: string;
  /** What stands there at first. */
  readonly first: string;
  readonly busy?: boolean;
  readonly run: (duration: string) => Promise<unknown>;
  readonly children?: ComponentChildren;
}

/** A duration and what is done by it; what is none is told here, in the page's language. */
function Span({ label, go, first, busy = false, run, children }: SpanProps) {
  const words = say.value.sim.clock;
  const text = useSignal(first);
  const wrong = useSignal(false);

  function submit(event: Event): void {
    event.preventDefault();
    const duration = text.value.trim();
    wrong.value = !isDuration(duration);
    if (!wrong.value) void run(duration);
  }

  return (
    <form class="fields" onSubmit={submit}>
      <div class="row">
        <label class="grow">
          <span>
            {label} <small class="soft">{words.customHint}</small>
          </span>
          <input
            value={text.value}
            aria-invalid={wrong.value}
            onInput={({ currentTarget }) => (text.value = currentTarget.value)}
          />
        </label>
        <button type="submit" aria-disabled={busy}>
          {go}
        </button>
      </div>
      {wrong.value && (
        <p class="alert" role="alert">
          {words.wrong}
        </p>
      )}
      {children}
    </form>
  );
}
