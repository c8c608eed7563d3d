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
  // Nobody waited for it: a failure all the same. (To exit is no way out: node waits for its read of the line.)
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(fault, (error: unknown) => {
      const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
      host.tell({ name: `(${fault})`, failure, ms: 0 });
    });
  }
  host.tell({ up: true });
  const { only } = JSON.parse(readFileSync('/run/hil/options.json', 'utf8')) as { only: string };
  void runAll(only, (result) => host.tell({ ...result })).then(() => {
    // The host ends the machine.
    host.tell({ end: true });
  });
}
