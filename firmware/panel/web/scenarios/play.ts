import { computed, signal } from '@preact/signals';
import type { Scenario } from '../../../../config/scenario/schema';
import { runScenario, type Report, type ScenarioApi, type StepResult } from '../../scenario/run';
import { get, post } from '../api';
import { tellFailure } from '../notices';
import { inTheDark } from '../sim/powerless';
import type { OpenFile } from './files';

export interface Play {
  readonly file: OpenFile;
  /** As the page calls it. */
  readonly title: string;
  readonly scenario: Scenario;
}
export interface Run extends Play {
  /** Of the steps so far. */
  readonly results: readonly StepResult[];
  /** Null: under way. */
  readonly report: Report | null;
  readonly stopped: boolean;
}
export interface PlayOptions {
  readonly keepGoing: boolean;
  readonly leave: boolean;
}

/** The one under way, or the last one; it goes on while one looks at another tab. */
export const run = signal<Run | null>(null);
export const playing = computed(() => run.value !== null && run.value.report === null);
let stopper = new AbortController();

const api: ScenarioApi = {
  get: (path) => get(path),
  post<T>(path: string, body: object): Promise<T> {
    const call = (): Promise<T> => post<T>(path, body);
    return path === '/sim/power' ? inTheDark(call) : call();
  },
};

const change = (more: Partial<Run>): void => {
  if (run.value !== null) run.value = { ...run.value, ...more };
};

/** Plays it, one at a time; whatever comes of it is in `run`. */
export async function play(wanted: Play, options: PlayOptions): Promise<void> {
  if (playing.peek()) return;
  stopper = new AbortController();
  run.value = { ...wanted, results: [], report: null, stopped: false };
  try {
    const report = await runScenario(wanted.scenario, api, {
      ...options,
      signal: stopper.signal,
      onStep: (result) => change({ results: [...(run.peek()?.results ?? []), result] }),
    });
    change({ report });
  } catch (error) {
    // Nobody answers any more: there is no result that could be shown.
    run.value = null;
    tellFailure(error);
  }
}

/** The steps that are left are left out; order is made all the same. */
export function stop(): void {
  stopper.abort();
  change({ stopped: true });
}
