import type { ClockChange } from '../../hal/ports';
import { World, type WorldOptions } from '../../hal/sim/world';

/** Who else lives by the simulated clock. */
export interface ClockCompany {
  /**
   * About to change: the wall clock's offset as it will be, ms. Settles when what happened up to now has been
   * dealt with, and from then on what is said bears the new time.
   */
  readonly before: (wallOffset: number) => Promise<void>;
  /** The offset as it came out; settles when what the change caused has been dealt with. */
  readonly after: (wallOffset: number) => Promise<void>;
}

/** The simulated world of a demo, where the back office lives by the same clock as the locker. */
export class DemoWorld extends World {
  constructor(options: WorldOptions, company: ClockCompany) {
    super(options);
    const change = this.clock;
    this.clock = async (by: ClockChange): Promise<void> => {
      await company.before(options.time.offsets().wall + ('step' in by ? by.step : Math.max(0, by.advance)));
      try {
        await change(by);
      } finally {
        await company.after(options.time.offsets().wall);
      }
    };
  }
}
