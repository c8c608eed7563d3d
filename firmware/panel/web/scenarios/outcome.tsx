import type { Report } from '../../scenario/run';
import { say } from '../i18n/language';
import type { Run } from './play';

/** How far it is, and what is told: each `say` as it is reached, and the end. */
export function Progress({ run }: { readonly run: Run | null }) {
  const words = say.value.scenarios;
  const done = run?.results.filter(({ outcome }) => outcome !== 'skipped').length ?? 0;
  return (
    <>
      {run !== null && (
        <progress aria-label={words.progress} value={done} max={run.scenario.steps.length}>
          {`${done} / ${run.scenario.steps.length}`}
        </progress>
      )}
      <p role="status" class={run?.report && !run.report.ok && !run.stopped ? 'alert' : 'told'}>
        {run === null ? '' : told(run)}
      </p>
    </>
  );
}

function told(run: Run): string {
  const words = say.value.scenarios;
  const { results, report, stopped, scenario } = run;
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  if (report === null) {
    if (stopped) return words.stopping;
    if (results.length === scenario.steps.length) return words.ending;
    if (results.length === 0) return words.began;
    return scenario.steps.slice(0, results.length + 1).findLast((step) => step.say !== null)?.say ?? words.going;
  }
  if (failed.length > 0) return words.failedAt(failed.map(({ line }) => words.line(line)).join(', '));
  const played = results.filter(({ outcome }) => outcome === 'ok').length;
  return report.ok ? words.good(played) : words.stopped(played, results.length);
}

/** What was not in order, before and after. */
export function Outcome({ report }: { readonly report: Report }) {
  const words = say.value.scenarios;
  const facts = [
    [words.before, report.before],
    [words.after, report.after],
    [words.left, report.left],
  ] as const;
  return (
    <dl class="facts outcome">
      {facts.map(
        ([name, lines]) =>
          lines.length > 0 && (
            <div key={name}>
              <dt>{name}</dt>
              {lines.map((line, at) => (
                <dd key={at}>{line}</dd>
              ))}
            </div>
          ),
      )}
    </dl>
  );
}
