import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { formatProblems, parseScenario } from '../../../config/scenario/load';
import type { Scenario } from '../../../config/scenario/schema';

/** A scenario file beside the site files: `GET /sim/scenarios/NAME`. */
export interface ScenarioFile {
  /** Without folder and ending. */
  readonly name: string;
  readonly text: string;
  /** Null when the file is wrong. */
  readonly scenario: Scenario | null;
  /** What is wrong, one line each; empty when it is good. */
  readonly problems: string;
}

const ENDING = '.yaml';

/** What there is in the folder, by name; nothing where there is no folder. */
export function listScenarios(folder: string): ScenarioFile[] {
  return fileNames(folder).map((file) =>
    readScenario(basename(file, ENDING), readFileSync(join(folder, file), 'utf8')),
  );
}

export function readScenario(name: string, text: string): ScenarioFile {
  const result = parseScenario(`${name}${ENDING}`, text);
  return result.ok
    ? { name, text, scenario: result.scenario, problems: '' }
    : { name, text, scenario: null, problems: formatProblems(result.problems) };
}

function fileNames(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(ENDING))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
