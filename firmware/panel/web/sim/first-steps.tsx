import { computed } from '@preact/signals';
import { say } from '../i18n/language';
import { events } from '../live';
import { messages } from './office';

/** The last step is read when the first message is there: it stays until somebody has taken a parcel out. */
const taken = computed(
  () => messages.value.length > 1 || (messages.value.length === 1 && events.value.some(isCollected)),
);
const isCollected = ({ type }: { type: string }): boolean => type === 'parcel.collected';

/** For whoever sees this page for the first time. */
export function FirstSteps() {
  if (taken.value) return null;
  const { title, steps } = say.value.sim.first;
  return (
    <section class="panel first" aria-labelledby="first-title">
      <h2 id="first-title">{title}</h2>
      <ol>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  );
}
