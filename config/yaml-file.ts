import { closeSync, fstatSync, openSync, readSync, constants } from 'node:fs';
import { isAlias, isCollection, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
import type { ConfigProblem, FieldPath } from './problem';

/** A site of 500 compartments has some 40 KiB; more than this is not a site file. */
const MAX_BYTES = 1024 * 1024;
/** A handful of anchors is convenience, more is an attempt to fill the memory. */
const MAX_ALIASES = 100;

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface YamlFile {
  readonly data: Record<string, unknown>;
  /** Where a field stands: its name (`key`) or its value. What is not there has the place of what it is missing from. */
  locate(path: FieldPath, part: 'key' | 'value'): Place;
}

export type YamlResult =
  { readonly ok: true; readonly yaml: YamlFile } | { readonly ok: false; readonly problems: ConfigProblem[] };

/** What a file is called in messages, and what every such file has. */
export interface YamlKind {
  readonly name: string;
  readonly fields: readonly string[];
}
const SITE_FILE: YamlKind = { name: 'site file', fields: ['locker', 'hal', 'compartments'] };

/** Reads and parses; does not throw. */
export function readYaml(file: string, kind = SITE_FILE): YamlResult {
  const read = readText(file, kind);
  return read.ok ? parseYaml(file, read.text, kind) : { ok: false, problems: [fileProblem(file, read.message)] };
}

export function parseYaml(file: string, text: string, kind = SITE_FILE): YamlResult {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const faults = [...document.errors, ...document.warnings];
    if (faults.length > 0) {
      const problems = faults.map(({ code, message, pos }) => {
        const { line, col } = lines.linePos(pos[0]);
        return { file, line, column: col, path: '', message: syntaxMessage(code, message, kind) };
      });
      return { ok: false, problems };
    }
    if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
      return {
        ok: false,
        problems: [fileProblem(file, `is empty; a ${kind.name} has at least ${list(kind.fields)}`)],
      };
    }
    const data: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    if (!isMap(document.contents)) {
      return {
        ok: false,
        problems: [
          fileProblem(file, `must be a mapping of fields, like "${kind.fields[0]}:" and "${kind.fields.at(-1)}:"`),
        ],
      };
    }
    const locate = (path: FieldPath, part: 'key' | 'value'): Place => {
      const { line, col } = lines.linePos(offsetOf(document, path, part));
      return { line, column: col };
    };
    return { ok: true, yaml: { data: data as Record<string, unknown>, locate } };
  } catch (error) {
    return { ok: false, problems: [fileProblem(file, thrownMessage(error))] };
  }
}

type ReadResult = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

function readText(file: string, kind: YamlKind): ReadResult {
  let descriptor: number | undefined;
  try {
    // Without O_NONBLOCK a named pipe would hold up the start until somebody writes to it.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) return { ok: false, message: `is a folder; name the ${kind.name} itself` };
    if (!stat.isFile()) return { ok: false, message: 'is not a regular file' };
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    for (let got = -1; got !== 0 && length < buffer.length; length += got) {
      got = readSync(descriptor, buffer, length, buffer.length - length, null);
    }
    if (length > MAX_BYTES) return { ok: false, message: 'is larger than 1 MiB' };
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, length)) };
  } catch (error) {
    return { ok: false, message: readMessage(error) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function readMessage(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user; check its owner and mode';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'is not UTF-8 text';
  return `can't be read: ${String(error)}`;
}

const list = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

function syntaxMessage(code: string, message: string, kind: YamlKind): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'this field is there twice; keep one of them';
    case 'MULTIPLE_DOCS':
      return `a second document starts here ("---"); a ${kind.name} has one`;
    case 'TAB_AS_INDENT':
      return 'a tab stands where YAML wants blanks; indent with blanks';
    default:
      // The parser's own text never quotes more than the offending token; a value in it may be a secret.
      return `not valid YAML: ${message.split(/[:"']/)[0]?.trim() ?? 'syntax error'}`;
  }
}

function thrownMessage(error: unknown): string {
  const { name } = error as Error;
  if (name === 'RangeError') return 'is nested too deeply';
  if (name === 'ReferenceError') return 'uses anchors and aliases (& and *) too often, or one that does not exist';
  return `can't be understood: ${name}`;
}

function fileProblem(file: string, message: string): ConfigProblem {
  return { file, line: null, column: null, path: '', message };
}

/** Offset of the deepest part of the path that exists. */
function offsetOf(document: Document, path: FieldPath, part: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = start(node) ?? 0;
  for (const [index, step] of path.entries()) {
    const last = index === path.length - 1;
    const collection = isAlias(node) ? node.resolve(document) : node;
    if (!isCollection(collection)) break;
    if (isMap(collection)) {
      const pair = collection.items.find(({ key }) => (isScalar(key) ? String(key.value) : '') === String(step));
      if (pair === undefined) break;
      const key = start(pair.key);
      node = pair.value;
      // The name is the better place for a block: its value starts only at the first field inside.
      const block = isCollection(pair.value) && pair.value.flow !== true;
      offset = (last && (part === 'key' || block) ? key : start(pair.value)) ?? key ?? offset;
    } else {
      const next: unknown = collection.items[Number(step)];
      if (next === undefined) break;
      node = next;
      offset = start(node) ?? offset;
    }
  }
  return offset;
}

function start(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
