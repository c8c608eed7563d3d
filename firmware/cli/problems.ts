import { formatProblems, type ConfigProblem } from '../../config/problem';
import type { CliContext } from './context';
import { CliError } from './io';

/** Tells what is wrong in a file, by the name that the caller gave it. @returns what is to be thrown */
export function wrongFile({ io, json, show }: CliContext, name: string, found: readonly ConfigProblem[]): CliError {
  const problems = found.map((problem) => ({ ...problem, file: name }));
  if (json()) show({ ok: false, problems }, () => '');
  else io.err(`${formatProblems(problems)}\n`);
  return new CliError(`${name}: ${problems.length === 1 ? 'one problem' : `${problems.length} problems`}`);
}
