import { lstat, mkdir, readdir, rm, utimes, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredEvent } from '../core/events';

/** `1f3a9c2e-00000042-door.forced.jpg`: first digits of the outbox, seq and type of the event. */
const NAME = /^[0-9a-f]{8}-\d{8,}-[a-z.-]+\.jpg$/;
/** What was being written when the power went. */
const DRAFT = /^\.[0-9a-f]{8}-\d{8,}-[a-z.-]+\.jpg$/;

export interface Limits {
  /** Time by which stills have grown old, ms since 1970; null: nobody knows the time, and none is deleted for its age. */
  readonly oldBefore: number | null;
  readonly bytes: number;
}

interface Kept {
  readonly name: string;
  readonly size: number;
  readonly at: number;
}

/**
 * The folder of stills, for the service's eyes only. A still's time of change is its event's, by the locker's own
 * reckoning. Files with other names are left alone.
 */
export class StillArchive {
  constructor(private readonly folder: string) {}

  /** @throws Error of the file system */
  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await chmod(this.folder, 0o700);
    for (const name of await readdir(this.folder)) if (DRAFT.test(name)) await this.remove(name);
  }

  fileFor({ outbox, seq, type }: StoredEvent): string {
    return join(this.folder, `${outbox.slice(0, 8)}-${String(seq).padStart(8, '0')}-${type}.jpg`);
  }

  async date(file: string, at: string): Promise<void> {
    const seconds = Date.parse(at) / 1_000;
    await utimes(file, seconds, seconds);
  }

  /** Deletes what is too old, and the oldest of what is too much. @returns what is left */
  async prune({ oldBefore, bytes }: Limits): Promise<{ count: number; bytes: number }> {
    const newest = (await this.list()).sort((a, b) => b.at - a.at || (a.name < b.name ? 1 : -1));
    const left = { count: 0, bytes: 0 };
    for (const { name, size, at } of newest) {
      if ((oldBefore !== null && at < oldBefore) || left.bytes + size > bytes) await this.remove(name);
      else {
        left.count += 1;
        left.bytes += size;
      }
    }
    return left;
  }

  private async list(): Promise<Kept[]> {
    const kept: Kept[] = [];
    for (const name of await readdir(this.folder)) {
      if (!NAME.test(name)) continue;
      const stat = await lstat(join(this.folder, name)).catch(() => null);
      if (stat?.isFile()) kept.push({ name, size: stat.size, at: stat.mtimeMs });
    }
    return kept;
  }

  private async remove(name: string): Promise<void> {
    await rm(join(this.folder, name), { force: true, recursive: true });
  }
}
