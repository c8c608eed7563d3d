import type { Action, Scenario, Step } from '../../../config/scenario/schema';
import type { StateView } from '../../core/views';
import { getState, lastSeq, type ScenarioApi } from './api';
import { Cast, NotThere } from './cast';
import { describe } from './describe';
import { judge } from './expect';
import { emptyAgain, putInOrder } from './order';
import { perform, type Stage } from './perform';

export type { ScenarioApi } from './api';

export interface StepResult {
  readonly line: number;
  readonly say: string | null;
  /** The step as the file has it; null where it only says something. */
  readonly step: string | null;
  readonly outcome: 'ok' | 'failed' | 'skipped';
  /** What was found instead; never a code. */
  readonly found: string | null;
}

export interface Report {
  readonly title: string;
  readonly ok: boolean;
  readonly steps: readonly StepResult[];
  /** What had to be put in order first. */
  readonly before: readonly string[];
  /** What was put in order at the end. */
  readonly after: readonly string[];
  /** What is not as it was before: `A1: free, now unverified`. */
  readonly left: readonly string[];
}

export interface RunOptions {
  /** Real time, ms, until an expectation is given up. Default: 10 s. */
  readonly patienceMs?: number;
  /** Goes on behind a step that failed. */
  readonly keepGoing?: boolean;
  /** The compartments stay as the scenario left them, to be looked at. */
  readonly leave?: boolean;
  /** Somebody has seen enough: the other steps are skipped, order is made all the same. */
  readonly signal?: AbortSignal;
  readonly onStep?: (result: StepResult) => void;
  /** Real time. */
  readonly now?: () => number;
  readonly pause?: (ms: number) => Promise<void>;
}

const PATIENCE_MS = 10_000;
const POLL_MS = 60;
const realPause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/**
 * Plays a scenario on a simulated locker: from a known state, and back to one. Whatever fails is in the report.
 * @throws when nobody answers at all, or the locker is a real one
 */
export async function runScenario(scenario: Scenario, api: ScenarioApi, options: RunOptions = {}): Promise<Report> {
  const { patienceMs = PATIENCE_MS, keepGoing = false, leave = false, now = () => performance.now() } = options;
  const pause = options.pause ?? realPause;
  const stopped = (): boolean => options.signal?.aborted === true;

  /** Looks again until there is nothing to object, patience is at its end, or `over` says so. */
  async function insist(look: () => Promise<string | null>, over = stopped): Promise<string | null> {
    const end = now() + patienceMs;
    for (;;) {
      const objection = await look().catch((error: unknown) => {
        if (error instanceof NotThere) return error.message;
        throw error;
      });
      if (objection === null || now() >= end || over()) return objection;
      await pause(POLL_MS);
    }
  }
  const orderly = {
    api,
    // Order takes its time, also when somebody has seen enough.
    until: async (holds: (state: StateView) => boolean) =>
      (await insist(
        async () => (holds(await getState(api)) ? null : 'not yet'),
        () => false,
      )) === null,
  };

  const before = await putInOrder(orderly);
  const started = await getState(api);
  const cast = new Cast(api, await lastSeq(api));
  const stage: Stage = { api, cast, insist: (look) => insist(look), broken: new Set(), stepsBack: [] };
  const witness = { api, cast, screens: new Set<string>(), found: new Set<number>() };

  async function play(action: Action): Promise<string | null> {
    if (action.verb === 'expect') return insist(() => judge(action.with, witness));
    await perform(action, stage);
    witness.screens.clear();
    witness.screens.add((await getState(api)).terminal.screen);
    return null;
  }

  const steps: StepResult[] = [];
  let failed = false;
  for (const step of scenario.steps) {
    const skip: boolean = (failed && !keepGoing) || stopped();
    let result: StepResult = skip ? resultOf(step, 'skipped', null) : await attempt(step, play);
    // It was not waited for to its end: nothing can be said against it.
    if (stopped() && result.outcome === 'failed') result = resultOf(step, 'skipped', null);
    failed ||= result.outcome !== 'ok';
    steps.push(result);
    options.onStep?.(result);
  }
  for (const step of stage.stepsBack.reverse()) await api.post('/sim/clock', { step, trusted: true });
  const after = await putInOrder(orderly);
  if (!leave) after.push(...(await emptyAgain(api, started.compartments)));
  const left = difference(started, await getState(api));
  return { title: scenario.title, ok: !failed, steps, before, after, left };
}

async function attempt(step: Step, play: (action: Action) => Promise<string | null>): Promise<StepResult> {
  if (step.action === null) return resultOf(step, 'ok', null);
  try {
    const objection = await play(step.action);
    return resultOf(step, objection === null ? 'ok' : 'failed', objection);
  } catch (error) {
    return resultOf(step, 'failed', error instanceof Error ? error.message : String(error));
  }
}

function resultOf({ line, say, action }: Step, outcome: StepResult['outcome'], found: string | null): StepResult {
  return { line, say, step: action === null ? null : describe(action), outcome, found };
}

function difference(before: StateView, after: StateView): string[] {
  return after.compartments.flatMap(({ id, state }) => {
    const was = before.compartments.find((one) => one.id === id)?.state;
    return was === undefined || was === state ? [] : [`${id}: ${was}, now ${state}`];
  });
}
