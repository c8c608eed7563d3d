import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import { listenAnywhere } from '../demo/ports';
import { judge, table, type Figure } from './figures';
import { BOARD_CASES, boardTable, measureBoards, type BoardFigures } from './lock-boards';
import { makeStores, measurePickups, measurePrograms } from './measure';
import { HELP, parseBenchOptions, QUICK, WHOLE, type Amounts, type BenchOptions } from './options';
import { bareNode, type Program } from './programs';
import { measureRefusals, refusalTable, type RefusalFigures } from './refusals';
import { writeSite } from './site';

declare const __LOCKERD_VERSION__: string;

const PROGRAMS = __dirname;
const ROOT = path.dirname(PROGRAMS);
const EXIT = { clean: 0, fault: 1, usage: 64, interrupted: 130 } as const;

function say(text: string): void {
  process.stderr.write(`bench: ${text}\n`);
}

/** A broker as the demo has it: a locker in service has a link to its operator. */
async function startBroker(): Promise<{ url: string; child: ChildProcess }> {
  const { server, port } = await listenAnywhere();
  const child = fork(path.join(PROGRAMS, 'broker.js'), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  child.send({ type: 'listen' }, server, {}, () => server.close());
  return { url: `mqtt://127.0.0.1:${port}`, child };
}

async function measure(folder: string, amounts: Amounts, end: AbortSignal): Promise<Figure[]> {
  const { grants, events, pickups, warmUp, starts } = amounts;
  say(`a store with ${grants.toLocaleString('en')} grants and ${events.toLocaleString('en')} events`);
  const stores = await makeStores(folder, amounts, end);
  say(`${pickups} pickups each with a small and a large store, after ${warmUp} to warm up`);
  const reactions = await measurePickups(stores, amounts, end);
  say(`${starts} starts each of bare node and of lockerd with a small and a large store`);
  const broker = await startBroker();
  try {
    const config = writeSite(folder, broker.url);
    const lockerd = (stateDir: string): Program => ({
      name: 'lockerd',
      cwd: ROOT,
      args: [path.join(PROGRAMS, 'lockerd.js'), '--config', config, '--state-dir', stateDir],
    });
    const programs = {
      bare: bareNode(ROOT, path.join(folder, 'bare.db')),
      small: lockerd(stores.small),
      large: lockerd(stores.large),
    };
    return [...reactions, ...(await measurePrograms(programs, amounts, end))];
  } finally {
    broker.child.kill();
  }
}

async function measureRefused(folder: string, { refusals }: Amounts, end: AbortSignal): Promise<RefusalFigures[]> {
  say(`${refusals.toLocaleString('en')} typed codes that are refused`);
  return measureRefusals(folder, refusals, end);
}

async function measureLockBoards({ openings }: Amounts, end: AbortSignal): Promise<BoardFigures[]> {
  say(`lock boards: ${BOARD_CASES.length} lines, ${openings} openings each`);
  const figures: BoardFigures[] = [];
  for (const which of BOARD_CASES) {
    end.throwIfAborted();
    figures.push(await measureBoards(which, openings));
  }
  return figures;
}

async function bench({ quick, json, folder: parent, sections }: BenchOptions, end: AbortSignal): Promise<void> {
  const started = performance.now();
  const amounts = quick ? QUICK : WHOLE;
  const folder = mkdtempSync(path.join(parent, 'lockerd-bench-'));
  try {
    const lines = sections.includes('firmware') ? judge(await measure(folder, amounts, end)) : [];
    const refusals = sections.includes('refusals') ? await measureRefused(folder, amounts, end) : [];
    const lockBoards = sections.includes('lock-boards') ? await measureLockBoards(amounts, end) : [];
    const machine = { node: process.version, cpu: cpus()[0]?.model.trim() ?? 'unknown', cores: availableParallelism() };
    if (json !== null) {
      const result = {
        version: __LOCKERD_VERSION__,
        at: new Date().toISOString(),
        ...machine,
        quick,
        amounts,
        lines,
        refusals,
        lockBoards,
      };
      writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
    }
    const tables = [
      ...(lines.length > 0 ? [table(lines)] : []),
      ...(refusals.length > 0 ? [refusalTable(refusals)] : []),
      ...(lockBoards.length > 0 ? [boardTable(lockBoards)] : []),
    ];
    process.stdout.write(
      `${tables.join('\n\n')}\n\nlockerd ${__LOCKERD_VERSION__}, Node ${machine.node}, ${machine.cores} × ${machine.cpu}\n`,
    );
    say(`took ${((performance.now() - started) / 1_000).toFixed(0)} s${quick ? '; --quick: coarse figures' : ''}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const parsed = parseBenchOptions(argv);
  if ('help' in parsed) {
    process.stdout.write(HELP);
    return EXIT.clean;
  }
  if ('usage' in parsed) {
    process.stderr.write(`npm run bench: ${parsed.usage}\nTry: npm run bench -- --help\n`);
    return EXIT.usage;
  }
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt.abort());
  try {
    await bench(parsed.options, interrupt.signal);
    return EXIT.clean;
  } catch (error) {
    if (interrupt.signal.aborted) return EXIT.interrupted;
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return EXIT.fault;
  }
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
