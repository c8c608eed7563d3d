import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { post, Refused } from '../api';
import { say } from '../i18n/language';

interface Question {
  /** The one before was no technician's. */
  readonly again: boolean;
  readonly answer: (pin: string | null) => void;
}
const question = signal<Question | null>(null);

function askPin(again: boolean): Promise<string | null> {
  return new Promise((resolve) => {
    question.value?.answer(null);
    question.value = {
      again,
      answer: (pin) => {
        question.value = null;
        resolve(pin);
      },
    };
  });
}

/**
 * Calls something that a real locker wants confirmed with the service PIN: asks for it when the locker does.
 * @param call gets what goes into the request beside the rest
 * @returns null when whoever was asked gave up
 */
export async function confirmed<T>(call: (pin: { pin?: string }) => Promise<T>): Promise<T | null> {
  for (let pin: { pin?: string } = {}; ;) {
    try {
      return await call(pin);
    } catch (error) {
      const asks = error instanceof Refused && (error.code === 'pin-needed' || error.code === 'pin-wrong');
      if (!asks) throw error;
      const given = await askPin(error.code === 'pin-wrong');
      if (given === null) return null;
      pin = { pin: given };
    }
  }
}

export function postConfirmed<T>(path: string, body: object = {}): Promise<T | null> {
  return confirmed((pin) => post<T>(path, { ...body, ...pin }));
}

/** The PIN lives in its field only, and only until it is sent. */
export function PinPrompt() {
  const { value } = question;
  const box = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (value !== null && box.current?.open === false) box.current.showModal();
  }, [value]);
  if (value === null) return null;
  const words = say.value.care.pin;

  function submit(event: Event): void {
    event.preventDefault();
    const pin = field.current?.value ?? '';
    if (field.current) field.current.value = '';
    end(pin);
  }

  /** Closed by itself it gives the focus back to the button that led here; taken away it would not. */
  function end(pin: string | null): void {
    box.current?.close();
    value?.answer(pin);
  }

  function cancel(event: Event): void {
    event.preventDefault();
    end(null);
  }

  return (
    <dialog ref={box} class="prompt" aria-labelledby="pin-title" onCancel={cancel}>
      <form class="fields" onSubmit={submit}>
        <h2 id="pin-title">{words.title}</h2>
        <p class="soft">{words.text}</p>
        {value.again && (
          <p class="alert" role="alert">
            {words.wrong}
          </p>
        )}
        <label>
          <span>{words.field}</span>
          <input
            ref={field}
            type="password"
            inputMode="numeric"
            pattern="[0-9]{6,10}"
            maxLength={10}
            autocomplete="off"
            required
            autoFocus
          />
        </label>
        <div class="row">
          <button type="submit" class="main">
            {words.confirm}
          </button>
          <button type="button" onClick={cancel}>
            {say.value.care.cancel}
          </button>
        </div>
      </form>
    </dialog>
  );
}
