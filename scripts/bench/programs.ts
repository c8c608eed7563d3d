import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** A program that tells its parent `{ "type": "ready" }` over the IPC channel. */
export interface Program {
  readonly name: string;
  /** Arguments of node. */
  readonly args: readonly string[];
  readonly cwd: string;
}

export interface Life {
  /** From the spawn until it says that it is ready, ms. */
  readonly startMs: number;
  /** Resident a while after that, MiB. */
  readonly idleMiB: number;
}

/** What lockerd has loaded when it is ready; the rest (prom-client, temporal-polyfill) comes when it is needed. */
const PACKAGES = [
  'better-sqlite3',
  'commander',
  'fastest-levenshtein',
  'fastify',
  'mqtt',
  'node-cron',
  'pino',
  'yaml',
  'zod',
];

/** Node with nothing but the packages and an open database. */
export function bareNode(root: string, databaseFile: string): Program {
  const script = `
    for (const name of ${JSON.stringify(PACKAGES)}) require(name);
    const db = require('better-sqlite3')(${JSON.stringify(databaseFile)});
    db.pragma('journal_mode = wal');
    db.pragma('synchronous = full');
    db.exec('CREATE TABLE IF NOT EXISTS one (id INTEGER PRIMARY KEY)');
    setInterval(() => undefined, 60_000);
    process.send({ type: 'ready' });`;
  return { name: 'bare node', args: ['-e', script], cwd: root };
}

/** One life of a program, from its start to its end. @throws when it ends before it is ready */
export async function live(program: Program, idleMs: number, end: AbortSignal): Promise<Life> {
  const from = performance.now();
  const child = spawn(process.execPath, program.args, {
    cwd: program.cwd,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    signal: end,
    killSignal: 'SIGKILL',
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  try {
    const startMs = (await ready(program, child)) - from;
    await new Promise((resolve) => setTimeout(resolve, idleMs));
    return { startMs, idleMiB: residentMiB(child.pid ?? 0) };
  } finally {
    child.kill('SIGTERM');
    await gone;
  }
}

/** When it is, by performance.now(). */
function ready({ name }: Program, child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: { readonly type?: unknown }) => {
      if (message.type === 'ready') resolve(performance.now());
    });
    child.once('error', reject);
    child.once('close', (code, signal) =>
      reject(new Error(`${name} ended before it was ready (${signal ?? `exit code ${code}`})`)),
    );
  });
}

function residentMiB(pid: number): number {
  const status = `/proc/${pid}/status`;
  const kiB = existsSync(status)
    ? /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(kiB) / 1024;
}
