import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENDINGS, oneAccess, PIN, stored, stories, TOKEN, type Ending, type Story } from '../helpers/power-cut-stories';
import { COURIER_PIN, COURIER_QR, Rig, SERVICE_PIN, type CutPoint } from '../helpers/rig';

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * The power goes at every step between the key press and the closed door, around each commit and each pulse,
 * and the locker starts again from its files. Meanwhile the world goes on: doors swing, hands close them.
 */

/** Plays a story, cuts the power at its `cutAt`-th point (0: never) of `last` and answers which points there were. */
async function play(story: Story, ending: Ending, cutAt: number, last = 0): Promise<CutPoint[]> {
  const rig = await Rig.running();
  try {
    await story.before(rig);
    const eventsBefore = rig.events().length;
    const points: CutPoint[] = [];
    rig.atPoint = (point) => {
      points.push(point);
      if (points.length === cutAt) rig.die();
    };
    for (const step of story.steps) {
      if (!rig.alive()) break;
      await rig.inTheDark(() => step(rig));
    }
    rig.atPoint = () => undefined;
    expect(rig.alive()).toBe(cutAt === 0);
    if (cutAt === 0 && story.fault !== undefined) expect(rig.world.firedFaults()[story.fault]).toBeGreaterThan(0);
    if (cutAt === 0) return points;

    const seenBefore = rig
      .events()
      .slice(eventsBefore)
      .map(({ type }) => type);
    rig.bury();
    await ENDINGS[ending](rig);
    const pulses = await allPulses(rig);
    await rig.boot();
    expect(await allPulses(rig)).toEqual(pulses);
    await rig.advance(5_000);
    for (const { id } of rig.site.compartments) {
      if ((await rig.world.inspect()).faults[`door:${id}`] === 'lost') await rig.fault(`door:${id}`, 'none');
    }
    await rig.advance(90_000);
    expect(await allPulses(rig)).toEqual(pulses);
    expect(rig.screen()).toBe('idle');
    const doors = Object.entries((await rig.world.inspect()).doors);
    const openNow = doors.filter(([, door]) => door.state === 'open').map(([id]) => id);
    const cut = cutAt === 1 ? 'first' : cutAt === last ? 'last' : null;
    await story.after(rig, { seenBefore, openNow, cut });
    booksAreRight(rig);
    return points;
  } finally {
    await rig.end();
  }
}

async function allPulses(rig: Rig): Promise<number[]> {
  return Object.values((await rig.world.inspect()).doors).map(({ releases }) => releases);
}

/** Sequence without gaps, chain valid, and no code anywhere in the files. */
function booksAreRight(rig: Rig): void {
  const events = rig.events();
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(rig.locker.store.events.verify()).toEqual({ ok: true, events: events.length });
  const files = readdirSync(rig.folder);
  expect(files).toEqual(expect.arrayContaining(['lockerd.db', 'lockerd.db-wal']));
  for (const file of files) {
    // Six digits may stand in a random id by chance.
    const text = readFileSync(join(rig.folder, file), 'latin1').replace(UUID, '');
    for (const code of [PIN, TOKEN, COURIER_PIN, COURIER_QR, SERVICE_PIN]) expect(text.includes(code)).toBe(false);
  }
}

/** A parcel is inside, its PIN was pressed, the pulse was sent, and then the power went. */
async function cutAfterPulse(rig: Rig): Promise<void> {
  await stored(rig);
  rig.atPoint = (point) => point === 'after-pulse' && rig.die();
  await rig.inTheDark(() => rig.keys(PIN));
  expect(rig.alive()).toBe(false);
  rig.bury();
}

describe.each(Object.entries(stories))('%s', (_, story) => {
  test.each(Object.keys(ENDINGS) as Ending[])('the power goes at every step: %s', async (ending) => {
    const points = await play(story, ending, 0);
    expect(points.length).toBeGreaterThanOrEqual(story.points);
    for (let cutAt = 1; cutAt <= points.length; cutAt += 1) {
      try {
        expect(await play(story, ending, cutAt, points.length)).toEqual(points.slice(0, cutAt));
      } catch (error) {
        throw new Error(`cut ${cutAt} of ${points.length}, ${points[cutAt - 1]}: ${(error as Error).message}`, {
          cause: error,
        });
      }
    }
  });
});

