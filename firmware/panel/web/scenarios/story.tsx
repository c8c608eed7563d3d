import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Scenario } from '../../../../config/scenario/schema';
import { storyText } from '../i18n/daemon';
import { say } from '../i18n/language';
import { tellFailure } from '../notices';
import { saveFile } from '../save';
import { LIST_ADDRESS, load, type OpenFile } from './files';
import { Problems } from './list';
import { play, playing, run, stop, type Run } from './play';
import { Steps } from './steps';
import { Outcome, Progress } from './outcome';

/** One scenario: what it is about, its steps, and how they went. @param name as in the address */
export function Story({ name }: { readonly name: string }) {
  const words = say.value.scenarios;
  const file = useSignal<OpenFile | null>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    void load(name).then(
      (loaded) => {
        file.value = loaded;
        // Whoever came by keyboard goes on from here.
        title.current?.focus();
      },
      (error: unknown) => {
        tellFailure(error);
        location.hash = LIST_ADDRESS;
      },
    );
  }, []);

  const { value } = file;
  const { value: last } = run;
  const told = value?.scenario ? storyText(name, value.scenario) : null;
  const mine = last !== null && last.file.name === value?.name && last.file.text === value.text ? last : null;
  return (
    <section class="panel" aria-labelledby="story-title">
      <p>
        <a class="back" href={LIST_ADDRESS}>
          {`← ${words.back}`}
        </a>
      </p>
      <h2 id="story-title" ref={title} tabIndex={-1}>
        {value === null ? words.loading : (told?.title ?? value.name)}
      </h2>
      {value?.scenario && told !== null && (
        <>
          <p>{told.about}</p>
          <Controls file={value} title={told.title} scenario={value.scenario} mine={mine} />
          <Progress run={mine} />
          <Steps file={value.name} steps={value.scenario.steps} run={mine} />
          {mine?.report && <Outcome report={mine.report} />}
        </>
      )}
      {value !== null && value.problems !== '' && <Problems text={value.problems} />}
      {value !== null && <Text name={value.name} text={value.text} />}
    </section>
  );
}

interface ControlsProps {
  readonly file: OpenFile;
  readonly title: string;
  readonly scenario: Scenario;
  readonly mine: Run | null;
}

function Controls({ file, title, scenario, mine }: ControlsProps) {
  const words = say.value.scenarios;
  const keepGoing = useSignal(false);
  const leave = useSignal(false);
  const [runButton, stopButton] = [useRef<HTMLButtonElement>(null), useRef<HTMLButtonElement>(null)];
  const here = playing.value && mine !== null;
  useLayoutEffect(() => {
    // A button that is of no use any more must not keep the keyboard.
    const [from, to] = here ? [runButton, stopButton] : [stopButton, runButton];
    if (document.activeElement === from.current) to.current?.focus();
  }, [here]);

  return (
    <div class="fields">
      <div class="row">
        <button
          ref={runButton}
          type="button"
          class="main"
          disabled={playing.value}
          onClick={() => void play({ file, title, scenario }, { keepGoing: keepGoing.value, leave: leave.value })}
        >
          {words.run}
        </button>
        <button ref={stopButton} type="button" disabled={!here} onClick={stop}>
          {words.stop}
        </button>
        {playing.value && !here && <p class="soft">{words.busy(run.value?.title ?? '')}</p>}
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={keepGoing.value}
          onChange={({ currentTarget }) => (keepGoing.value = currentTarget.checked)}
        />
        {words.keepGoing}
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={leave.value}
          onChange={({ currentTarget }) => (leave.value = currentTarget.checked)}
        />
        {words.leave}
      </label>
    </div>
  );
}

/** A file is the best beginning for one's own. */
function Text({ name, text }: { readonly name: string; readonly text: string }) {
  const words = say.value.scenarios;
  return (
    <details class="fields">
      <summary>{`${words.file}: ${name}`}</summary>
      <div class="fields">
        <pre class="source scroll" tabIndex={0} role="group" aria-label={name}>
          {text}
        </pre>
        <button type="button" onClick={() => saveFile(name, new Blob([text], { type: 'application/yaml' }))}>
          {words.download}
        </button>
      </div>
    </details>
  );
}
