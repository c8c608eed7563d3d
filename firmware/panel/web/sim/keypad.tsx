import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { say } from '../i18n/language';
import { press } from './calls';
import { keypadKey } from './keys';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
const DOWN_MS = 140;

/** The key that goes down, by whatever pressed it. */
const down = signal<string | null>(null);
let up: ReturnType<typeof setTimeout> | undefined;

function hit(key: string): void {
  down.value = key;
  clearTimeout(up);
  up = setTimeout(() => (down.value = null), DOWN_MS);
  void press(key);
}

function typed(event: KeyboardEvent): void {
  const { target, key, ctrlKey, altKey, metaKey, repeat } = event;
  if (repeat || event.defaultPrevented) return;
  const element = target instanceof HTMLElement ? target : null;
  const found = keypadKey({
    key,
    ctrlKey,
    altKey,
    metaKey,
    tag: element?.tagName ?? '',
    editable: element?.isContentEditable ?? false,
  });
  if (found === null) return;
  event.preventDefault();
  hit(found);
}

/** Twelve keys, by mouse, touch and the laptop's own. */
export function Keypad() {
  useEffect(() => {
    addEventListener('keydown', typed);
    return () => removeEventListener('keydown', typed);
  }, []);
  return (
    <div class="keypad" role="group" aria-label={say.value.sim.keypad} title={say.value.sim.keypadHint}>
      {KEYS.map((key) => (
        <button
          key={key}
          type="button"
          data-key={key}
          class={down.value === key ? 'down' : undefined}
          aria-label={say.value.sim.key(key)}
          onClick={() => hit(key)}
        >
          {key}
        </button>
      ))}
    </div>
  );
}
