import { readFileSync } from 'node:fs';
import { host } from './host';
import { runAll } from './runner';

/** Figures for the report: printed by the host among the results. */
export function figure(text: string): void {
  host.tell({ figure: text });
}

/** Runs what the bundle has described, and tells the host how it went. */
export function begin(): void {
  host.start();
  host.tell({ up: true });
  const { only } = JSON.parse(readFileSync('/run/hil/options.json', 'utf8')) as { only: string };
  void runAll(only, (result) => host.tell({ ...result })).then(() => {
    host.tell({ end: true });
    // The host ends the machine.
    setTimeout(() => process.exit(0), 2_000);
  });
}
