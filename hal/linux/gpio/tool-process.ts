import { spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { Signal } from '../../signal';
import type { TimeSource } from '../../ports';

/** A tool that has not got its line within this has failed, ms. */
const READY_MS = 8_000;
/** It is looked at after 2 ms, 3 ms, 4.5 ms … and at last this much apart. */
const LOOK_MS = 2;
const LONGEST_LOOK_MS = 50;
/** From the end of a tool's output to the last of what it complains of, ms. */
const COMPLAINT_MS = 20;
/** How long a tool may take to end when it is asked to, ms. */
const END_MS = 1_000;

/**
 * A tool of libgpiod that holds a line for as long as it runs. That it has the line shows in its open files
 * (`anon_inode:gpio-…`): the tools print nothing.
 */
export class ToolProcess {
  private readonly lines = new Signal<string>();
  readonly onLine = this.lines.listen;
  private readonly prompts = new Signal<void>();
  private readonly ends = new Signal<string>();
  /** With what it complained about, if it did. */
  readonly onEnd = this.ends.listen;
  private errors = '';
  private rest = '';
  private over = false;
  private readonly exited: Promise<void>;
  private prompted = false;
  /** Of the tool itself, where a shell keeps it. */
  private pid: number | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly time: TimeSource,
  ) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.take(text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.errors = `${this.errors}${text}`.slice(-500)));
    child.stdin?.on('error', () => undefined);
    const end = (why: string): void => {
      if (this.over) return;
      this.over = true;
      child.stdin?.end();
      this.ends.emit(this.errors.trim() || why);
    };
    // A tool that a shell keeps: its output ends, and the shell waits for us. Its complaint may come a little later.
    child.stdout?.once('end', () => void time.after(COMPLAINT_MS, () => end('ended')));
    child.once('error', (error) => end(error.message));
    this.exited = new Promise((resolve) => {
      child.once('error', () => resolve());
      child.once('close', (code, signal) => {
        end(`ended with ${signal ?? code}`);
        resolve();
      });
    });
  }

  /** In a group of its own: a Ctrl-C is the daemon's business, and a shell ends together with its tool. */
  static start([program = '', ...args]: readonly string[], time: TimeSource): ToolProcess {
    return new ToolProcess(spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true }), time);
  }

  /**
   * Settles when the tool `name` itself (not a shell before it) has its line, and has prompted if it will.
   * @param ms how long it works before it gets to that @throws Error with its complaint
   */
  async ready(name: string, { prompts = false, ms = 0 } = {}): Promise<void> {
    const until = this.time.monotonic() + READY_MS + ms;
    let pause = LOOK_MS;
    while (!(await this.holdsLine(name)) || (prompts && !this.prompted)) {
      if (this.over) throw new Error(this.errors.trim() || `${name} ended at once`);
      if (this.time.monotonic() > until) {
        await this.end();
        throw new Error(`${name} did not get its line within ${READY_MS / 1_000} s`);
      }
      await this.wait(pause);
      pause = Math.min(pause * 1.5, LONGEST_LOOK_MS);
    }
  }

  running(): boolean {
    return !this.over;
  }

  /** Sends a command to an interactive tool; settles at its next prompt. @throws Error */
  command(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error: Error | null): void => {
        stops.forEach((stop) => stop());
        if (error) reject(error);
        else resolve();
      };
      const stops = [
        this.prompts.listen(() => done(null)),
        this.ends.listen((why) => done(new Error(why))),
        this.time.after(READY_MS, () => done(new Error('no answer from gpioset'))),
      ];
      if (this.over) return done(new Error('gpioset has ended'));
      this.child.stdin?.write(`${text}\n`);
    });
  }

  /** Ends it and waits until it is gone. Twice does no harm. */
  async end(): Promise<void> {
    this.child.stdin?.end();
    this.signal('SIGTERM');
    const cancel = this.time.after(END_MS, () => this.signal('SIGKILL'));
    await this.exited;
    cancel();
  }

  private signal(signal: NodeJS.Signals): void {
    if (this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null) return;
    try {
      process.kill(-this.child.pid, signal);
    } catch {
      // It has just ended.
    }
  }

  private take(text: string): void {
    const parts = `${this.rest}${text}`.split('\n');
    this.rest = parts.pop() ?? '';
    for (const line of parts) {
      if (/^\d+$/.test(line)) this.pid = Number(line);
      else this.lines.emit(line);
    }
    if (/(^|\n)gpioset> $/.test(this.rest)) {
      this.rest = '';
      this.prompted = true;
      this.prompts.emit();
    }
  }

  private async holdsLine(name: string): Promise<boolean> {
    const folder = `/proc/${this.pid ?? this.child.pid}`;
    const comm = await readFile(`${folder}/comm`, 'utf8').catch(() => '');
    if (comm.trim() !== name) return false;
    const fds = await readdir(`${folder}/fd`).catch((): string[] => []);
    const targets = await Promise.all(fds.map((fd) => readlink(`${folder}/fd/${fd}`).catch(() => '')));
    return targets.some((target) => /^anon_inode:\[?gpio/.test(target));
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.time.after(ms, resolve));
  }
}
