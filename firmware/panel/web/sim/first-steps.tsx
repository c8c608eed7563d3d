import { say } from '../i18n/language';
import { messages } from './office';

/** For whoever sees this page for the first time; gone with the first message. */
export function FirstSteps() {
  if (messages.value.length > 0) return null;
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
