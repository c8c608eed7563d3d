import type { WiegandKeypadConfig } from '../../../config/linux/keypad';
import type { Key, Listen, Unsubscribe } from '../../ports';
import { Signal } from '../../signal';
import type { Edge, InputLine } from '../lines';
import { openAll } from '../open-all';
import { keepOpen, type Closable, type DriverDeps, type Reopening } from '../reopen';
import type { KeypadDevice } from './keypad-device';
import { addBit, noBits, settleBits, SETTLE_MS, type WiegandFrame, type WiegandState } from './wiegand';

export type WiegandSettings = Pick<WiegandKeypadConfig, 'format' | 'digits'>;

interface Wires {
  readonly lines: readonly InputLine[];
}

/**
 * A keypad (or a reader with keys) at two lines of the board. It needs edges with the kernel's time stamps:
 * pulses are some 50 µs wide and 1 to 2 ms apart, too fast for anything that looks at levels.
 */
export class WiegandKeypad implements KeypadDevice {
  readonly held: Reopening<Wires>;
  private readonly keys = new Signal<Key>();
  readonly onKey: Listen<Key> = this.keys.listen;
  private state: WiegandState = noBits;
  private cancel: Unsubscribe = () => undefined;
  private readonly counts: Record<WiegandFrame['kind'], number> = { keys: 0, card: 0, rejected: 0 };

  /** @param open D0 and D1 */
  constructor(
    private readonly settings: WiegandSettings,
    private readonly open: () => Promise<readonly [InputLine, InputLine]>,
    private readonly deps: DriverDeps,
  ) {
    this.held = keepOpen('keypad', () => this.begin(), deps);
  }

  start(): Promise<void> {
    return this.held.start();
  }

  async stop(): Promise<void> {
    this.forget();
    await this.held.stop();
  }

  /** For the self-test. */
  async describe(): Promise<string> {
    const { lines } = this.held.get();
    const names = lines.map(({ name }) => name).join(' and ');
    for (const [value, line] of lines.entries()) {
      if (!(await line.read())) continue;
      throw new Error(
        `D${value} (${line.name}) is active at rest: is the keypad powered, has the wire its pull-up, is it activeLow?`,
      );
    }
    const { keys, card, rejected } = this.counts;
    const hint = rejected > keys ? '; is format what the keypad is set to, are both wires and ground connected?' : '';
    const counts = `${keys} frames read, ${rejected} rejected, ${card} from a card`;
    return `Wiegand of ${this.settings.format} bits on ${names}: ${counts}${hint}`;
  }

  private async begin(): Promise<Wires & Closable> {
    const lines = await this.open();
    this.forget();
    const lost = new Signal<string>();
    lines.forEach((line, index) => {
      line.onLost?.((detail) => {
        this.forget();
        lost.emit(`${line.name}: ${detail}`);
      });
      line.onEdge((edge) => this.take(index === 0 ? 0 : 1, edge));
    });
    return {
      lines,
      onLost: lost.listen,
      close: async () => {
        for (const line of lines) await line.close().catch(() => undefined);
      },
    };
  }

  private take(value: 0 | 1, { active, at }: Edge): void {
    if (!active) return;
    this.state = addBit(this.state, { value, at });
    this.wait();
  }

  /** A timer that comes late means that this process was busy elsewhere: edges may wait to be read. */
  private wait(): void {
    this.cancel();
    const { time } = this.deps;
    const due = time.monotonic() + SETTLE_MS;
    this.cancel = time.after(SETTLE_MS, () => {
      if (time.monotonic() - due > SETTLE_MS / 2) this.wait();
      else this.judge();
    });
  }

  private judge(): void {
    const { state, frames } = settleBits(this.state, this.settings);
    this.state = state;
    for (const frame of frames) {
      this.counts[frame.kind] += 1;
      if (frame.kind === 'keys') for (const key of frame.keys) this.keys.emit(key);
    }
  }

  /** Half a frame of before belongs to nothing that comes after. */
  private forget(): void {
    this.cancel();
    this.state = noBits;
  }
}

/** Both wires, or none. */
export async function openWires<Line>(
  wires: readonly [Line, Line],
  input: (line: Line) => Promise<InputLine>,
): Promise<readonly [InputLine, InputLine]> {
  const [d0, d1] = await openAll(wires, input);
  if (d0 === undefined || d1 === undefined) throw new Error('two lines were asked for');
  return [d0, d1];
}
