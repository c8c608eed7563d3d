import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { formatPath } from './problem';
import type { FieldPath } from './problem';
import type { JsonSchema } from './json-schema';
import { allowed, choices, fieldsNamed, schemaAt } from './schema-shape';

export interface Explained {
  readonly path: FieldPath;
  /** Whether the field's name or its value is wrong. */
  readonly part: 'key' | 'value';
  readonly message: string;
}

/** Turns what zod found into words. Several for one issue: zod lists all unknown fields of a block in one. */
export function explain(issues: readonly z.core.$ZodIssue[], data: unknown, schema: JsonSchema): Explained[] {
  const taken = new Set<string>();
  const unknown = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => explainUnknown(issue, key, data, schema, taken)) : [],
  );
  const rest = issues.flatMap((issue): Explained[] => {
    if (issue.code === 'unrecognized_keys') return [];
    const path = fieldPath(issue.path);
    // `sise: M` is one mistake, not an unknown field and a missing one.
    return taken.has(formatPath(path)) ? [] : [explainValue(issue, path, data, schema)];
  });
  return [...unknown, ...rest];
}

function explainUnknown(
  issue: z.core.$ZodIssue,
  key: string,
  data: unknown,
  schema: JsonSchema,
  taken: Set<string>,
): Explained {
  const parent = fieldPath(issue.path);
  const path = [...parent, key];
  const known = Object.keys(schemaAt(schema, data, parent)?.properties ?? {});
  const block = valueAt(data, parent) as Record<string, unknown>;
  const near = nearest(key, known);
  if (near !== null) {
    if (!Object.hasOwn(block, near)) taken.add(formatPath([...parent, near]));
    const hint = Object.hasOwn(block, near) ? `"${near}" is there already; remove this one` : `did you mean "${near}"?`;
    return { path, part: 'key', message: `unknown field; ${hint}` };
  }
  // Not the same place: there it is a field of another kind of device.
  const elsewhere = fieldsNamed(schema, key).filter((place) => place !== formatPath(path));
  const hint = elsewhere.length === 1 ? `it belongs at ${elsewhere[0]}` : `known here: ${known.join(', ')}`;
  return { path, part: 'key', message: `unknown field; ${hint}` };
}

function explainValue(issue: z.core.$ZodIssue, path: FieldPath, data: unknown, schema: JsonSchema): Explained {
  const node = schemaAt(schema, data, path);
  const value = valueAt(data, path);
  const words = node === null ? '' : allowed(node);
  if (value === undefined) return { path, part: 'value', message: `is missing; needed is ${words}` };
  if (value === '' && words === 'text') return { path, part: 'value', message: 'must not be empty' };
  // A name in a block with an entry for each name.
  if (issue.code === 'invalid_key')
    return { path, part: 'key', message: `must be ${issue.issues[0]?.message ?? words}` };
  if (issue.code === 'custom' || issue.code === 'invalid_format') {
    // A rule about a whole block is a sentence of its own; one about a value says what the value must be.
    const message = typeof value === 'object' ? issue.message : `must be ${issue.message}; found ${show(value, path)}`;
    return { path, part: 'value', message };
  }
  const near = typeof value === 'string' && node !== null ? nearest(value, (choices(node) ?? []).map(String)) : null;
  const hint = near === null ? quoteHint(value, node) : `; did you mean ${near}?`;
  return { path, part: 'value', message: `must be ${words}; found ${show(value, path)}${hint}` };
}

/** YAML reads `id: 7` as a number and `yes` as text; a technician can't see what is wrong with either. */
function quoteHint(value: unknown, node: JsonSchema | null): string {
  if (node?.type === 'boolean' && typeof value === 'string') {
    if (/^(y|yes|on)$/i.test(value)) return '; did you mean true?';
    if (/^(n|no|off)$/i.test(value)) return '; did you mean false?';
  }
  if (node?.type !== 'string' || (typeof value !== 'number' && typeof value !== 'boolean')) return '';
  return `; put it in quotes: "${String(value)}"`;
}

/** The known word somebody meant, or null when none is close: a third of the letters may be wrong, two at least. */
export function nearest(word: string, known: readonly string[]): string | null {
  if (known.length === 0 || word.length > 100) return null;
  const plain = (text: string): string => text.toLowerCase().replace(/[-_ ]/g, '');
  const byPlain = new Map(known.map((name) => [plain(name), name]));
  const best = closest(plain(word), [...byPlain.keys()]);
  const limit = Math.min(Math.max(2, Math.floor(best.length / 3)), best.length - 1);
  return distance(plain(word), best) <= limit ? (byPlain.get(best) ?? null) : null;
}

/** What was found, short, and nothing of it where a secret might stand by mistake. */
function show(value: unknown, path: FieldPath): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return 'a block of fields';
  // How a locker is wired is no secret, and has a keypad and pins.
  const hidden = path[0] !== 'hal' && /key|password|secret|token|pin|user/i.test(formatPath(path));
  if (hidden || /\/\/[^/]*@/.test(value)) return 'something else';
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}

function valueAt(data: unknown, path: FieldPath): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

function fieldPath(path: readonly PropertyKey[]): FieldPath {
  return path.map((step) => (typeof step === 'number' ? step : String(step)));
}
