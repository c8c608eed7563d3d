import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCREENS, COMPARTMENT_STATES } from '../../../config/scenario/words';
import { VERBS } from '../../../config/scenario/schema';
import type { CompartmentState } from '../../../firmware/core/views';
import { listScenarios } from '../../../firmware/panel/scenario/shipped';
import type { ScreenName } from '../../../firmware/terminal/state';

const FOLDER = join(__dirname, '../../../config/scenarios');
const scenarios = listScenarios(FOLDER);
const documentation = readFileSync(join(__dirname, '../../../docs/scenarios.md'), 'utf8');

test('a dozen and more are shipped, and nothing is wrong with any', () => {
  expect(scenarios.length).toBeGreaterThanOrEqual(12);
  expect(scenarios.filter(({ problems }) => problems !== '').map(({ problems }) => problems)).toEqual([]);
  const titles = scenarios.map(({ scenario }) => scenario?.title);
  expect(new Set(titles).size).toBe(titles.length);
});

test.each(scenarios.map(({ name, scenario }) => [name, scenario] as const))(
  '%s explains itself and expects something after what it does',
  (_name, scenario) => {
    const steps = scenario?.steps ?? [];
    const expectations = steps.filter(({ action }) => action?.verb === 'expect');
    expect(expectations.length).toBeGreaterThanOrEqual(steps.length / 4);
    expect(steps.some(({ say }) => say !== null)).toBe(true);
    expect(scenario?.about.length).toBeGreaterThan(80);
  },
);

test('the documentation lists each of them with its title, and each step there is', () => {
  const listed = [...documentation.matchAll(/^\| \[`([a-z-]+)`\]\(\.\.\/config\/scenarios\/\1\.yaml\) \| (.+) \|$/gm)];
  expect(listed.map(([, name, title]) => [name, title])).toEqual(
    scenarios.map(({ name, scenario }) => [name, scenario?.title]),
  );
  const steps = [...documentation.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, verb]) => verb);
  expect(steps.sort()).toEqual([...VERBS].sort());
});

test('the words of a scenario are those of the program', () => {
  const screens: Record<ScreenName, true> = Object.fromEntries(SCREENS.map((name) => [name, true])) as Record<
    (typeof SCREENS)[number],
    true
  >;
  const states: Record<CompartmentState, true> = Object.fromEntries(
    COMPARTMENT_STATES.map((name) => [name, true]),
  ) as Record<(typeof COMPARTMENT_STATES)[number], true>;
  expect([Object.keys(screens).length, Object.keys(states).length]).toEqual([
    SCREENS.length,
    COMPARTMENT_STATES.length,
  ]);
});
