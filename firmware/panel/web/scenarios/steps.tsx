import { useEffect, useRef } from 'preact/hooks';
import type { Step } from '../../../../config/scenario/schema';
import { describe } from '../../scenario/describe';
import type { StepResult } from '../../scenario/run';
import { say } from '../i18n/language';
import type { Run } from './play';

const MARKS = { ok: '✓', failed: '✗', skipped: '–' } satisfies Record<StepResult['outcome'], string>;

interface StepsProps {
  /** The file's name. */
  readonly file: string;
  readonly steps: readonly Step[];
  readonly run: Run | null;
}

/** The steps in their order; while they are played, each with how it went, and the one under way in sight. */
export function Steps({ file, steps, run }: StepsProps) {
  const words = say.value.scenarios;
  const list = useRef<HTMLOListElement>(null);
  const current = run !== null && run.report === null ? run.results.length : null;
  useEffect(() => {
    // Only the list moves, never the page: the wall stays where it is.
    const box = list.current?.parentElement;
    const item = current === null ? null : list.current?.children[current];
    if (!box || !(item instanceof HTMLElement)) return;
    const top = item.offsetTop - box.clientHeight / 2;
    box.scrollTop = Math.max(0, top);
  }, [current]);

  return (
    <div class="scroll steps-box" tabIndex={0} role="group" aria-label={words.list}>
      <ol class="steps" ref={list}>
        {steps.map((step, index) => (
          <StepRow key={index} file={file} step={step} result={run?.results[index] ?? null} now={index === current} />
        ))}
      </ol>
    </div>
  );
}

interface StepRowProps {
  readonly file: string;
  readonly step: Step;
  readonly result: StepResult | null;
  readonly now: boolean;
}

function StepRow({ file, step, result, now }: StepRowProps) {
  const words = say.value.scenarios;
  const outcome = result?.outcome ?? null;
  const spoken = outcome === null ? (now ? words.underWay : '') : words.outcomes[outcome];
  return (
    <li class={outcome ?? (now ? 'now' : '')} aria-current={now ? 'step' : undefined}>
      <span class="mark" aria-hidden="true">
        {outcome === null ? (now ? '▸' : '') : MARKS[outcome]}
      </span>
      <div class="what">
        {step.say !== null && <p>{step.say}</p>}
        {step.action !== null && <code>{describe(step.action)}</code>}
        {spoken !== '' && <span class="unseen">{spoken}</span>}
        {result?.outcome === 'failed' && (
          <p class="alert">
            {`${words.found}: ${result.found ?? ''} (`}
            <code>{`${file}:${step.line}`}</code>)
          </p>
        )}
      </div>
      <span class="soft">{words.line(step.line)}</span>
    </li>
  );
}
