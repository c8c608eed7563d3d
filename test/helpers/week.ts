import type { Random } from '../../scripts/emulators/random';
import type { Thing } from './things';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const SIZES = ['S', 'S', 'S', 'M', 'M', 'L', 'XL'] as const;

/** Somebody comes, or an hour passes. */
export type Visit = { readonly do: Thing } | { readonly quietMs: number };

/**
 * A week in front of a locker of five: several times a day a courier brings what there is room for, recipients come
 * when it suits them, some of them twice or not at all, and in the evening expired parcels are collected.
 * @param waiting codes that have not been used yet, by their number
 */
export function* week(random: Random, waiting: () => readonly number[]): Generator<Visit> {
  for (let day = 0; day < 7; day += 1) {
    yield { quietMs: 7 * HOUR + random.between(0, 40) * MINUTE };
    for (let round = 0; round < 5; round += 1) {
      for (let n = random.between(1, 3); n > 0; n -= 1) {
        const recipient = random.pick(['r1', 'r2', null, null] as const);
        yield { do: { do: 'announce', size: random.pick(SIZES), recipient, hours: 72 } };
        yield { do: deposit(random) };
        yield { quietMs: random.between(1, 4) * MINUTE };
      }
      yield { do: { do: 'issue' } };
      for (let n = random.between(2, 5); n > 0; n -= 1) {
        yield { quietMs: random.between(5, 30) * MINUTE };
        yield { do: passer(random, waiting()) };
      }
      yield { do: { do: 'technician', what: 'round', door: 'A1' } };
      yield { quietMs: MINUTE };
    }
    yield { do: { do: 'collect', manner: 'proper' } };
    yield { quietMs: 3 * HOUR };
  }
}

function deposit(random: Random): Thing {
  return {
    do: 'deposit',
    parcel: random.pick(['announced', 'announced', 'announced', 'unannounced', 'no-label']),
    pick: random.between(0, 7),
    size: random.pick(SIZES),
    badge: random.pick(['pin', 'qr']),
    manner: random.pick(['proper', 'proper', 'proper', 'proper', 'not', 'larger']),
    surprise: null,
  };
}

/** Most people come with a code that is theirs to use; some with one that was used before, or none. */
function passer(random: Random, waiting: readonly number[]): Thing {
  if (random.chance(0.05)) return { do: 'wrong-pins', count: 2 };
  const pick = waiting.length > 0 && random.chance(0.85) ? random.pick(waiting) : random.between(0, 60);
  return {
    do: 'pickup',
    pick,
    by: random.pick(['pin', 'qr']),
    manner: random.pick(['close', 'close', 'close', 'close', 'wait', 'again', 'empty', 'damaged', 'twice']),
    surprise: random.chance(0.1) ? random.pick(['slow', 'bounce', 'none'] as const) : null,
  };
}
