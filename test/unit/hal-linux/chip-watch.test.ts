import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChipWatch } from '../../../hal/linux/gpio/chip-watch';
import { VirtualTime } from '../../../hal/sim/virtual-time';

const folder = mkdtempSync(join(tmpdir(), 'lockerd-chips-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Looking at a file takes real time. */
const looked = async (time: VirtualTime): Promise<void> => {
  await time.advance(1_000);
  await new Promise((resolve) => setTimeout(resolve, 30));
};

test('a chip that went, or was taken by another of its name, is told once; the others stay', async () => {
  for (const chip of ['gpiochip0', 'gpiochip1', 'gpiochip2']) writeFileSync(join(folder, chip), '');
  const time = new VirtualTime({ frozen: true });
  const watch = new ChipWatch(time, folder);
  const gone: string[] = [];
  const stops = await Promise.all(
    ['gpiochip0', 'gpiochip1', 'gpiochip2'].map((chip) => watch.watch(chip, () => gone.push(chip))),
  );
  await looked(time);
  expect(gone).toEqual([]);
  rmSync(join(folder, 'gpiochip0'));
  rmSync(join(folder, 'gpiochip1'));
  writeFileSync(join(folder, 'other'), '');
  writeFileSync(join(folder, 'gpiochip1'), '');
  await looked(time);
  await looked(time);
  expect(gone).toContain('gpiochip0');
  expect(gone).not.toContain('gpiochip2');
  expect(new Set(gone).size).toBe(gone.length);
  for (const stop of stops) stop();
  expect(time.nextDue()).toBeNull();
});
