import type { OffSwitch } from '../lines';
import type { GuardReply, GuardRequest } from './messages';
import type { ReadySwitch } from './off-switch';

/** An output that could not be switched off is tried again this soon, ms. */
const AGAIN_MS = 20;

interface Watch {
  readonly ready: ReadySwitch;
  timer: NodeJS.Timeout;
  cut: boolean;
}

/**
 * Watches over outputs that another process drives: what is not disarmed in time is switched off here. Kept
 * apart from the process around it (main.ts).
 */
export class Guard {
  private readonly watches = new Map<number, Watch>();

  constructor(
    private readonly ready: (off: OffSwitch) => ReadySwitch,
    private readonly reply: (reply: GuardReply) => void,
  ) {}

  take(request: GuardRequest): void {
    const { id } = request;
    if (request.type === 'disarm') {
      const watch = this.watches.get(id);
      if (watch !== undefined) this.end(id, watch);
      this.reply({ type: 'disarmed', id, cut: watch?.cut ?? false });
      return;
    }
    try {
      const ready = this.ready(request.off);
      const watch: Watch = { ready, timer: setTimeout(() => this.cut(watch), request.ms), cut: false };
      this.watches.set(id, watch);
      this.reply({ type: 'armed', id });
    } catch (error) {
      this.reply({ type: 'refused', id, error: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Everything off now. @returns whether it is */
  cutAll(): boolean {
    let all = true;
    for (const watch of this.watches.values()) {
      clearTimeout(watch.timer);
      all = this.cut(watch) && all;
    }
    return all;
  }

  private cut(watch: Watch): boolean {
    watch.cut = true;
    try {
      watch.ready.off();
      return true;
    } catch {
      watch.timer = setTimeout(() => this.cut(watch), AGAIN_MS);
      return false;
    }
  }

  private end(id: number, watch: Watch): void {
    clearTimeout(watch.timer);
    this.watches.delete(id);
    watch.ready.close();
  }
}
