import { access, constants, readdir, readFile, readlink, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HalError } from '../../errors';
import type { TimeSource } from '../../ports';
import { GPIO_ROOT } from './chips';

/**
 * How long udev may take to hand a line's new files to the gpio group, ms: at the first start after power-up a
 * small board does that for all lines at once. A line that was exported before has what it will get.
 */
const UDEV_MS = 6_000;
const UDEV_DONE_MS = 500;
/** Looked at after 5 ms, 10 ms, 20 ms … and at last this much apart: udev needs the processor. */
const FIRST_LOOK_MS = 5;
const LONGEST_LOOK_MS = 160;

export interface SysfsPlace {
  readonly root: string;
  readonly proc: string;
}
export const SYSFS: SysfsPlace = { root: GPIO_ROOT, proc: '/proc' };

export function lineFolder(number: number, { root }: SysfsPlace = SYSFS): string {
  return join(root, `gpio${number}`);
}

/**
 * Makes the line's files appear and waits until they may be written. A line that is exported already is taken
 * over when no living process has it open: a daemon that was killed leaves its lines so.
 * @returns whether it was exported already
 * @throws HalError that says what to do
 */
export async function exportLine(
  name: string,
  number: number,
  direction: 'in' | 'out',
  time: TimeSource,
  place: SysfsPlace = SYSFS,
): Promise<boolean> {
  const folder = lineFolder(number, place);
  const there = await exists(folder);
  if (there) {
    const holder = await holderOf(folder, place);
    if (holder !== null) {
      const who = `process ${holder.pid} (${holder.name})`;
      throw new HalError('busy', name, `line ${number} is exported already and in use by ${who}: stop that program`);
    }
  } else {
    try {
      await writeFile(join(place.root, 'export'), String(number));
    } catch (cause) {
      throw exportError(name, number, cause, place);
    }
  }
  const files = ['value', 'direction', 'active_low', ...(direction === 'in' ? ['edge'] : [])];
  for (const file of files) await untilWritable(join(folder, file), name, number, there, time);
  return there;
}

/** What a failed write to `export` means to the technician. Codes: Documentation/admin-guide/gpio/sysfs.rst. */
export function exportError(name: string, number: number, cause: unknown, { root }: SysfsPlace = SYSFS): HalError {
  const code = (cause as NodeJS.ErrnoException).code;
  const text = ((): string => {
    switch (code) {
      case 'EBUSY':
        return (
          `line ${number} is busy: a kernel driver (an overlay in config.txt?) or a program on the character device ` +
          'has it; gpioinfo shows which'
        );
      case 'EACCES':
      case 'EPERM':
        return (
          `no permission to write ${root}/export: the user must be in the group gpio and the udev rules installed ` +
          '(systemd/ in the sources; scripts/install.sh does both)'
        );
      case 'EROFS':
        return `${root}/export is read-only: the unit must not set ProtectKernelTunables`;
      case 'EINVAL':
        return `the kernel knows no line ${number}`;
      case 'ENOENT':
        return `${root}/export is not there: this kernel has no sysfs GPIO; set hal.gpio.backend: chardev`;
      default:
        return `line ${number} can't be exported: ${cause instanceof Error ? cause.message : String(cause)}`;
    }
  })();
  return new HalError(code === 'EBUSY' ? 'busy' : 'config', name, text, { cause });
}

async function untilWritable(
  file: string,
  name: string,
  number: number,
  there: boolean,
  time: TimeSource,
): Promise<void> {
  const until = time.monotonic() + (there ? UDEV_DONE_MS : UDEV_MS);
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, LONGEST_LOOK_MS)) {
    try {
      return await access(file, constants.R_OK | constants.W_OK);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (file.endsWith('edge') && code === 'ENOENT') {
        throw new HalError('config', name, `line ${number} can't interrupt (it has no edge file)`, { cause });
      }
      if (time.monotonic() >= until) {
        const how = there ? ', which was exported already (by another user?)' : '';
        const text =
          `no permission to set up line ${number}${how}: ${file} (${code}). Is the user in the group gpio, are the ` +
          `udev rules installed? To start over: echo ${number} > unexport`;
        throw new HalError('config', name, text, { cause });
      }
    }
    await new Promise<void>((resolve) => void time.after(pause, resolve));
  }
}

/** Another living process that has one of the line's files open, as far as this user may see. */
export async function holderOf(
  folder: string,
  { proc }: SysfsPlace = SYSFS,
): Promise<{ pid: number; name: string } | null> {
  // Links in /proc name the real path: /sys/devices/…/gpio/gpio529/value.
  const real = await realpath(folder).catch(() => folder);
  const pids = (await readdir(proc).catch((): string[] => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (Number(pid) === process.pid) continue;
    const fds = await readdir(join(proc, pid, 'fd')).catch((): string[] => []);
    for (const fd of fds) {
      const target = await readlink(join(proc, pid, 'fd', fd)).catch(() => '');
      if (!target.startsWith(`${real}/`)) continue;
      const name = await readFile(join(proc, pid, 'comm'), 'utf8').catch(() => 'unknown');
      return { pid: Number(pid), name: name.trim() };
    }
  }
  return null;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
