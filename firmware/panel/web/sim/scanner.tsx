import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { FileDrop } from '../file-drop';
import { say } from '../i18n/language';
import { tell } from '../notices';
import { scan } from './calls';
import { hasCamera, watch } from './camera';
import { readPicture } from './read-picture';

/** What a person holds before the scanner: a picture, its text, or a code before the laptop's camera. */
export function Scanner() {
  const words = say.value.sim.scanner;
  const busy = useSignal(false);

  async function show(picture: Blob): Promise<void> {
    const { scanner } = say.value.sim;
    busy.value = true;
    try {
      const text = await readPicture(picture);
      if (text === null) tell(scanner.nothing, true);
      else await read(text);
    } catch {
      tell(scanner.notPicture, true);
    } finally {
      busy.value = false;
    }
  }

  useEffect(() => {
    const paste = (event: ClipboardEvent): void => {
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      const file = event.clipboardData?.files[0];
      const text = event.clipboardData?.getData('text/plain').trim() ?? '';
      if (file === undefined && text === '') return;
      event.preventDefault();
      void (file === undefined ? read(text) : show(file));
    };
    addEventListener('paste', paste);
    return () => removeEventListener('paste', paste);
  }, []);

  return (
    <section class="panel scanner" aria-labelledby="scanner-title">
      <h2 id="scanner-title">{words.title}</h2>
      <FileDrop
        text={busy.value ? words.reading : words.drop}
        choose={words.file}
        accept="image/*"
        take={(file) => void show(file)}
      />
      <TextOfCode />
      <CameraView />
    </section>
  );
}

async function read(text: string): Promise<void> {
  if (await scan(text)) tell(say.value.sim.scanner.scanned);
}

function TextOfCode() {
  const words = say.value.sim.scanner;
  const text = useSignal('');
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.value.trim() === '') return;
        void read(text.value.trim());
        text.value = '';
      }}
    >
      <label class="grow">
        <span>{words.text}</span>
        <input
          value={text.value}
          onInput={({ currentTarget }) => (text.value = currentTarget.value)}
          placeholder="LK1-…"
          autocomplete="off"
          spellcheck={false}
        />
      </label>
      <button type="submit">{words.scan}</button>
    </form>
  );
}

function CameraView() {
  const words = say.value.sim.scanner;
  const video = useRef<HTMLVideoElement>(null);
  const stop = useRef<(() => void) | null>(null);
  const on = useSignal(false);

  function end(): void {
    stop.current?.();
    stop.current = null;
    on.value = false;
  }

  async function begin(): Promise<void> {
    const { scanner } = say.value.sim;
    if (!hasCamera()) return tell(scanner.noCamera, true);
    if (video.current === null) return;
    on.value = true;
    try {
      const ended = await watch(video.current, (text) => {
        end();
        void read(text);
      });
      // Ended meanwhile: nobody else would switch it off.
      if (on.value) stop.current = ended;
      else ended();
    } catch (error) {
      end();
      tell((error as Error).name === 'NotAllowedError' ? scanner.denied : scanner.noCamera, true);
    }
  }

  useEffect(() => end, []);
  return (
    <div class="camera">
      <video ref={video} class={on.value ? '' : 'unseen'} muted playsInline aria-label={words.camera} />
      {on.value && <p role="status">{words.looking}</p>}
      <button type="button" onClick={() => (on.value ? end() : void begin())}>
        {on.value ? words.stop : words.camera}
      </button>
    </div>
  );
}
