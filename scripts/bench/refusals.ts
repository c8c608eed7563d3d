import path from 'node:path';
import { Access } from '../../firmware/access/access';
import { pinVerifier } from '../../firmware/access/codes';
import type { GuessRules } from '../../firmware/access/guessing';
import { Lockout } from '../../firmware/access/lockout';
import { Clock } from '../../firmware/core/clock';
import { Expiry } from '../../firmware/parcels/expiry';
import type { Store } from '../../firmware/store/store';
import { VirtualTime } from '../../hal/sim/virtual-time';
import { aligned, percentile } from './figures';
import { grantFor, openStore, somebodysParcel } from './fill';
import { site, siteKey } from './site';

/** Nobody is ever locked out here. */
const NO_END = 1_000_000_000;
const FRESH_EVERY = 50;

/** How long typed codes that are refused for different reasons take, and whether one could tell them apart, µs. */
export interface RefusalFigures {
  readonly what: string;
  readonly tries: number;
  readonly median: number;
  /** From the first to the third quartile: the noise of one try. */
  readonly spread: number;
  /** Of this median from that of codes that nobody knows. */
  readonly apart: number;
  readonly hidden: boolean;
}

interface Try {
  readonly what: string;
  readonly digits: string;
  readonly compartment: string | null;
}

/** Refused in turn, in another order each time, so that whatever the machine does meanwhile befalls all alike. */
export async function measureRefusals(folder: string, tries: number, end: AbortSignal): Promise<RefusalFigures[]> {
  const store = openStore(path.join(folder, 'refusals.db'));
  try {
    const [here = '', there = ''] = site.compartments.map(({ id }) => id);
    giveCodes(store, here, there);
    const alone = ['unknown', 'used', 'expired', 'not yet there'].map((what, at) => ({
      what,
      digits: String(at).padStart(6, '0'),
      compartment: null,
    }));
    const numbered = [
      { what: 'unknown, with a number', digits: '000000', compartment: here },
      { what: "right, at another's door", digits: '000004', compartment: here },
    ];
    const share = Math.floor(tries / (alone.length + numbered.length));
    return [
      ...(await inTurn(store, alone, share, { lockerWidePerYear: NO_END, byCompartmentPerDay: 1 }, end)),
      ...(await inTurn(store, numbered, share, { lockerWidePerYear: 0, byCompartmentPerDay: NO_END }, end)),
    ];
  } finally {
    store.close();
  }
}

/** The code `000001` has been used, `000002` has ended, the parcel of `000003` is on its way, `000004` is live. */
function giveCodes(store: Store, here: string, there: string): void {
  const give = (digits: string, compartment: string | null, changes: { state?: 'used'; not_after?: number }): void => {
    const parcel = somebodysParcel();
    store.parcels.put(compartment === null ? parcel : { ...parcel, state: 'stored', compartment });
    store.grants.put(grantFor(parcel.id, { pin: pinVerifier(siteKey, digits), ...changes }));
  };
  store.write(() => {
    give('000001', here, { state: 'used' });
    give('000002', here, { not_after: 1 });
    give('000003', null, {});
    give('000004', there, {});
  });
}

async function inTurn(
  store: Store,
  list: readonly Try[],
  share: number,
  budget: Pick<GuessRules, 'lockerWidePerYear' | 'byCompartmentPerDay'>,
  end: AbortSignal,
): Promise<RefusalFigures[]> {
  const time = new VirtualTime({ frozen: true, wall: Date.now() });
  const clock = new Clock(time, { load: () => null, save: () => undefined }, 0);
  clock.start();
  const lockout = new Lockout(store, clock, { wrongPins: NO_END, seconds: 1, ...budget }, () => undefined);
  const expiry = new Expiry(store, clock, 24);
  const access = new Access(store, clock, siteKey, 6, lockout, () => expiry.sweep());
  const took = new Map<string, number[]>(list.map(({ what }) => [what, []]));
  const warmUp = Math.ceil(share / 10);
  for (let turn = -warmUp; turn < share; turn += 1) {
    if (turn % FRESH_EVERY === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      end.throwIfAborted();
      freshBook(store, lockout);
    }
    for (let n = 0; n < list.length; n += 1) {
      // Forwards and backwards by turns: none of them always comes after the same one.
      const one = list[turn % 2 === 0 ? n : list.length - 1 - n];
      if (one === undefined) continue;
      const from = performance.now();
      const { kind } = access.redeemPin(one.digits, one.compartment);
      const us = (performance.now() - from) * 1_000;
      if (kind !== 'refused') throw new Error(`a code that is ${one.what} was not refused: ${kind}`);
      if (turn >= 0) took.get(one.what)?.push(us);
    }
  }
  lockout.stop();
  clock.stop();
  const [first] = list;
  const reference = percentile(took.get(first?.what ?? '') ?? [], 0.5);
  return list.map(({ what }) => {
    const values = took.get(what) ?? [];
    const median = percentile(values, 0.5);
    const spread = percentile(values, 0.75) - percentile(values, 0.25);
    const apart = Math.abs(median - reference);
    return { what, tries: values.length, median, spread, apart, hidden: apart < spread };
  });
}

/** A book that grows would make later tries slower than earlier ones. */
function freshBook(store: Store, lockout: Lockout): void {
  lockout.stop();
  store.write(() => {
    for (const { n } of store.guards.guesses()) store.guards.dropGuess(n);
    store.guards.setGuessing({ wrong: 0, level: 0, penalty_ms: 0, powered_ms: 0 });
  });
  lockout.start();
}

export function refusalTable(lines: readonly RefusalFigures[]): string {
  const us = (value: number): string => `${value.toFixed(1)} µs`;
  const rows = lines.map(({ what, tries, median, spread, apart, hidden }) => [
    what,
    String(tries),
    us(median),
    us(spread),
    us(apart),
    hidden ? 'yes' : 'NO',
  ]);
  return aligned(['typed code that is', 'tries', 'median', 'spread', 'apart', 'hidden in the noise'], rows, [0]);
}
