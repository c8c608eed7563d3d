import { LINE_FAULTS, type LineFault } from '../../scripts/emulators/line-faults';
import type { Emulated } from '../../scripts/emulators/make-board';
import { Random } from '../../scripts/emulators/random';
import { BoardBench } from './board-rig';
import { People } from './people';
import { Rig } from './rig';
import { allGrants } from './store';
import { Street } from './street';
import { week } from './week';

/** Of every hundred exchanges on the line one is struck by each of these … */
const EACH = 0.01;
const PER_EXCHANGE: readonly LineFault[] = LINE_FAULTS.filter((fault) => fault !== 'reset' && fault !== 'dead');
/** … and of every hundred visits so many by a board that starts anew, or dies for a while. */
const PER_VISIT = 0.03;
/** A person needs this long to take a parcel out, or put it in. */
const INSIDE_MS = 4_000;

/** A door that came between the look at it and the pulse (a second at most) could not be known to be open. */
const TURN_MS = 1_200;

/** A week of traffic at a locker on boards of that kind; throws when something that must hold did not. */
export async function boardWeek(kind: Emulated, seed: number) {
  const random = new Random(seed);
  const bench = new BoardBench({ kind, seed: seed + 1, pieces: 3, ...(kind === 'ybx' && { lateMs: [1_600, 2_500] }) });
  const rig = await Rig.running({}, bench.make);
  const street = new Street(rig);
  const people = new People(street, rig, INSIDE_MS);
  let visits = 0;
  let doubles = 0;
  /** Most codes at a time whose door was asked for, stayed shut, and that were still good. */
  let kept = 0;
  bench.onDeaf = (compartment) => street.unseen(compartment);
  const judge = rig.atPoint;
  rig.atPoint = (point, compartment) => {
    // An open door has nothing to be unlocked for: it opened for this intent, and that was enough.
    if (point === 'before-pulse' && compartment !== undefined && bench.openForMs(compartment) > TURN_MS) doubles += 1;
    judge(point, compartment);
  };
  try {
    bench.faults.set(Object.fromEntries(PER_EXCHANGE.map((fault) => [fault, EACH])));
    const waiting = (): number[] => {
      const { store } = rig.locker;
      const live = new Set(allGrants(store).flatMap(({ id, state }) => (state === 'live' ? [id] : [])));
      return street.codes.flatMap(({ grant, parcel }, at) =>
        live.has(grant) && store.parcels.get(parcel)?.expired === null ? [at] : [],
      );
    };
    for (const visit of week(random, waiting)) {
      if ('quietMs' in visit) {
        await street.move(() => bench.quiet(rig, visit.quietMs));
        kept = Math.max(kept, street.judgeCodes().kept);
        continue;
      }
      for (const fault of ['reset', 'dead'] as const) if (random.chance(PER_VISIT)) bench.faults.next(fault);
      // Who passes by shuts what somebody left open.
      for (const place of await street.openDoors()) await street.hand(place, 'close');
      await people.happen(visit.do);
      // Whatever befell a door, somebody mends it.
      for (const { id } of rig.site.compartments) await street.fault(`door:${id}`, 'none');
      visits += 1;
    }
    bench.faults.set({});
    await rig.advance(120_000);
    await people.leave();
    const { used } = street.judgeCodes();
    return {
      used,
      kept,
      visits,
      doubles,
      fired: bench.faults.fired,
      violations: bench.violations(),
      frames: bench.frames(),
    };
  } catch (error) {
    throw new Error(`${kind}, seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    await rig.end();
  }
}

/** The story of such a week, told for one kind of board. */
export function weekOf(kind: Emulated, seed: number): void {
  test(`a week at a locker on ${kind} boards, one exchange in a hundred struck by each fault`, async () => {
    const { used, kept, visits, doubles, fired, violations, frames } = await boardWeek(kind, seed);
    expect(violations).toEqual([]);
    expect(doubles).toBe(0);
    expect(LINE_FAULTS.filter((fault) => fired[fault] === 0)).toEqual([]);
    expect(visits).toBeGreaterThan(100);
    expect(frames).toBeGreaterThan(10_000);
    // People did come and were served; and not every attempt led to an open door.
    expect(used).toBeGreaterThan(20);
    expect(kept).toBeGreaterThan(0);
  }, 60_000);
}
