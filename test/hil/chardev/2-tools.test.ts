import { readFileSync } from 'node:fs';
import { log, mark, now, pause } from '../rig/bench';
import { linuxRig } from '../rig/contract-rig';
import { figure } from '../rig/guest';

const KEYS = '1590';
const IDLE_MS = 5_000;
/** The kernel's own, now and then. */
const STRAY = 3;

/** How many processes and threads were made since the guest was started: proc(5), /proc/stat. */
function made(): number {
  return Number(/^processes (\d+)/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? NaN);
}

/** Lines by the character device are held by a tool each; libgpiod 1.6 needs another one for each change of an output. */
test('what a key costs by the tools of libgpiod: nothing at rest, processes while it is down', async () => {
  const rig = await linuxRig('chardev');
  const { hal, outside } = rig;
  try {
    await hal.start();
    const heard: number[] = [];
    hal.keypad?.onKey(() => heard.push(now()));
    await pause(1_000);
    const atRest = made();
    await pause(IDLE_MS);
    expect(made() - atRest).toBeLessThanOrEqual(STRAY);
    const before = made();
    const from = mark();
    await outside.press(KEYS);
    const downs = log(from).filter(({ where, value }) => where === 'key' && value === 1);
    expect(heard).toHaveLength(KEYS.length);
    expect(downs).toHaveLength(KEYS.length);
    const delays = downs.map(({ at }, i) => (heard[i] ?? NaN) - at).sort((a, b) => a - b);
    figure(
      `lines by libgpiod 1.6: ${((made() - before) / KEYS.length).toFixed(0)} processes for each key, ` +
        `key down → key known: ${delays[0]?.toFixed(0)} to ${delays.at(-1)?.toFixed(0)} ms; none at rest`,
    );
  } finally {
    await hal.stop();
    await rig.close();
  }
});
