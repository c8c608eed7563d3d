import { fork, type ChildProcess, type Serializable } from 'node:child_process';
import type { Server } from 'node:net';
import { createInterface } from 'node:readline';
import type { LogFile } from './log-file';

export interface ChildOptions {
  /** Built program. */
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly log: LogFile;
  /** Each line it writes, on stdout or stderr. */
  readonly onLine: (line: string) => void;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How long a child may take to end by itself. */
const STOP_MS = 5_000;

/** One life of a child process. */
export class Child {
  readonly process: ChildProcess;
  readonly exited: Promise<Exit>;
  private stopping: Promise<Exit> | null = null;

  constructor(options: ChildOptions) {
    const { file, args, env, log, onLine } = options;
    this.process = fork(file, [...args], {
      // A process group of its own: Ctrl-C is meant for the demo, which ends its children in order. When the
      // demo is killed they notice that the channel is gone.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...env },
      execArgv: [],
    });
    this.exited = new Promise((resolve) => {
      this.process.once('error', () => resolve({ code: 1, signal: null }));
      // `close`, not `exit`: its last words have been read by then.
      this.process.once('close', (code, signal) => resolve({ code, signal }));
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`);
        onLine(line);
      });
    }
  }

  send(message: Serializable, server?: Server): void {
    if (!this.process.connected) return;
    // It may be dying just now: then somebody else hears of its exit. A socket that was handed over is the child's.
    this.process.send(message, server, {}, () => server?.close());
  }

  /** Answers when it is gone. */
  stop(): Promise<Exit> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  /** Gone this instant, as by a power cut. */
  kill(): Promise<Exit> {
    this.process.kill('SIGKILL');
    return this.exited;
  }

  private async end(): Promise<Exit> {
    const hurry = setTimeout(() => this.process.kill('SIGKILL'), STOP_MS);
    this.process.kill('SIGTERM');
    const exit = await this.exited;
    clearTimeout(hurry);
    return exit;
  }
}
