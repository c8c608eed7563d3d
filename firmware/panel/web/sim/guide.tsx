import { computed, signal, useSignal } from '@preact/signals';
import { say } from '../i18n/language';
import { events, state } from '../live';
import { announced, messages, people } from './office';

const KEY = 'lockerd-guide';
const hidden = signal(sessionStorage.getItem(KEY) === 'off');

/** While the courier's door moves, and until the courier has said what became of the parcel. */
const AT_THE_DOOR = ['opening', 'deposit-open', 'deposit-confirm'];

const happened = (type: string): boolean => events.value.some((event) => event.type === type);
const screen = computed(() => state.value?.terminal.screen ?? '');
const doorOpen = computed(() => state.value?.compartments.some(({ door }) => door === 'open') === true);
/** The number of a compartment whose content nobody knows. */
const doubtful = computed(
  () => state.value?.compartments.find((compartment) => compartment.state === 'unverified')?.number ?? null,
);

/** The step that comes next, from 0; null: nobody needs the guide any more. */
const step = computed((): number | null => {
  const known = people.value.length > 0;
  if (hidden.value || !known || messages.value.length > 1) return null;
  if (happened('parcel.collected')) return doorOpen.value || doubtful.value !== null ? 5 : null;
  if (messages.value.length > 0 || happened('parcel.deposited')) return 4;
  if (AT_THE_DOOR.includes(screen.value)) return 3;
  if (screen.value === 'deposit-label') return 2;
  return announced.value.length > 0 || screen.value === 'courier-menu' ? 1 : 0;
});

function hide(): void {
  hidden.value = true;
  sessionStorage.setItem(KEY, 'off');
}

/** For whoever sees this page for the first time: what to do next, up to the first parcel taken out. */
export function Guide() {
  const { value: now } = step;
  const unfolded = useSignal(false);
  if (now === null) return null;
  const words = say.value.sim.first;
  return (
    <section class={unfolded.value ? 'panel guide unfolded' : 'panel guide'} aria-labelledby="guide-title">
      <h2 id="guide-title">
        {words.title} <span class="soft">{`${now + 1}/${words.steps.length}`}</span>
      </h2>
      <button
        type="button"
        class="plain"
        aria-expanded={unfolded.value}
        onClick={() => (unfolded.value = !unfolded.value)}
      >
        {words.all}
      </button>
      <button type="button" class="plain" aria-label={words.hide} title={words.hide} onClick={hide}>
        ×
      </button>
      <p role="status">{words.steps[now]}</p>
      {doubtful.value !== null && (
        <p class="alert" role="status">
          {words.doubt(doubtful.value)}
        </p>
      )}
      {unfolded.value && (
        <ol>
          {words.steps.map((text, index) => (
            <li key={text} aria-current={index === now ? 'step' : undefined}>
              {text}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
