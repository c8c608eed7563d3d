import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventType } from '../../../firmware/core/events';
import { Stills, type StillsDeps } from '../../../firmware/stills/stills';
import { HalError } from '../../../hal/errors';
import { HOUR, Rig, silent } from '../../helpers/rig';

/** A locker in frozen time, and a camera of which each test says how it is. */
async function withCamera(
  story: (scene: {
    rig: Rig;
    stills: Stills;
    camera: FakeCamera;
    folder: string;
    names: () => string[];
    event: (type: EventType, compartment?: string) => number;
  }) => Promise<void>,
  config: Partial<StillsDeps['config']> = {},
  before: (folder: string) => void = () => undefined,
): Promise<void> {
  const rig = await Rig.running();
  const folder = join(rig.folder, 'stills');
  before(folder);
  const camera = new FakeCamera();
  const { store, clock } = rig.locker;
  const stills = new Stills({
    camera,
    folder,
    store,
    clock,
    logger: silent,
    config: {
      on: ['door.opened', 'door.forced', 'tamper.alarm'],
      minGapSeconds: 0,
      keepHours: 72,
      keepMegabytes: 1,
      ...config,
    },
  });
  await stills.start();
  const event = (type: EventType, compartment = 'A1'): number => {
    if (type === 'tamper.alarm') store.record({ type });
    else if (type === 'door.forced' || type === 'door.opened') store.record({ type, compartment });
    else throw new Error(type);
    return store.events.outbox().lastSeq;
  };
  try {
    await story({ rig, stills, camera, folder, event, names: () => readdirSync(folder).sort() });
  } finally {
    stills.stop();
    camera.finish();
    await stills.settled();
    await rig.end();
  }
}

class FakeCamera {
  bytes = 10;
  broken = false;
  /** A still takes until it is finished. */
  slow = false;
  taking = 0;
  most = 0;
  readonly taken: string[] = [];
  private ends: (() => void)[] = [];

  async still(file: string): Promise<void> {
    this.taking += 1;
    this.most = Math.max(this.most, this.taking);
    try {
      if (this.slow) await new Promise<void>((resolve) => this.ends.push(resolve));
      if (this.broken) throw new HalError('lost', 'camera', 'no camera found');
      await writeFile(file, Buffer.alloc(this.bytes), { flag: 'wx' });
      this.taken.push(file);
    } finally {
      this.taking -= 1;
    }
  }

  finish(): void {
    this.slow = false;
    for (const end of this.ends.splice(0)) end();
  }
}

test('a still for each event that the site names, called after outbox, seq and event, dated as the event', async () => {
  await withCamera(async ({ rig, stills, event, names, folder }) => {
    const forced = event('door.forced');
    await rig.advance(60_000);
    const alarm = event('tamper.alarm');
    rig.locker.store.record({ type: 'door.closed', compartment: 'A1' });
    await stills.settled();
    const outbox = rig.locker.store.events.outbox().id.slice(0, 8);
    const name = (seq: number, type: string): string => `${outbox}-${String(seq).padStart(8, '0')}-${type}.jpg`;
    expect(names()).toEqual([name(forced, 'door.forced'), name(alarm, 'tamper.alarm')]);
    const told = rig.events().find(({ seq }) => seq === forced)!;
    expect(statSync(join(folder, name(forced, 'door.forced'))).mtime.toISOString()).toBe(told.at);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(stills.view()).toEqual({ count: 2, bytes: 20, problem: null });
  });
});

test('a camera that never answers: the customer gets the parcel all the same', async () => {
  await withCamera(async ({ rig, camera }) => {
    camera.slow = true;
    const compartment = await rig.stored({ id: 'p1', label: '00340434161094021501' }, '482915');
    await rig.keys('482915');
    await rig.advance(1_000);
    expect(rig.compartment(compartment)).toMatchObject({ state: 'open', door: 'open' });
    await rig.hand(compartment, 'close');
    expect(rig.types()).toContain('parcel.collected');
    expect(camera.taking).toBe(1);
  });
});

