import fc from 'fast-check';
import { someTurns } from '../../hal/sim/virtual-time';
import { HOUR, Rig, START } from '../helpers/rig';

/**
 * Whatever breaks, however often the power goes (also between any two commits) and the clock is set: the recipient
 * gets the whole window of time in which the parcel could have been fetched, and a window does not go on for ever
 * when everything works.
 */

const WINDOW = 3 * HOUR;
const MINUTE = 60_000;
const numRuns = Number(process.env['LOCKERD_PROPERTY_RUNS'] ?? 40);

const stretch = fc.oneof(
  fc.constantFrom(1_000, 59_000, MINUTE, 10 * MINUTE, HOUR, 2 * HOUR, 5 * HOUR),
  fc.integer({ min: 1, max: HOUR }),
);
const things = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: stretch }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      target: fc.constantFrom('keypad', 'scanner', 'lock:A1', 'door:A1'),
      fault: fc.constantFrom('lost' as const, 'none' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('service' as const), out: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('cut' as const), inPoints: fc.nat(9), dark: stretch, set: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('step' as const),
      ms: fc.constantFrom(0, 0, 30_000, -30_000, 2 * HOUR, -2 * HOUR),
      trusted: fc.boolean(),
    }),
  },
);
type Thing = typeof things extends fc.Arbitrary<infer T> ? T : never;

/** Reckons along: how long the parcel could have been fetched, and what the clock was set by. */
class Reckoner {
  /** ms in which a good code would have opened the door, and ms that the clock was set forward meanwhile. */
  served = 0;
  back = 0;
  cuts = 0;
  private diedAt: number | null = null;
  private readonly broken = new Set<string>();
  /** Somebody has vouched for the time in this life. */
  private known = true;

  constructor(private readonly rig: Rig) {}

  async happen(thing: Thing): Promise<void> {
    const { rig } = this;
    switch (thing.do) {
      case 'pass':
        await this.pass(thing.ms);
        break;
      case 'fault':
        await rig.inTheDark(() => rig.fault(thing.target, thing.fault));
        if (thing.target === 'scanner') break;
        if (thing.fault === 'lost') this.broken.add(thing.target);
        else this.broken.delete(thing.target);
        // A contact is debounced before it counts again.
        await this.pass(100);
        break;
      case 'service':
        await rig.inTheDark(() => {
          const { operations } = rig.locker;
          return thing.out ? operations.outOfService('A1', {}) : operations.inService('A1', {});
        });
        break;
      case 'cut':
        this.cutIn(thing.inPoints);
        if (thing.inPoints > 0) await this.pass(5 * MINUTE);
        if (thing.set && !rig.alive()) await this.step(-30_000, true);
        if (!rig.alive()) await this.powerBack(thing.dark);
        break;
      case 'step':
        await this.step(thing.ms, thing.trusted);
        break;
    }
    if (!rig.alive()) await this.powerBack(1_000);
  }

  /** All is mended, and somebody vouches for the time. */
  async mend(): Promise<void> {
    this.rig.atPoint = () => undefined;
    for (const target of this.broken) await this.rig.fault(target, 'none');
    await this.rig.fault('scanner', 'none');
    this.broken.clear();
    this.rig.locker.operations.inService('A1', {});
    // No time before the build is ever believed.
    await this.step(Math.max(0, START - this.rig.time.wall()), true);
    await this.pass(1_000);
  }

  private fetchable(): boolean {
    const { rig } = this;
    if (!rig.alive() || this.broken.size > 0) return false;
    return rig.locker.store.compartments.get('A1')?.out_of_service === null;
  }

  private cutIn(points: number): void {
    const { rig } = this;
    let left = points;
    const die = (): void => {
      this.diedAt = rig.time.monotonic();
      rig.atPoint = () => undefined;
      rig.die();
    };
    if (points === 0) die();
    else
      rig.atPoint = () => {
        left -= 1;
        if (left === 0) die();
      };
  }

  private async pass(ms: number): Promise<void> {
    const fetchable = this.fetchable();
    const from = this.rig.time.monotonic();
    await this.rig.inTheDark(() => this.rig.advance(ms));
    const until = this.rig.alive() ? this.rig.time.monotonic() : Math.max(from, this.diedAt ?? from);
    if (fetchable) this.served += until - from;
    if (this.rig.alive() && this.rig.locker.clock.trusted()) this.known = true;
  }

  private async step(ms: number, trusted: boolean): Promise<void> {
    const { rig } = this;
    this.back += Math.max(0, -ms);
    const alive = rig.alive();
    const before = alive ? rig.locker.clock.now() : 0;
    const counts = this.fetchable() && this.known;
    await rig.inTheDark(async () => {
      rig.time.step(ms, trusted);
      await someTurns();
    });
    if (!alive || !rig.alive()) return;
    if (counts) this.served += Math.max(0, rig.locker.clock.now() - before);
    if (rig.locker.clock.trusted()) this.known = true;
  }

  private async powerBack(dark: number): Promise<void> {
    const { rig } = this;
    this.cuts += 1;
    rig.atPoint = () => undefined;
    rig.bury();
    await rig.advance(dark);
    const from = rig.time.monotonic();
    await rig.boot();
    // While it starts it may serve already.
    this.served += rig.time.monotonic() - from;
    this.known = rig.locker.clock.trusted();
  }
}

test(
  'the whole window, and no more than that',
  async () => {
    let expired = 0;
    let moved = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(things, { minLength: 3, maxLength: 25, size: 'max' }), async (list) => {
        const rig = await Rig.running();
        try {
          await rig.stored({ id: 'p1', label: 'L-1', windowHours: 3 }, '123456');
          const reckoner = new Reckoner(rig);
          const row = () => rig.locker.store.parcels.get('p1');
          for (const thing of list) {
            await reckoner.happen(thing);
            if (row()?.expired === 'window') {
              expired += 1;
              expect(reckoner.served).toBeGreaterThanOrEqual(WINDOW);
              return;
            }
          }
          await reckoner.mend();
          if (row()?.expired === null) {
            const left = (row()?.expires_at ?? 0) - rig.locker.clock.now();
            moved += Number(rig.locker.store.windows.total('p1') > 0);
            // Each cut may give the time since the last sign of life.
            expect(left).toBeLessThanOrEqual(WINDOW + reckoner.back + reckoner.cuts * 70_000 + 1_000);
            const { served } = reckoner;
            await rig.advance(Math.max(0, left) + 2 * MINUTE);
            expect(served + Math.max(0, left)).toBeGreaterThanOrEqual(WINDOW - 1_000);
          }
          expect(row()?.expired).toBe('window');
        } finally {
          await rig.end();
        }
      }),
      {
        numRuns,
        examples: [
          // A clock set forward while the window stood still, by whom the time can be trusted again.
          [
            [
              { do: 'pass', ms: 2 * HOUR },
              { do: 'step', ms: 30_000, trusted: false },
              { do: 'service', out: true },
              { do: 'step', ms: 2 * HOUR, trusted: true },
              { do: 'service', out: false },
            ],
          ],
          // And the power gone before the next sign of life.
          [
            [
              { do: 'step', ms: 30_000, trusted: false },
              { do: 'fault', target: 'keypad', fault: 'lost' },
              { do: 'step', ms: 2 * HOUR, trusted: true },
              { do: 'cut', inPoints: 0, dark: 1, set: false },
            ],
          ],
        ],
      },
    );
    // The walk did come by the interesting places.
    expect(expired).toBeGreaterThan(0);
    expect(moved).toBeGreaterThan(0);
  },
  3_000 * numRuns,
);
