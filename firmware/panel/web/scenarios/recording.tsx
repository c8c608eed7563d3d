import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useBusy } from '../busy';
import { say } from '../i18n/language';
import { attempt } from '../notices';
import { saveFile } from '../save';
import { open } from './files';
import { askRecording, end, recorded, recording, start } from './record';

/** Writes down what somebody does, as a scenario. */
export function Recording() {
  const words = say.value.scenarios.record;
  const title = useSignal(words.preset);
  const { busy, run } = useBusy();
  useEffect(() => void attempt(askRecording), []);

  function toggle(event: Event): void {
    event.preventDefault();
    void run(() => (recording.value ? end(title.value) : start()));
  }

  return (
    <section class="panel" aria-labelledby="recording-title">
      <h2 id="recording-title">{words.title}</h2>
      <p class="soft">{words.text}</p>
      <form class="row" onSubmit={toggle}>
        <label class="grow">
          <span>{words.name}</span>
          <input
            maxLength={120}
            value={title.value}
            onInput={({ currentTarget }) => (title.value = currentTarget.value)}
          />
        </label>
        <button type="submit" class={recording.value ? 'main' : ''} aria-disabled={busy}>
          {recording.value ? words.stop : words.start}
        </button>
      </form>
      <div role="status">
        {recording.value && (
          <p class="alert">
            {words.on} <a href="#locker">{words.goTo}</a>
          </p>
        )}
      </div>
      <Recorded />
    </section>
  );
}

function Recorded() {
  const { scenarios } = say.value;
  const words = scenarios.record;
  const { value } = recorded;
  if (value === null) return null;
  const { name, text } = value;
  return (
    <div class="fields">
      <h3>{words.result}</h3>
      <p class="soft">{words.hint}</p>
      <pre class="source scroll" tabIndex={0} role="group" aria-label={words.result}>
        {text}
      </pre>
      <div class="row">
        <button type="button" onClick={() => saveFile(name, new Blob([text], { type: 'application/yaml' }))}>
          {scenarios.download}
        </button>
        <button type="button" onClick={() => void attempt(() => open(name, text))}>
          {words.check}
        </button>
      </div>
    </div>
  );
}
