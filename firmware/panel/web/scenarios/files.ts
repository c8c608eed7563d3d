import { computed, signal } from '@preact/signals';
import type { ScenarioFile } from '../../scenario/shipped';
import { get, post } from '../api';
import { within } from '../address';

/** A line of the list: `GET /sim/scenarios`. */
export interface Listed {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly steps: number;
  readonly problems: string;
}
/** `name` is the file's own here, with its ending. */
export type OpenFile = ScenarioFile;

/** In the address, for a file that did not come with lockerd. */
const OWN = '*';
export const LIST_ADDRESS = '#scenarios';
export const addressOf = (name: string): string => `${LIST_ADDRESS}/${encodeURIComponent(name)}`;

/** Kept while one looks at another tab; not when the page is loaded anew. */
export const own = signal<OpenFile | null>(null);
/** What the address asks for; null: the list. */
export const wanted = computed(() => {
  const { value } = within;
  return value === '' || (value === OWN && own.value === null) ? null : value;
});

export const listed = (): Promise<Listed[]> => get('/sim/scenarios');

/** @throws Refused when there is none of that name (any more) */
export async function load(name: string): Promise<OpenFile> {
  if (name === OWN && own.value !== null) return own.value;
  const file = await get<ScenarioFile>(`/sim/scenarios/${encodeURIComponent(name)}`);
  return { ...file, name: `${name}.yaml` };
}

/** The server checks it: the page has neither parser nor schema. A good one is opened, a wrong one says why. */
export async function open(name: string, text: string): Promise<OpenFile> {
  const checked = await post<ScenarioFile>('/sim/scenarios/check', { text });
  // There it has no name of its own.
  const problems = checked.problems.replaceAll(new RegExp(`^${checked.name}\\.yaml(?=:)`, 'gm'), () => name);
  own.value = { ...checked, name, problems };
  if (checked.scenario !== null) location.hash = addressOf(OWN);
  return own.value;
}
