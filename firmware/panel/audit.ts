import Database from 'better-sqlite3';
import { CHAIN, ChainCheck, type ChainReport, type ChainRow } from '../store/events';

/** Rows between two breaths: about a millisecond of work. */
const CHUNK = 500;

/**
 * Reads the whole event table of a database or backup through a connection of its own and tells the first
 * place where sequence or chain is broken. A locker that serves customers is not held up by it.
 * @throws when the file can't be opened or has no event table
 */
export async function verifyAudit(file: string): Promise<ChainReport> {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const check = new ChainCheck();
    let rows = 0;
    for (const row of db.prepare<[], ChainRow>(CHAIN).iterate()) {
      const broken = check.take(row);
      if (broken) return broken;
      rows += 1;
      if (rows % CHUNK === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    return check.whole();
  } finally {
    db.close();
  }
}
