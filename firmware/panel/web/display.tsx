import { say } from './i18n/language';

/** What the customer sees, digits masked. */
export function Display({ lines }: { lines: readonly string[] }) {
  return (
    <section aria-label={say.value.display}>
      <pre class="lcd" aria-live="polite">
        {lines.join('\n')}
      </pre>
    </section>
  );
}
