import type { TimeParticipant } from '../../../hal/sim/together';
import { advanceTogether } from '../../../hal/sim/together';
import { VirtualTime } from '../../../hal/sim/virtual-time';

let calls: string[];
beforeEach(() => {
  calls = [];
});

function participant(name: string, time: VirtualTime, local: boolean): TimeParticipant {
  return {
    local,
    nextDue: async () => {
      if (!local) calls.push(`${name} nextDue`);
      return time.nextDue();
    },
    advanceTo: async (monotonic) => {
      if (!local) calls.push(`${name} to ${monotonic}`);
      return time.advanceTo(monotonic);
    },
  };
}

it('runs the timers of all in one order, with both clocks there, and what one gives the other to do', async () => {
  const world = new VirtualTime({ frozen: true });
  const firmware = new VirtualTime({ frozen: true });
  const log: string[] = [];
  const note = (text: string) => () => void log.push(`${text} @${world.monotonic()} ${firmware.monotonic()}`);
  firmware.after(100, () => {
    note('release')();
    world.after(300, () => {
      note('open')();
      firmware.after(50, note('debounced'));
    });
  });
  firmware.after(470, note('other'));
  world.after(1_000, note('late'));
  await advanceTogether([participant('world', world, true), participant('firmware', firmware, false)], 900);
  expect(log).toEqual(['release @100 100', 'open @400 400', 'debounced @450 450', 'other @470 470']);
  expect([world.monotonic(), firmware.monotonic()]).toEqual([900, 900]);
});

it('asks somebody far away once per step', async () => {
  const world = new VirtualTime({ frozen: true });
  const firmware = new VirtualTime({ frozen: true });
  for (const ms of [10, 20, 30]) firmware.after(ms, () => undefined);
  await advanceTogether([participant('world', world, true), participant('firmware', firmware, false)], 40);
  expect(calls).toEqual(['firmware nextDue', 'firmware to 10', 'firmware to 20', 'firmware to 30', 'firmware to 40']);
});