test('one at a time; of many events that wait the newest get their still', async () => {
  await withCamera(async ({ stills, camera, event, names }) => {
    camera.slow = true;
    const seqs = Array.from({ length: 20 }, () => event('door.forced'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(camera.taking).toBe(1);
    camera.finish();
    await stills.settled();
    expect(camera.most).toBe(1);
    const kept = names().map((name) => Number(name.split('-')[1]));
    expect(kept).toEqual(seqs.slice(-8));
  });
});

test('what happened too long ago for a still gets none', async () => {
  await withCamera(async ({ rig, stills, camera, event }) => {
    camera.slow = true;
    event('door.forced');
    await new Promise((resolve) => setImmediate(resolve));
    event('tamper.alarm');
    await rig.advance(11_000);
    camera.finish();
    await stills.settled();
    expect(camera.taken.map((file) => file.replace(/.*\d-/, ''))).toEqual(['door.forced.jpg']);
  });
});

test('events of one kind close to each other share a still; another kind has its own', async () => {
  await withCamera(
    async ({ rig, stills, event, names }) => {
      event('door.forced');
      event('door.forced', 'A2');
      event('tamper.alarm');
      await rig.advance(5_000);
      event('door.forced');
      await stills.settled();
      expect(names().map((name) => name.replace(/.*\d-/, ''))).toEqual([
        'door.forced.jpg',
        'tamper.alarm.jpg',
        'door.forced.jpg',
      ]);
    },
    { minGapSeconds: 5 },
  );
});

describe('retention', () => {
  test('stills are deleted within an hour after their time', async () => {
    await withCamera(
      async ({ rig, stills, event, names }) => {
        event('door.forced');
        await stills.settled();
        await rig.advance(2 * HOUR);
        const second = event('door.forced');
        await stills.settled();
        await rig.advance(2 * HOUR);
        await stills.settled();
        expect(names()).toEqual([expect.stringContaining(`-${String(second).padStart(8, '0')}-`)]);
        await rig.advance(3 * HOUR);
        await stills.settled();
        expect(names()).toEqual([]);
        expect(stills.view()).toMatchObject({ count: 0, bytes: 0 });
      },
      { keepHours: 3 },
    );
  });

  test('while nobody vouches for the time none is deleted for its age', async () => {
    await withCamera(
      async ({ rig, stills, event, names }) => {
        event('door.forced');
        await stills.settled();
        await rig.world.clock({ step: -60_000, trusted: false });
        await rig.advance(10 * HOUR);
        await stills.settled();
        expect(rig.locker.clock.trusted()).toBe(false);
        expect(names()).toHaveLength(1);
      },
      { keepHours: 3 },
    );
  });

  test('too much altogether: the oldest go', async () => {
    await withCamera(async ({ rig, stills, camera, event, names }) => {
      camera.bytes = 300_000;
      const seqs: number[] = [];
      for (let i = 0; i < 5; i += 1) {
        seqs.push(event('door.forced'));
        await stills.settled();
        await rig.advance(1_000);
      }
      expect(names().map((name) => Number(name.split('-')[1]))).toEqual(seqs.slice(-3));
      expect(stills.view()).toMatchObject({ count: 3, bytes: 900_000 });
    });
  });

  test('at the start too: what is old goes, what was half written goes, what is not ours stays', async () => {
    const old = '1f3a9c2e-00000042-door.forced.jpg';
    await withCamera(
      async ({ names }) => expect(names()).toEqual(['notes.txt']),
      { keepHours: 3 },
      (folder) => {
        mkdirSync(folder);
        for (const name of [old, `.${old}`, 'notes.txt']) writeFileSync(join(folder, name), 'x');
        for (const name of [old, 'notes.txt']) utimesSync(join(folder, name), 1_000_000_000, 1_000_000_000);
      },
    );
  });
});

test('a camera that fails, and a folder that can not be written, cost no event and no service', async () => {
  await withCamera(async ({ stills, camera, event, names, folder }) => {
    camera.broken = true;
    event('door.forced');
    await stills.settled();
    expect(names()).toEqual([]);
    expect(stills.view().problem).toBeNull();
    camera.broken = false;
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file where the folder should be');
    event('door.forced');
    await stills.settled();
    rmSync(folder);
    mkdirSync(folder);
    event('tamper.alarm');
    await stills.settled();
    expect(names()).toHaveLength(1);
    expect(stills.view()).toMatchObject({ count: 1, problem: null });
  });
});

test('the folder can not be made: told, and the locker starts', async () => {
  await withCamera(
    async ({ stills }) => expect(stills.view().problem).toMatch(/^stills can't be kept: /),
    {},
    (folder) => writeFileSync(folder, 'a file where the folder should be'),
  );
});
