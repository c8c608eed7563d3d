import type { Child, Exit } from './child';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** Who has lived this long is healthy again. */
const HEALTHY_MS = 60_000;

export interface ServiceOptions {
  readonly name: string;
  /** Starts one life. */
  readonly spawn: () => Child;
  /** It ended although nobody asked for it. Answer false: it is not to be started again. */
  readonly onDeath: (exit: Exit) => boolean;
  readonly say: (text: string) => void;
}

export function describeExit({ code, signal }: Exit): string {
  return signal === null ? `exit code ${code}` : signal;
}

/** Keeps one child running, as systemd would: who dies is started again, after a wait that grows. */
export class Service {
  child: Child | null = null;
  private wanted = false;
  private timer: NodeJS.Timeout | null = null;
  private wait = FIRST_WAIT_MS;
  private cycle: Promise<void> | null = null;

  constructor(private readonly options: ServiceOptions) {}

  start(): void {
    this.wanted = true;
    this.spawn();
  }

  async stop(): Promise<void> {
    this.wanted = false;
    if (this.timer) clearTimeout(this.timer);
    await this.child?.stop();
  }

  /** Kills it and starts it again at once. Who asks while that is under way waits for the same one. */
  async powerCycle(): Promise<void> {
    this.cycle ??= this.restart().finally(() => (this.cycle = null));
    await this.cycle;
  }

  private async restart(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    const old = this.child;
    this.child = null;
    await old?.kill();
    if (this.wanted) this.spawn();
  }

  private spawn(): void {
    const child = this.options.spawn();
    const born = performance.now();
    this.child = child;
    void child.exited.then((exit) => {
      if (this.child !== child) return;
      this.child = null;
      if (this.wanted) this.died(exit, performance.now() - born);
    });
  }

  private died(exit: Exit, lifetime: number): void {
    if (!this.options.onDeath(exit)) return;
    if (lifetime > HEALTHY_MS) this.wait = FIRST_WAIT_MS;
    this.options.say(
      `${this.options.name} ended unexpectedly (${describeExit(exit)}); starting it again in ${this.wait / 1_000} s`,
    );
    this.timer = setTimeout(() => this.spawn(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
  }
}
