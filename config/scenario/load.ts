import * as z from 'zod';
import { explain, type Explained } from '../explain';
import type { JsonSchema } from '../json-schema';
import { formatPath, type ConfigProblem, type FieldPath } from '../problem';
import { parseYaml, readYaml, type YamlFile, type YamlKind, type YamlResult } from '../yaml-file';
import { scenarioSchema, stepSchema, VERBS, type Action, type Scenario } from './schema';
import { STAFF } from './words';

export { formatProblems } from '../problem';

const KIND: YamlKind = { name: 'scenario', fields: ['title', 'about', 'steps'] };

export type ScenarioResult =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Reads and checks a scenario. Does not throw; every problem there is comes back at once. */
export function loadScenario(file: string): ScenarioResult {
  return check(file, readYaml(file, KIND));
}

/** The same for a text; `file` is only what problems call it. */
export function parseScenario(file: string, text: string): ScenarioResult {
  return check(file, parseYaml(file, text, KIND));
}

/** For editors and for messages. */
export function scenarioJsonSchema(): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-7' });
  return { $schema, title: 'lockerd scenario', ...rest } as JsonSchema;
}

function check(file: string, result: YamlResult): ScenarioResult {
  if (!result.ok) return result;
  const { yaml } = result;
  const parsed = scenarioSchema.safeParse(yaml.data);
  const shape = parsed.success ? [] : explain(parsed.error.issues, yaml.data, scenarioJsonSchema());
  const wrong = [...shape, ...unknownNames(soundSteps(yaml.data))];
  if (!parsed.success || wrong.length > 0) {
    return { ok: false, problems: wrong.map((item) => place(file, yaml, item)).sort(byPlace) };
  }
  const { title, about, steps } = parsed.data;
  return {
    ok: true,
    scenario: {
      title,
      about: about.replace(/\s+/g, ' '),
      steps: steps.map((step, index) => ({
        line: yaml.locate(['steps', index], 'value').line,
        say: step.say?.replace(/\s+/g, ' ') ?? null,
        action: actionOf(step),
      })),
    },
  };
}

type ParsedStep = z.infer<typeof scenarioSchema>['steps'][number];

function actionOf(step: ParsedStep): Action | null {
  const verb = VERBS.find((one) => Object.hasOwn(step, one));
  return verb === undefined ? null : ({ verb, with: step[verb] } as Action);
}

const named = z.record(
  z.string(),
  z
    .object({ as: z.string() })
    .transform((given) => given.as)
    .catch(''),
);
const anySteps = z.object({ steps: z.array(z.unknown()) });

/** Steps one by one: those with mistakes in them are only asked which name they give, so that all is told at once. */
function soundSteps(data: unknown): readonly (ParsedStep | { readonly gives: readonly string[] })[] {
  const found = anySteps.safeParse(data);
  return (found.data?.steps ?? []).map((step) => {
    const sound = stepSchema.safeParse(step);
    return sound.success ? sound.data : { gives: Object.values(named.safeParse(step).data ?? {}) };
  });
}

/** Names that nothing has been given yet: `ann.pin` before ann was announced. */
function unknownNames(steps: ReturnType<typeof soundSteps>): Explained[] {
  const known = new Set<string>(STAFF);
  const wrong: Explained[] = [];
  for (const [index, step] of steps.entries()) {
    if ('gives' in step) {
      for (const name of step.gives) known.add(name);
      continue;
    }
    const action = actionOf(step);
    if (action === null) continue;
    for (const { path, name } of namesIn(action)) {
      if (known.has(name)) continue;
      const message = `nobody is called ${name} yet: announce, deposit or choose it before (as: ${name})`;
      wrong.push({ path: ['steps', index, action.verb, ...path], part: 'value', message });
    }
    if (action.verb === 'announce' || action.verb === 'deposit' || action.verb === 'choose') known.add(action.with.as);
  }
  return wrong;
}

function namesIn({ verb, with: given }: Action): { path: FieldPath; name: string }[] {
  if (verb === 'attempt' || verb === 'recall') return [{ path: [], name: given }];
  if (typeof given === 'string') return verb === 'scan-text' ? [] : nameOf([], given);
  return Object.entries(given).flatMap(([field, value]) => {
    if (typeof value !== 'string') return [];
    if (field === 'message' || field === 'parcel') return [{ path: [field], name: value }];
    return ['door', 'lock', 'compartment'].includes(field) ? nameOf([field], value) : [];
  });
}

function nameOf(path: FieldPath, reference: string): { path: FieldPath; name: string }[] {
  const name = /^([a-z][a-z0-9-]*)\.(?:pin|mistyped|code|earlier-code|number|label|qr|door)$/.exec(reference)?.[1];
  return name === undefined ? [] : [{ path, name }];
}

function place(file: string, yaml: YamlFile, { path, part, message }: Explained): ConfigProblem {
  const { line, column } = yaml.locate(path, part);
  return { file, line, column, path: formatPath(path), message };
}

function byPlace(a: ConfigProblem, b: ConfigProblem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