test.each(Object.keys(ENDINGS) as Ending[])('the power goes again at every step of the start: %s', async (ending) => {
  let cuts = 0;
  for (let died = true; died; cuts += 1) {
    const rig = await Rig.running();
    try {
      await cutAfterPulse(rig);
      await ENDINGS[ending](rig);
      const pulses = await allPulses(rig);
      let points = 0;
      rig.atPoint = () => {
        points += 1;
        if (points === cuts + 1) rig.die();
      };
      await rig.inTheDark(() => rig.boot());
      if (rig.alive()) await rig.inTheDark(() => rig.fault('door:A1', 'none'));
      if (rig.alive()) await rig.inTheDark(() => rig.advance(70_000));
      died = !rig.alive();
      rig.atPoint = () => undefined;
      if (died) await rig.cut();
      await rig.fault('door:A1', 'none');
      await rig.advance(70_000);
      expect(await allPulses(rig)).toEqual(pulses);
      const open = (await rig.world.inspect()).doors['A1']?.state === 'open';
      if (open) await rig.hand('A1', 'close');
      expect(rig.compartment('A1').state).toBe('unverified');
      await oneAccess(rig, 'A1', open ? 0 : 1);
      booksAreRight(rig);
    } finally {
      await rig.end();
    }
  }
  expect(cuts).toBeGreaterThan(8);
});

test('a wrong PIN is counted before it is compared, and stays counted when the power goes in between', async () => {
  const counted: number[] = [];
  for (let cutAt = 1, died = true; died; cutAt += 1) {
    const rig = await Rig.running();
    try {
      await stored(rig);
      let points = 0;
      rig.atPoint = () => {
        points += 1;
        if (points === cutAt) rig.die();
      };
      await rig.inTheDark(() => rig.keys('000000'));
      rig.atPoint = () => undefined;
      died = !rig.alive();
      if (died) await rig.cut();
      counted.push(rig.locker.store.guards.guessing().wrong);
      await oneAccess(rig, 'A1', 1);
    } finally {
      await rig.end();
    }
  }
  // Before the first commit; after it; around the refusal; without a cut.
  expect(counted).toEqual([0, 1, 1, 1, 1]);
});

test('the fifth wrong PIN closes PIN entry even if the power goes before it is compared', async () => {
  const rig = await Rig.running();
  try {
    for (let n = 0; n < 4; n += 1) await rig.keys(`00000${n}`);
    rig.atPoint = (point) => point === 'after-commit' && rig.die();
    await rig.inTheDark(() => rig.keys('000004'));
    expect(rig.alive()).toBe(false);
    rig.atPoint = () => undefined;
    await rig.cut();
    expect(rig.types()).not.toContain('access.locked-out');
    expect(rig.locker.lockout.until()).not.toBeNull();
    await rig.keys(COURIER_PIN);
    expect(rig.screen()).toBe('locked-out');
    await rig.scan(`LK1-${COURIER_QR}`);
    expect(rig.screen()).toBe('courier-menu');
  } finally {
    await rig.end();
  }
});

test.each([1, 2, 3])(
  'a slow door comes after %i power cuts: it belongs to the code that asked for it',
  async (cuts) => {
    const rig = await Rig.running();
    try {
      await stored(rig);
      await rig.fault('door:A1', 'slow');
      await rig.keys(PIN);
      for (let cut = 0; cut < cuts; cut += 1) await rig.cut();
      await rig.advance(10_000);
      expect(rig.world.firedFaults()['door:A1 slow']).toBeGreaterThan(0);
      expect(rig.types()).not.toContain('door.forced');
      expect(rig.types().filter((type) => type === 'compartment.unverified')).toHaveLength(1);
      expect(rig.types()).toEqual(expect.arrayContaining(['access.interrupted', 'door.opened', 'parcel.collected']));
      await rig.hand('A1', 'close');
      await rig.keys(PIN);
      expect(rig.events().at(-1)).toMatchObject({ type: 'access.refused', reason: 'used' });
    } finally {
      await rig.end();
    }
  },
);
