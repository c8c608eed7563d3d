import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DATABASE } from '../../firmware/app';
import { COMMITS, CommitRig } from './commits';
import { median, percentile, type Figure } from './figures';
import { fill } from './fill';
import type { Amounts } from './options';
import { PickupRig } from './pickups';
import { live, type Life, type Program } from './programs';
import { writeSiteKey } from './site';

/** As the issue of this benchmark has them: times the baseline at most. */
const AIM = { release: 1.5, start: 1.5, memory: 1.25, growth: 1.2 } as const;

/** State folders of a locker that is new and of one that has served for years. */
export interface Stores {
  readonly small: string;
  readonly large: string;
}

export async function makeStores(folder: string, amounts: Amounts, end: AbortSignal): Promise<Stores> {
  const stores = { small: path.join(folder, 'small'), large: path.join(folder, 'large') };
  for (const stateDir of Object.values(stores)) {
    mkdirSync(stateDir);
    writeSiteKey(stateDir);
  }
  await fill(path.join(stores.large, DATABASE), amounts, end);
  return stores;
}

interface Reactions {
  readonly pickups: number[];
  readonly commits: number[];
}

/** From the last key to the release, turn and turn about with the commits alone and with both stores. */
export async function measurePickups(stores: Stores, amounts: Amounts, end: AbortSignal): Promise<Figure[]> {
  const small = await oneStore(path.join(stores.small, DATABASE));
  const large = await oneStore(path.join(stores.large, DATABASE));
  try {
    for (let turn = 0; turn < amounts.warmUp + amounts.pickups; turn += 1) {
      end.throwIfAborted();
      const counts = turn >= amounts.warmUp;
      await small.take(turn, counts);
      await large.take(turn, counts);
    }
  } finally {
    await small.close();
    await large.close();
  }
  const both = `${COMMITS} commits alone`;
  const p50 = median(small.reactions.pickups);
  return [
    against(small.reactions, 'last key to release, p50', `${both}, p50`, 0.5, AIM.release),
    against(small.reactions, 'last key to release, p99', `${both}, p99`, 0.99, null),
    against(large.reactions, 'last key to release, p50, large store', `${both}, p50, large store`, 0.5, AIM.release),
    against(large.reactions, 'last key to release, p99, large store', `${both}, p99, large store`, 0.99, null),
    {
      name: 'last key to release, p50, large store',
      unit: 'µs',
      value: median(large.reactions.pickups),
      baseline: { name: 'small store', value: p50 },
      aim: AIM.growth,
    },
  ];
}

function against(of: Reactions, name: string, baseline: string, share: number, aim: number | null): Figure {
  const value = percentile(of.pickups, share);
  return { name, unit: 'µs', value, baseline: { name: baseline, value: percentile(of.commits, share) }, aim };
}

async function oneStore(file: string) {
  const copy = `${file}.commits`;
  // What is not there yet makes itself, in both places alike.
  try {
    copyFileSync(file, copy);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const alone = new CommitRig(copy);
  const rig = new PickupRig(file);
  await rig.start();
  const reactions: Reactions = { pickups: [], commits: [] };
  return {
    reactions,
    async take(turn: number, counts: boolean): Promise<void> {
      const { us, commits } = await rig.pickup(turn);
      if (commits !== COMMITS)
        throw new Error(`a pickup makes ${commits} commits now, the baseline ${COMMITS}: mend the baseline`);
      const baseline = alone.commit(turn);
      if (!counts) return;
      reactions.pickups.push(us);
      reactions.commits.push(baseline);
    },
    async close(): Promise<void> {
      alone.close();
      await rig.stop();
      for (const suffix of ['', '-wal', '-shm']) rmSync(copy + suffix, { force: true });
    },
  };
}

export interface Programs {
  readonly bare: Program;
  readonly small: Program;
  readonly large: Program;
}

/** Start and idle memory, turn and turn about. */
export async function measurePrograms(programs: Programs, amounts: Amounts, end: AbortSignal): Promise<Figure[]> {
  const lives: Record<keyof Programs, Life[]> = { bare: [], small: [], large: [] };
  const kinds = Object.keys(lives) as (keyof Programs)[];
  // The first start of each makes what is missing and brings its files into the memory.
  for (const kind of kinds) await live(programs[kind], 0, end);
  for (let round = 0; round < amounts.starts; round += 1) {
    for (const kind of kinds) {
      end.throwIfAborted();
      lives[kind].push(await live(programs[kind], amounts.idleMs, end));
    }
  }
  const start = (kind: keyof Programs): number => median(lives[kind].map(({ startMs }) => startMs));
  const memory = (kind: keyof Programs): number => median(lives[kind].map(({ idleMiB }) => idleMiB));
  const bare = 'bare node, same packages';
  return [
    {
      name: 'start to ready',
      unit: 'ms',
      value: start('small'),
      baseline: { name: bare, value: start('bare') },
      aim: AIM.start,
    },
    {
      name: 'idle memory',
      unit: 'MiB',
      value: memory('small'),
      baseline: { name: bare, value: memory('bare') },
      aim: AIM.memory,
    },
    {
      name: 'start to ready, large store',
      unit: 'ms',
      value: start('large'),
      baseline: { name: 'small store', value: start('small') },
      aim: AIM.growth,
    },
    {
      name: 'idle memory, large store',
      unit: 'MiB',
      value: memory('large'),
      baseline: { name: 'small store', value: memory('small') },
      aim: AIM.growth,
    },
  ];
}
