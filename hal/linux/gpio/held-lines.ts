import { HalError } from '../../errors';
import type { TimeSource, Unsubscribe } from '../../ports';
import { Signal } from '../../signal';
import type { OutputBank } from '../lines';
import type { ChipWatch } from './chip-watch';
import { ToolProcess } from './tool-process';
import { toolError, type Dialect, type ToolLine } from './tools';

/** Outputs of one chip that one gpioset holds. libgpiod 2 changes them in place, 1.6 by another gpioset. */
export class HeldLines implements OutputBank {
  private readonly lost = new Signal<string>();
  readonly onLost = this.lost.listen;
  private holder: ToolProcess | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private now: readonly boolean[] = [];
  private closed = false;
  private unwatch: Unsubscribe = () => undefined;

  constructor(
    private readonly name: string,
    private readonly lines: readonly ToolLine[],
    private readonly dialect: Dialect,
    private readonly time: TimeSource,
    private readonly chips: ChipWatch,
  ) {}

  get size(): number {
    return this.lines.length;
  }

  /** @throws HalError */
  async open(): Promise<void> {
    await this.inTurn(() => this.replace(this.lines.map(() => false)));
    this.unwatch = await this.chips.watch(this.lines[0]?.chip ?? '', () => this.lost.emit('its chip is gone'));
  }

  drive(active: readonly boolean[]): Promise<void> {
    return this.inTurn(async () => {
      const { holder } = this;
      if (!holder?.running() || this.dialect.major === 1) {
        if (holder?.running() && active.every((one, index) => one === this.now[index])) return;
        return this.replace(active);
      }
      await holder.command(`set ${this.lines.map(({ line }, index) => `${line}=${active[index] ? 1 : 0}`).join(' ')}`);
      this.now = active;
    });
  }

  /** The first line, active for `ms` by the tool's own timer, whatever becomes of this process. */
  pulse(ms: number): Promise<void> {
    const [line] = this.lines;
    return this.inTurn(async () => {
      if (line !== undefined) await this.start(this.dialect.pulse(line, ms), [false], ms);
    });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    const off = this.lines.map(() => false);
    await this.drive(off).catch(() => undefined);
    this.closed = true;
    this.unwatch();
    await this.holder?.end();
  }

  private replace(active: readonly boolean[]): Promise<void> {
    return this.start(this.dialect.hold(this.lines, active), active, 0);
  }

  /** Another tool in the place of the one that has the lines now. */
  private async start(words: string[], active: readonly boolean[], ms: number): Promise<void> {
    const before = this.holder;
    // Its end is no loss.
    this.holder = null;
    await before?.end();
    const next = ToolProcess.start(words, this.time);
    this.holder = next;
    next.onEnd((why) => {
      if (this.holder === next && !this.closed) this.lost.emit(why);
    });
    try {
      await next.ready('gpioset', { prompts: this.dialect.major === 2, ms });
      this.now = active;
    } catch (error) {
      this.holder = null;
      throw error;
    }
  }

  /** One after the other. @throws HalError */
  private inTurn(run: () => Promise<void>): Promise<void> {
    const turn = this.last.then(async () => {
      if (this.closed) throw new HalError('lost', this.name, 'is closed');
      try {
        await run();
      } catch (error) {
        throw error instanceof HalError ? error : toolError(this.name, (error as Error).message);
      }
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
