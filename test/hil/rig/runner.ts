import { expect } from 'expect';

/**
 * The few words of Jest that the contract suite and the stories are written in, for the guest: Jest itself takes
 * longer to load there than all of the stories take. Tests run one after the other, in the order they stand.
 */

type Work = () => unknown;

interface Suite {
  readonly name: string;
  readonly parent: Suite | null;
  readonly before: Work[];
  readonly beforeEach: Work[];
  readonly afterEach: Work[];
  readonly after: Work[];
  readonly steps: (TestCase | Suite)[];
}

interface TestCase {
  readonly title: string;
  readonly run: Work;
  readonly limit: number;
}

export interface Result {
  readonly name: string;
  /** Null when it passed. */
  readonly failure: string | null;
  readonly ms: number;
}

/** A test that takes longer hangs, ms. The guest is an emulated machine. */
const LIMIT = 120_000;

const suite = (name: string, parent: Suite | null): Suite => ({
  name,
  parent,
  steps: [],
  before: [],
  beforeEach: [],
  afterEach: [],
  after: [],
});

const root = suite('', null);
let current = root;

const words = {
  expect,
  describe(name: string, define: () => void): void {
    const inner = suite(name, current);
    current.steps.push(inner);
    current = inner;
    define();
    current = inner.parent ?? root;
  },
  test(title: string, run: Work, limit = LIMIT): void {
    current.steps.push({ title, run, limit });
  },
  beforeAll: (work: Work): void => void current.before.push(work),
  beforeEach: (work: Work): void => void current.beforeEach.push(work),
  afterEach: (work: Work): void => void current.afterEach.push(work),
  afterAll: (work: Work): void => void current.after.push(work),
};
Object.assign(globalThis, words, { it: words.test });

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Runs it, within its limit. Null, or what went wrong. */
async function attempt(run: Work, limit: number): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((done) => {
    timer = setTimeout(() => done(`took longer than ${limit / 1_000} s`), limit);
  });
  try {
    return await Promise.race([
      Promise.resolve()
        .then(run)
        .then(() => null, describeError),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

function lineage(of: Suite): Suite[] {
  return of.parent === null ? [of] : [...lineage(of.parent), of];
}

async function all(works: readonly Work[]): Promise<string | null> {
  let failure: string | null = null;
  for (const work of works) failure = (await attempt(work, LIMIT)) ?? failure;
  return failure;
}

async function runTest(test: TestCase, within: Suite): Promise<string | null> {
  const line = lineage(within);
  const prepared = await all(line.flatMap((one) => one.beforeEach));
  const failure = prepared ?? (await attempt(test.run, test.limit));
  const cleared = await all([...line].reverse().flatMap((one) => one.afterEach));
  return failure ?? cleared;
}

async function runSuite(of: Suite, wanted: (name: string) => boolean, tell: (result: Result) => void): Promise<void> {
  const nameOf = (title: string) => [...lineage(of).map(({ name }) => name), title].filter(Boolean).join(' › ');
  const cases = (within: Suite): string[] =>
    within.steps.flatMap((step) =>
      'steps' in step
        ? cases(step)
        : [[...lineage(within).map(({ name }) => name), step.title].filter(Boolean).join(' › ')],
    );
  if (!cases(of).some(wanted)) return;
  const broken = await all(of.before);
  for (const step of of.steps) {
    if ('steps' in step) {
      await runSuite(step, wanted, tell);
      continue;
    }
    const name = nameOf(step.title);
    if (!wanted(name)) continue;
    const started = performance.now();
    const failure = broken ?? (await runTest(step, of));
    tell({ name, failure, ms: Math.round(performance.now() - started) });
  }
  const left = await all(of.after);
  if (left !== null) tell({ name: nameOf('(afterwards)'), failure: left, ms: 0 });
}

/** Runs what was described. @param only part of a test's name; empty: all of them */
export async function runAll(only: string, tell: (result: Result) => void): Promise<void> {
  await runSuite(root, (name) => name.includes(only), tell);
}
