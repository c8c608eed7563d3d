import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TimeSource, Unsubscribe } from '../../ports';

/** A tool that holds an output does not notice that its chip was pulled out: it is looked for this often, ms. */
const CHECK_MS = 1_000;

interface Watched {
  readonly chip: string;
  readonly was: string | null;
  readonly gone: () => void;
}

/** Notices chips of the character device that went, also when another one has their name by now. */
export class ChipWatch {
  private readonly watched = new Set<Watched>();
  private timer: Unsubscribe | null = null;

  constructor(
    private readonly time: TimeSource,
    private readonly folder = '/dev',
  ) {}

  /** Calls `gone` once. */
  async watch(chip: string, gone: () => void): Promise<Unsubscribe> {
    const entry: Watched = { chip, was: await this.identity(chip), gone };
    this.watched.add(entry);
    this.timer ??= this.plan();
    return () => {
      this.watched.delete(entry);
      if (this.watched.size > 0) return;
      this.timer?.();
      this.timer = null;
    };
  }

  private plan(): Unsubscribe {
    return this.time.after(CHECK_MS, () => void this.look());
  }

  private async look(): Promise<void> {
    const now = new Map<string, string | null>();
    for (const { chip } of this.watched) if (!now.has(chip)) now.set(chip, await this.identity(chip));
    for (const entry of [...this.watched]) {
      if (now.get(entry.chip) === entry.was || !this.watched.delete(entry)) continue;
      entry.gone();
    }
    if (this.timer !== null) this.timer = this.plan();
  }

  private identity(chip: string): Promise<string | null> {
    return stat(join(this.folder, chip)).then(
      ({ ino, rdev }) => `${ino} ${rdev}`,
      () => null,
    );
  }
}
