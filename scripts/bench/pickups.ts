import { keyId } from '../../config/site-key';
import { pinVerifier } from '../../firmware/access/codes';
import type { Logger } from '../../firmware/core/logger';
import { Locker } from '../../firmware/locker';
import type { Hal, Key, Keypad, Lock } from '../../hal/ports';
import { localLink } from '../../hal/sim/local-link';
import { createSimHal } from '../../hal/sim/sim-hal';
import { VirtualTime } from '../../hal/sim/virtual-time';
import { World } from '../../hal/sim/world';
import { grantFor, somebodysParcel } from './fill';
import { site, siteKey } from './site';

/** Lets a swinging door come to rest and a debounced contact be believed, ms of the locker's time. */
const A_WHILE_MS = 1_000;

const problems: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (fields, message) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
  error: (fields, message) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
};

/** A time between two ports of the HAL, with the commits in it. */
interface Reaction {
  readonly us: number;
  readonly commits: number;
}

/**
 * The real locker on the simulated HAL in real time; while nothing is measured, time is moved ahead. The clock
 * starts when the last digit leaves the keypad's port and stops when the lock's port is asked to release.
 */
export class PickupRig {
  private readonly time = new VirtualTime();
  private readonly world: World;
  private readonly locker: Locker;
  private commits = 0;
  private pressed = 0;
  private commitsBefore = 0;
  private reaction: Reaction | null = null;

  constructor(databaseFile: string) {
    const compartments = site.compartments.map(({ id }) => id);
    if (site.hal.driver !== 'sim') throw new Error('the benchmark needs the simulated locker');
    const { columns, rows, travelMs } = site.hal;
    this.world = new World({ compartments, travelMs, time: this.time });
    this.world.start();
    const { hal } = createSimHal({ compartments, columns, rows }, localLink(this.world), this.time);
    this.locker = new Locker({
      site,
      siteKey,
      databaseFile,
      logger: problems,
      keyId: keyId(siteKey),
      hal: this.probed(hal),
      time: this.time,
      version: 'bench',
      buildTime: 0,
      cron: () => async () => undefined,
      atCommit: (point) => {
        if (point === 'after') this.commits += 1;
      },
    });
  }

  async start(): Promise<void> {
    await this.locker.start();
    await this.time.advance(A_WHILE_MS);
  }

  async stop(): Promise<void> {
    await this.locker.halt();
    this.locker.close();
    this.world.stop();
  }

  /** One parcel, stored before and gone after. @param turn another one each time, 0 to 999,999 */
  async pickup(turn: number): Promise<Reaction> {
    const compartment = site.compartments[turn % site.compartments.length]?.id ?? '';
    const pin = [...String(turn).padStart(site.codes.pinLength, '0')] as Key[];
    const { store } = this.locker;
    const parcel = somebodysParcel();
    const grant = grantFor(parcel.id, { pin: pinVerifier(siteKey, pin.join('')) });
    store.write(() => {
      store.parcels.put({ ...parcel, state: 'stored', compartment });
      store.compartments.setOccupancy(compartment, 'occupied');
      store.grants.put(grant);
    });
    await this.world.keys(pin.slice(0, -1));
    this.reaction = null;
    await this.world.keys(pin.slice(-1));
    await this.time.advance(A_WHILE_MS);
    await this.world.hand(compartment, 'close');
    await this.time.advance(A_WHILE_MS);
    await this.world.keys(['#']);
    if (
      this.reaction === null ||
      store.grants.get(grant.id)?.state !== 'used' ||
      store.openings.underWay(compartment)
    ) {
      throw new Error(`pickup ${turn} went wrong: the terminal shows ${this.locker.terminal.view().screen}`);
    }
    return this.reaction;
  }

  private probed(hal: Hal): Hal {
    const keypad: Keypad | null = hal.keypad && {
      onKey: (listener) =>
        hal.keypad?.onKey((key) => {
          this.commitsBefore = this.commits;
          this.pressed = performance.now();
          listener(key);
        }) ?? (() => undefined),
    };
    const locks = [...hal.locks].map(([id, lock]): [string, Lock] => [
      id,
      {
        release: () => {
          this.reaction = {
            us: (performance.now() - this.pressed) * 1_000,
            commits: this.commits - this.commitsBefore,
          };
          return lock.release();
        },
      },
    ]);
    return { ...hal, keypad, locks: new Map(locks) };
  }
}
