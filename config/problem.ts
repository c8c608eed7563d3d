/** Something in a site file that keeps the locker from starting, worded for the technician who has to mend it. */
export interface ConfigProblem {
  /** The file as it was named, or the command-line option that overrides it. */
  readonly file: string;
  /** From 1; null where no place in the file is to blame. */
  readonly line: number | null;
  readonly column: number | null;
  /** Like `compartments[3].size`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** A broken file can be wrong in a thousand places; nobody reads that many. */
const SHOWN = 40;

export function formatProblem({ file, line, column, path, message }: ConfigProblem): string {
  const place = line === null ? file : `${file}:${line}:${column ?? 1}`;
  return path === '' ? `${place}: ${message}` : `${place}: ${path}: ${message}`;
}

/** One line per problem, in the order of the file. */
export function formatProblems(problems: readonly ConfigProblem[]): string {
  const lines = problems.slice(0, SHOWN).map(formatProblem);
  if (problems.length > SHOWN) lines.push(`and ${problems.length - SHOWN} more problems`);
  return lines.join('\n');
}

export type FieldPath = readonly (string | number)[];

export function formatPath(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
