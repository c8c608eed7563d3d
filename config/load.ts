import { checkSite } from './checks';
import { explain } from './explain';
import type { Explained } from './explain';
import { siteJsonSchema } from './json-schema';
import { formatPath } from './problem';
import type { ConfigProblem, FieldPath } from './problem';
import { siteSchema } from './schema';
import type { SiteConfig } from './schema';
import { parseYaml, readYaml } from './yaml-file';
import type { YamlFile, YamlResult } from './yaml-file';

export { formatProblems } from './problem';
export type { ConfigProblem } from './problem';

/**
 * Command-line options that stand above the file: `--broker` (sync.broker) and `--listen` (panel.listen). `--operator-key`
 * is one more of codes.ticketKeys, and of sync.commandKeys where there are any.
 */
export interface SiteOverrides {
  readonly broker?: string | undefined;
  readonly listen?: string | undefined;
  readonly operatorKey?: string | undefined;
}

export type SiteResult =
  | {
      readonly ok: true;
      readonly site: SiteConfig;
      /** Names the place of a field whose value turned out to be wrong only in use. */
      readonly problem: (path: FieldPath, message: string) => ConfigProblem;
    }
  | { readonly ok: false; readonly problems: ConfigProblem[] };

/** Reads, checks and completes a site file. Does not throw; every problem there is comes back at once. */
export function loadSite(file: string, overrides: SiteOverrides = {}): SiteResult {
  return checkYaml(file, readYaml(file), overrides);
}

/** The same for a text; `file` is only what problems call it. */
export function parseSite(file: string, text: string, overrides: SiteOverrides = {}): SiteResult {
  return checkYaml(file, parseYaml(file, text), overrides);
}

function checkYaml(file: string, result: YamlResult, overrides: SiteOverrides): SiteResult {
  if (!result.ok) return result;
  const { yaml } = result;
  const data = withOverrides(yaml.data, overrides);
  const parsed = siteSchema.safeParse(data);
  if (parsed.success) {
    const problem = (path: FieldPath, message: string) => place(file, yaml, overrides, ruleBroken({ path, message }));
    return { ok: true, site: parsed.data, problem };
  }
  const schema = siteJsonSchema();
  // zod leaves the rules between fields out as long as a single field is wrong.
  const ofFields = parsed.error.issues.filter(
    (issue) => issue.code !== 'custom' || issue.params?.['betweenFields'] !== true,
  );
  const all = [...explain(ofFields, data, schema), ...checkSite(data).map(ruleBroken)];
  return { ok: false, problems: all.map((item) => place(file, yaml, overrides, item)).sort(byPlace) };
}

function ruleBroken({ path, message }: { path: FieldPath; message: string }): Explained {
  return { path, part: 'value', message };
}

function withOverrides(
  data: Record<string, unknown>,
  { broker, listen, operatorKey }: SiteOverrides,
): Record<string, unknown> {
  const merged = { ...data };
  /** @param value undefined: nothing is to be changed */
  const set = (block: string, field: string, value: (old: unknown) => unknown): void => {
    const fields = (merged[block] ?? {}) as Readonly<Record<string, unknown>>;
    const changed = typeof fields === 'object' ? value(fields[field]) : undefined;
    if (changed !== undefined) merged[block] = { ...fields, [field]: changed };
  };
  set('sync', 'broker', () => broker);
  set('panel', 'listen', () => listen);
  if (operatorKey !== undefined) {
    const oneMore = (keys: unknown): unknown =>
      Array.isArray(keys) && !keys.includes(operatorKey) ? [...(keys as unknown[]), operatorKey] : keys;
    set('codes', 'ticketKeys', (keys = []) => oneMore(keys));
    set('sync', 'commandKeys', oneMore);
  }
  return merged;
}

function place(file: string, yaml: YamlFile, overrides: SiteOverrides, item: Explained): ConfigProblem {
  const { path: fields, part, message } = item;
  const path = formatPath(fields);
  const option =
    (path === 'sync.broker' && overrides.broker !== undefined && '--broker') ||
    (path === 'panel.listen' && overrides.listen !== undefined && '--listen');
  if (option) return { file: option, line: null, column: null, path, message };
  const { line, column } = yaml.locate(fields, part);
  return { file, line, column, path, message };
}

function byPlace(a: ConfigProblem, b: ConfigProblem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
