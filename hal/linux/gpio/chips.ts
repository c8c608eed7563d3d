import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HalError } from '../../errors';

export const GPIO_ROOT = '/sys/class/gpio';

/** Labels of the header's chip: Pi 4, Pi 5, Pi up to 3 and Zero. */
export const BOARD_LABELS = ['pinctrl-bcm2711', 'pinctrl-rp1', 'pinctrl-bcm2835'] as const;

export interface GpioChip {
  readonly label: string;
  /** Number of its first line: since kernel 6.6 chips are counted from 512 (571 on a Pi 5), before from 0. */
  readonly base: number;
  readonly lines: number;
}

/** The chips that sysfs shows, by base. @throws HalError `config` where the kernel has no sysfs GPIO */
export async function listChips(root = GPIO_ROOT): Promise<GpioChip[]> {
  let names: string[];
  try {
    names = await readdir(root);
  } catch (cause) {
    throw new HalError(
      'config',
      'gpio',
      `${root} is not there: this kernel has no sysfs GPIO; set hal.gpio.backend: chardev`,
      { cause },
    );
  }
  const read = async (chip: string, file: string): Promise<string> =>
    (await readFile(join(root, chip, file), 'utf8')).trim();
  const chips = await Promise.all(
    names
      .filter((name) => /^gpiochip\d+$/.test(name))
      .map(async (name) => ({
        label: await read(name, 'label'),
        base: Number(await read(name, 'base')),
        lines: Number(await read(name, 'ngpio')),
      })),
  );
  return chips.sort((a, b) => a.base - b.base);
}

/**
 * @param label null: the chip behind a Raspberry Pi's header
 * @throws HalError `config`, naming the chips there are
 */
export function findChip<T extends { readonly label: string; readonly lines: number }>(
  chips: readonly T[],
  label: string | null,
  line: number,
): T {
  const wanted = label === null ? BOARD_LABELS : [label];
  const chip = wanted.map((one) => chips.find((candidate) => candidate.label === one)).find((one) => one !== undefined);
  if (chip === undefined) {
    const there = chips.map((one) => `${one.label} (${one.lines} lines)`).join(', ') || 'none at all';
    throw new HalError(
      'config',
      'gpio',
      `there is no GPIO chip labelled ${wanted.join(' or ')}; chips found: ${there}. Name one in hal.gpio.chip`,
    );
  }
  if (line >= chip.lines) {
    const range = `0 to ${chip.lines - 1}`;
    throw new HalError('config', 'gpio', `chip ${chip.label} has lines ${range}, there is no line ${line}`);
  }
  return chip;
}
