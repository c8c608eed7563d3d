import { Signal } from '../signal';
import type { OutputBank, OutputLine } from './lines';

/** Lines that are set one after the other: those to become inactive first. */
export function bankOf(lines: readonly OutputLine[]): OutputBank {
  const lost = new Signal<string>();
  for (const line of lines) line.onLost?.((detail) => lost.emit(detail));
  const now = lines.map(() => false);
  return {
    size: lines.length,
    onLost: lost.listen,
    async drive(active) {
      for (const wanted of [false, true]) {
        for (const [index, line] of lines.entries()) {
          if ((active[index] ?? false) !== wanted || now[index] === wanted) continue;
          await line.set(wanted);
          now[index] = wanted;
        }
      }
    },
    async close() {
      for (const line of lines) await line.close().catch(() => undefined);
    },
  };
}
