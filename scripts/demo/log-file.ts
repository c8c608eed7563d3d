import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';

const MAX_BYTES = 4 * 1024 * 1024;

/** A log that can't grow for ever: at the start, and when it is full, it becomes NAME.1 and a new one begins. */
export class LogFile {
  private descriptor: number | null = null;
  private size = 0;

  constructor(private readonly file: string) {}

  write(text: string): void {
    try {
      if (this.descriptor === null || this.size > MAX_BYTES) this.begin();
      if (this.descriptor !== null) this.size += writeSync(this.descriptor, text);
    } catch {
      // A full disk must not end the demo; what matters goes to stderr as well.
    }
  }

  close(): void {
    if (this.descriptor !== null) closeSync(this.descriptor);
    this.descriptor = null;
  }

  private begin(): void {
    this.close();
    mkdirSync(path.dirname(this.file), { recursive: true });
    try {
      renameSync(this.file, `${this.file}.1`);
    } catch {
      // There was none yet.
    }
    this.descriptor = openSync(this.file, 'a');
    this.size = 0;
  }
}
