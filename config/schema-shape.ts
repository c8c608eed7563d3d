import type { JsonSchema } from './json-schema';
import type { FieldPath } from './problem';

/** Walks to the part of the schema that describes a field; `data` picks the branch where a discriminator decides. */
export function schemaAt(schema: JsonSchema, data: unknown, path: FieldPath): JsonSchema | null {
  let node: JsonSchema | null = branch(schema, data);
  let value = data;
  for (const step of path) {
    value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined;
    const next: JsonSchema | undefined =
      typeof step === 'number'
        ? node.items
        : (ownProperty(node.properties, step) ?? named(node) ?? decider(node, step));
    if (next === undefined) return null;
    node = branch(next, value);
  }
  return node;
}

/** The one alternative of a `oneOf` whose constants the data has; the node itself when there is no choice to make. */
function branch(node: JsonSchema, data: unknown): JsonSchema {
  if (node.oneOf === undefined) return node;
  const fits = node.oneOf.find((option) =>
    Object.entries(option.properties ?? {}).every(([name, { const: constant }]) => {
      const value = ownProperty(data, name);
      const leftOut = value === undefined && option.required?.includes(name) !== true;
      return constant === undefined || value === constant || leftOut;
    }),
  );
  return fits ?? (node.oneOf.length === 1 ? (node.oneOf[0] ?? node) : node);
}

/** What holds for every entry of a block that is a list by name. */
function named({ additionalProperties: entry }: JsonSchema): JsonSchema | undefined {
  return typeof entry === 'object' ? entry : undefined;
}

/** A field by which the alternatives differ: no alternative fits, so its values together are what is allowed. */
function decider(node: JsonSchema, field: string): JsonSchema | undefined {
  const values = node.oneOf?.map((option) => ownProperty(option.properties, field)?.const) ?? [];
  return values.length === 0 || values.includes(undefined) ? undefined : { enum: values };
}

/** Paths of all fields called so, list items left out: `locker.zone` for `zone`. */
export function fieldsNamed(schema: JsonSchema, name: string): string[] {
  const found: string[] = [];
  const walk = (node: JsonSchema, prefix: string): void => {
    for (const option of node.oneOf ?? []) walk(option, prefix);
    for (const [key, child] of Object.entries(node.properties ?? {})) {
      const path = prefix === '' ? key : `${prefix}.${key}`;
      if (key === name && !found.includes(path)) found.push(path);
      walk(child, path);
    }
    if (node.items !== undefined) walk(node.items, `${prefix}[]`);
    const entry = named(node);
    if (entry !== undefined) walk(entry, `${prefix}.*`);
  };
  walk(schema, '');
  return found;
}

/** The values a field is limited to, or null when it is not such a field. */
export function choices(node: JsonSchema): readonly unknown[] | null {
  if (node.enum !== undefined) return node.enum;
  if (node.const !== undefined) return [node.const];
  const options = node.anyOf?.map((option) => option.const);
  return options === undefined || options.includes(undefined) ? null : options;
}

/** In words: `a whole number from 6 to 10 (6 if left out)`. */
export function allowed(node: JsonSchema): string {
  const fallback = ['string', 'number', 'boolean'].includes(typeof node.default)
    ? ` (${JSON.stringify(node.default)} if left out)`
    : '';
  return describe(node) + fallback;
}

function describe(node: JsonSchema): string {
  const options = choices(node);
  if (options !== null) return options.length === 1 ? String(options[0]) : `one of ${options.join(', ')}`;
  switch (node.type) {
    case 'integer':
      return `a whole number${range(node.minimum, node.maximum)}`;
    case 'number':
      return `a number${range(node.minimum, node.maximum)}`;
    case 'boolean':
      return 'true or false';
    case 'string':
      return 'text';
    case 'array':
      return `a list of ${node.minItems ?? 0} to ${node.maxItems ?? 'any number of'} entries`;
    default:
      if (named(node) !== undefined) return 'a block with an entry for each name';
      return `a block of fields: ${Object.keys(node.properties ?? node.oneOf?.[0]?.properties ?? {}).join(', ')}`;
  }
}

function range(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? '' : ` of at most ${maximum}`;
}

function ownProperty<T>(object: Readonly<Record<string, T>> | undefined, name: string): T | undefined;
function ownProperty(object: unknown, name: string): unknown;
function ownProperty(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, name)
    ? (object as Record<string, unknown>)[name]
    : undefined;
}
