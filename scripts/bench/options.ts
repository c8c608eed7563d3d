import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';

/** How much is measured; a test makes it tiny. */
export interface Amounts {
  readonly pickups: number;
  /** Not counted: the first ones run code that is not compiled yet. */
  readonly warmUp: number;
  /** Starts of each program. */
  readonly starts: number;
  /** From ready until the memory is read, ms. */
  readonly idleMs: number;
  /** What the large store holds. */
  readonly grants: number;
  readonly events: number;
  /** Typed codes that are refused, of all kinds together. */
  readonly refusals: number;
  /** Doors opened on each line of lock boards. */
  readonly openings: number;
}

export const WHOLE: Amounts = {
  pickups: 1_000,
  warmUp: 300,
  starts: 9,
  idleMs: 3_000,
  grants: 100_000,
  events: 1_000_000,
  refusals: 100_000,
  openings: 60,
};
export const QUICK: Amounts = {
  pickups: 100,
  warmUp: 50,
  starts: 3,
  idleMs: 500,
  grants: 2_000,
  events: 20_000,
  refusals: 3_000,
  openings: 10,
};

/** The bench's parts: what a pickup, a start and memory cost here; what the line to lock boards costs anywhere. */
export const SECTIONS = ['firmware', 'refusals', 'lock-boards'] as const;
export type Section = (typeof SECTIONS)[number];

export interface BenchOptions {
  readonly quick: boolean;
  /** Where the figures go for machines. */
  readonly json: string | null;
  /** The disk that is measured. */
  readonly folder: string;
  readonly sections: readonly Section[];
}

export const HELP = `Usage: npm run bench -- [--quick] [--only PART] [--json FILE] [--dir DIR]

Measures this lockerd on this machine, each figure beside what it can't do without: from the last key of a PIN
to the lock beside the durable commits in between; the start and the idle memory beside a bare node that loads
the same packages; all that again with ${WHOLE.grants.toLocaleString('en')} grants and ${WHOLE.events.toLocaleString('en')} events in the store. The table goes to stdout,
progress to stderr. Takes about two minutes and 1 GB of disk.

Then typed codes that are refused for different reasons: whether the time that takes tells them apart.
Then the drivers of lock boards on emulated boards, in frozen time: how long an unlock waits and how soon an opening is
noticed, from byte times, pauses and the boards' turnaround; the same figures on every machine.

  --quick      a smaller store and fewer rounds: a quarter of a minute, coarse figures
  --only PART  ${SECTIONS.join(' or ')}
  --json FILE  writes the figures for machines
  --dir DIR    folder on the disk to be measured (default: ${tmpdir()})
  --help
`;

export type Parsed = { readonly options: BenchOptions } | { readonly help: true } | { readonly usage: string };

export function parseBenchOptions(args: readonly string[]): Parsed {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'string' },
        dir: { type: 'string', default: tmpdir() },
        only: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    return { usage: error instanceof Error ? error.message : String(error) };
  }
  if (values.help) return { help: true };
  if (values.json === '' || values.dir === '') return { usage: '--json and --dir must not be empty' };
  const sections = SECTIONS.filter((name) => values.only === undefined || values.only === name);
  if (sections.length === 0) return { usage: `--only is ${SECTIONS.join(' or ')}` };
  return { options: { quick: values.quick, json: values.json ?? null, folder: values.dir, sections } };
}
