import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Unsubscribe } from '../ports';

/**
 * Calls once when the device behind a path is no longer the one that it was: unplugged, or another one under its
 * name. Reading a serial line that was hung up may give nothing for ever instead of an end (serialport 13 then asks
 * on and on), so its name in /dev is watched too. Costs nothing while nothing changes there.
 */
export async function watchNode(path: string, gone: () => void): Promise<Unsubscribe> {
  const was = await identity(path);
  let watcher: FSWatcher | null = null;
  const stop = (): void => {
    watcher?.close();
    watcher = null;
  };
  const look = async (): Promise<void> => {
    const now = await identity(path);
    if (watcher === null || now === was) return;
    stop();
    gone();
  };
  try {
    watcher = watch(dirname(path), { persistent: false }, () => void look());
  } catch {
    // A folder that can't be watched: then only the port itself tells.
    return stop;
  }
  watcher.on('error', () => void look());
  // Between the opening and the watching it may have gone already.
  void look();
  return stop;
}

function identity(path: string): Promise<string | null> {
  return stat(path).then(
    ({ ino, rdev }) => `${ino} ${rdev}`,
    () => null,
  );
}
