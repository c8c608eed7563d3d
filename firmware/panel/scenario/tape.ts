import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Document, isMap, isPair, isSeq, type Node } from 'yaml';
import type { StepInput } from '../../../config/scenario/schema';

/** What a recording holds. Names only: codes stay with the back office. */
export type Entry =
  /** `mark`: the newest event when it was written. `inside`: parcels that were there. */
  | { readonly kind: 'start'; readonly mark: number; readonly inside: readonly string[] }
  | { readonly kind: 'mark'; readonly mark: number }
  | { readonly kind: 'step'; readonly step: StepInput }
  /** `before`: it was there when the recording began, so a scenario has to see to it. */
  | { readonly kind: 'name'; readonly name: string; readonly parcel: string }
  | { readonly kind: 'before'; readonly step: StepInput }
  | { readonly kind: 'door'; readonly name: string; readonly compartment: string };

/** A recording on disk, a line per entry: it goes on behind a power cut. */
export class Tape {
  constructor(private readonly file: string) {}

  get running(): boolean {
    return existsSync(this.file);
  }

  begin(start: Extract<Entry, { kind: 'start' }>): void {
    writeFileSync(this.file, `${JSON.stringify(start)}\n`, { mode: 0o600 });
  }

  add(entry: Entry): void {
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
  }

  read(): Entry[] {
    const text = readFileSync(this.file, 'utf8');
    // The last line was cut off with the power: the next one begins anew.
    if (!text.endsWith('\n')) appendFileSync(this.file, '\n');
    return text.split('\n').flatMap(parsed);
  }

  end(): void {
    rmSync(this.file, { force: true });
  }
}

function parsed(line: string): Entry[] {
  if (line === '') return [];
  try {
    return [JSON.parse(line) as Entry];
  } catch {
    return [];
  }
}

/** The recording as a scenario file. */
export function scenarioText(title: string, about: string, entries: readonly Entry[]): string {
  const steps = [
    ...entries.flatMap((entry) => (entry.kind === 'before' ? [entry.step] : [])),
    ...entries.flatMap((entry) => (entry.kind === 'step' ? [entry.step] : [])),
  ];
  const document = new Document({ title, about, steps: steps.length > 0 ? steps : [{ say: 'Nothing was done.' }] });
  const list: unknown = document.get('steps');
  if (isSeq(list)) {
    for (const [index, item] of list.items.entries()) {
      if (!isMap(item)) continue;
      const [pair] = item.items;
      if (isPair(pair) && isMap(pair.value)) pair.value.flow = true;
      // What is done stands apart from what came of it.
      if (index > 0 && !item.has('expect') && !item.has('wait')) (item as Node).spaceBefore = true;
    }
  }
  return document.toString({ lineWidth: 120, singleQuote: true, flowCollectionPadding: true });
}
