import Database from 'better-sqlite3';
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Pages of 4 KiB between two waits for the disk: whoever commits meanwhile waits behind no more than that. */
const PAGES = 256;

/** What the thread that copies is told. */
export interface CopyRequest {
  readonly file: string;
  readonly target: string;
  /** Over a file that is there. */
  readonly replace: boolean;
}

/**
 * Writes a consistent copy, marked so that whoever starts on it knows that it was restored. It has its name only once
 * it is marked: used codes would revive in one that is not. Nothing else happens meanwhile.
 * @throws when `target` exists
 */
export function copyMarked(db: Database.Database, target: string): void {
  const part = partOf(target, false);
  try {
    db.prepare('VACUUM INTO ?').run(part);
    finish(part, target);
  } catch (error) {
    drop(part);
    throw error;
  }
}

/**
 * The same of a database that is at work, step by step and as it is now, whatever is committed meanwhile. It waits for
 * the disk: for a thread of its own, see {@link copyAside}.
 */
export async function copyPaced({ file, target, replace }: CopyRequest): Promise<void> {
  const part = partOf(target, replace);
  const db = new Database(file, { readonly: true, fileMustExist: true });
  let written: number | null = null;
  const toDisk = (): number => {
    written ??= openSync(part, 'r+');
    fsyncSync(written);
    return PAGES;
  };
  try {
    // Reads as of now, or each commit would make the copy begin anew.
    db.exec('BEGIN');
    db.prepare('SELECT 1 FROM locker').get();
    await db.backup(part, { progress: toDisk });
    finish(part, target);
  } catch (error) {
    drop(part);
    throw error;
  } finally {
    if (written !== null) closeSync(written);
    db.close();
  }
}

/** The bundle beside this program's; in the sources there is none. */
function copierProgram(): string {
  const beside = join(__dirname, 'copier.js');
  return existsSync(beside) ? beside : join(__dirname, '../../dist/copier.js');
}

/** {@link copyPaced} in a thread of its own: doors and keys do not wait for it. */
export function copyAside(request: CopyRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(copierProgram(), { workerData: request });
    worker.once('error', reject);
    worker.once('exit', () => resolve());
    // The end of the program is not held up by a copy.
    worker.unref();
  });
}

/** Verifiers are no codes, but nobody else's business either. SQLite gives the files beside it the same mode. */
export function ownOnly(file: string): void {
  if (existsSync(file)) chmodSync(file, 0o600);
}

/** What it is called until it is whole; what a power cut has left of the last attempt goes. */
function partOf(target: string, replace: boolean): string {
  if (!replace && existsSync(target)) throw new Error(`${target} exists already`);
  const part = `${target}.part`;
  drop(part);
  return part;
}

function drop(part: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(part + suffix, { force: true });
}

function finish(part: string, target: string): void {
  ownOnly(part);
  const copy = new Database(part);
  try {
    // A single file, which can be read from a medium that can't be written to.
    copy.pragma('journal_mode = delete');
    copy.prepare('UPDATE locker SET backup = 1').run();
  } finally {
    copy.close();
  }
  renameSync(part, target);
}
