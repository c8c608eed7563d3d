import * as z from 'zod';
import { siteSchema } from './schema';

/** The part of JSON Schema that zod writes for a site file. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  /** Fields with any name, in a block that is a list by name. */
  readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
}

/**
 * The site file as a JSON Schema, for editors and for messages. Draft 7 is what editors' YAML support knows
 * best; `input` because a site file leaves out what has a default.
 */
export function siteJsonSchema(): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(siteSchema, { io: 'input', target: 'draft-7' });
  return { $schema, title: 'lockerd site file', ...rest } as JsonSchema;
}

/** The text of `config/site.schema.json` and of `lockerctl config schema`. */
export function siteJsonSchemaText(): string {
  return `${JSON.stringify(siteJsonSchema(), null, 2)}\n`;
}
