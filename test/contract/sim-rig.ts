import type { Hal, Key, SimControl } from '../../hal/ports';
import type { WorldLink } from '../../hal/sim/link';
import type { HalRig, OptionalDevice } from './hal-contract';

export const SIM_COMPARTMENTS = ['A1', 'A2', 'B1'] as const;
export const SIM_DEVICES: readonly OptionalDevice[] = [
  'keypad',
  'scanner',
  'display',
  'beeper',
  'rtc',
  'tamper',
  'camera',
];

/** The simulated locker's outside, through the same calls as the control API. */
export function simRig(hal: Hal, link: WorldLink, close: () => Promise<void>): HalRig {
  const sim = hal.sim as SimControl;
  return {
    hal,
    compartments: SIM_COMPARTMENTS,
    close,
    outside: {
      press: (keys) => sim.keys([...keys] as Key[]),
      scan: (data) => sim.scan(data),
      // The world's own hand: it does not wait for the contact to settle, `pass` sees to that.
      moveDoor: async (compartment, action) => void (await link.hand(compartment, action)),
      moveCover: (action) => sim.fault('tamper', action === 'open' ? 'stuck-open' : 'none'),
      stopRtc: () => sim.fault('rtc', 'jam'),
      pulses: async (compartment) => (await link.inspect()).doors[compartment]?.releases ?? 0,
      display: async () => (await link.inspect()).display,
      beeps: async () => (await link.inspect()).beeps.length,
      breakDevice: (device) => sim.fault(device, 'lost'),
      mendDevice: (device) => sim.fault(device, 'none'),
      pass: (ms) => sim.clock({ advance: ms }),
    },
  };
}
