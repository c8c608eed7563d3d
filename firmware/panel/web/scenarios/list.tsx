import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useBusy } from '../busy';
import { FileDrop } from '../file-drop';
import { storyText } from '../i18n/daemon';
import { say } from '../i18n/language';
import { attempt, tell } from '../notices';
import { addressOf, listed, open, own, type Listed } from './files';
import { playing, run } from './play';

/** Bytes; no file with as many characters as the server takes is larger. */
const LARGEST = 240_000;

/** What there is to be played. */
export function List() {
  const words = say.value.scenarios;
  const list = useSignal<readonly Listed[] | null>(null);
  useEffect(() => {
    void attempt(async () => {
      list.value = await listed();
    });
  }, []);

  return (
    <section class="panel" aria-labelledby="scenarios-title">
      <h2 id="scenarios-title">{words.area}</h2>
      <p class="soft">{words.text}</p>
      {list.value === null && <p class="soft">{words.loading}</p>}
      {list.value?.length === 0 && <p>{words.none}</p>}
      <ul class="stories">
        {list.value?.map(({ name, steps, problems, ...told }) => {
          const { title, about } = storyText(name, told);
          return (
            <li key={name}>
              <a href={addressOf(name)}>{title}</a> <span class="soft">{words.steps(steps)}</span>
              {playing.value && run.value?.file.name === `${name}.yaml` && <span class="chip">{words.now}</span>}
              <p class="soft">{about}</p>
              {problems !== '' && <p class="alert">{words.broken}</p>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Somebody's own, from the laptop. */
export function FilePanel() {
  const words = say.value.scenarios;
  const { busy, run: begin } = useBusy();
  const { value: file } = own;

  function take(chosen: File): void {
    if (chosen.size > LARGEST) tell(words.own.large, true);
    else void begin(async () => open(chosen.name, await chosen.text()));
  }

  return (
    <section class="panel" aria-labelledby="own-title">
      <h2 id="own-title">{words.own.title}</h2>
      <FileDrop
        text={busy ? words.own.reading : words.own.drop}
        choose={words.own.choose}
        accept=".yaml,.yml"
        take={take}
      />
      <div role="alert">{file !== null && file.problems !== '' && <Problems text={file.problems} />}</div>
    </section>
  );
}

/** File, line and column of whatever is wrong, one to a line. */
export function Problems({ text }: { readonly text: string }) {
  return (
    <>
      <p class="alert">{say.value.scenarios.broken}</p>
      <pre class="source">{text}</pre>
    </>
  );
}
