import Database from 'better-sqlite3';
import { errorCode } from '../core/error-facts';
import { StoreError } from './database';

/**
 * Keeps a second lockerd away from a state folder: it would judge the first one's openings. The lock is an open
 * transaction on a database of its own, so the kernel takes it back when the process dies, however it dies.
 * @returns gives it back
 * @throws StoreError `in-use`
 */
export function holdExclusively(file: string): () => void {
  const db = new Database(file, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (errorCode(error) !== 'SQLITE_BUSY') throw error;
    throw new StoreError('in-use', `${file}: another lockerd is running on this state folder`, { cause: error });
  }
  return () => db.close();
}
