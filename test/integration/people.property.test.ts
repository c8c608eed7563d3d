import fc from 'fast-check';
import { People } from '../helpers/people';
import { Rig } from '../helpers/rig';
import { Street } from '../helpers/street';
import { things } from '../helpers/things';

/**
 * Random people in front of a locker: couriers, recipients, hands at doors, faults, clocks, power cuts, the
 * operator's documents and technicians. Street knows what is really behind each door and judges every pulse
 * and every offer; see there for what must hold.
 */

const numRuns = Number(process.env['LOCKERD_PROPERTY_RUNS'] ?? 150);

test(
  'whatever people, faults, clocks and the power do: nobody gets what is not theirs, and nothing is lost',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(3), fc.array(things, { maxLength: 30, size: 'max' }), async (stock, day) => {
        const rig = await Rig.running();
        try {
          const people = new People(new Street(rig), rig);
          for (let n = 0; n < stock; n += 1) await people.stock();
          for (const thing of day) await people.happen(thing);
          await people.leave();
        } finally {
          await rig.end();
        }
      }),
      { numRuns },
    );
  },
  400 * numRuns,
);
