import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMULATED, type Emulated } from '../../scripts/emulators/make-board';
import { BoardBench } from '../helpers/board-rig';
import { Pty } from '../helpers/pty';
import { Rig } from '../helpers/rig';

/**
 * The same boards behind a real serial port: serialport opens a pseudo terminal, the kernel carries the bytes, and
 * time is real. One pickup per protocol; then the plug is pulled.
 */

const PIN = '123456';
/** A loaded machine may take its time, ms. */
const PATIENCE_MS = 15_000;

async function until(what: string, rig: Rig, holds: () => boolean): Promise<void> {
  const end = rig.time.monotonic() + PATIENCE_MS;
  while (!holds()) {
    if (rig.time.monotonic() > end) throw new Error(`${what} did not come; the terminal shows ${rig.screen()}`);
    await rig.advance(10);
  }
}

async function journey(kind: Emulated): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lockerd-boards-'));
  const port = join(folder, kind);
  const bench = new BoardBench({ kind, port });
  let pty: Pty | null = null;
  bench.onBuilt = async (line) => {
    pty = new Pty(port, line);
    await pty.plug();
  };
  const rig = await Rig.running({ doors: { travelMs: 1_000 } }, bench.make, 'real');
  try {
    const place = await rig.stored({ id: 'p1', label: 'L1', size: 'M' }, PIN);
    await rig.keys(PIN);
    await until('the open door', rig, () => rig.screen() === 'open');
    await rig.hand(place, 'close');
    await until('the closed door', rig, () => rig.compartment(place).state === 'free');
    expect(rig.types()).toEqual(expect.arrayContaining(['parcel.deposited', 'door.opened', 'parcel.collected']));
    expect(bench.unlocks(place)).toBe(2);

    await pty!.unplug();
    await until('unknown doors', rig, () => rig.compartment(place).door === 'unknown');
    const { locks } = bench.hal;
    await expect(locks.get(place)?.release()).rejects.toMatchObject({ code: 'lost' });
    await pty!.plug();
    await until('doors that are seen again', rig, () => rig.compartment(place).door === 'closed');
    await rig.advance(500);
    // What was refused while the plug was out is not made up for.
    expect(bench.unlocks(place)).toBe(2);
    await locks
      .get(place)
      ?.release()
      .catch(() => undefined);
    await until('the door that opens', rig, () => rig.compartment(place).door === 'open');
    expect(bench.unlocks(place)).toBe(3);
    expect(bench.violations()).toEqual([]);
  } finally {
    await rig.end();
    await pty!.unplug();
    rmSync(folder, { recursive: true, force: true });
  }
}

// Mostly they wait: side by side they take as long as one.
test.concurrent.each(EMULATED)(
  '%s: a parcel goes in and out, the plug is pulled and put back',
  journey,
  4 * PATIENCE_MS,
);
