import { randomBytes, randomUUID } from 'node:crypto';
import { keyId } from '../../config/site-key';
import type { GrantRow } from '../../firmware/store/grants';
import { UNANNOUNCED, type ParcelRow } from '../../firmware/store/parcels';
import { Store } from '../../firmware/store/store';
import type { Amounts } from './options';
import { site, siteKey } from './site';

const DAY_MS = 86_400_000;
/** As many as fit into a document of 1 MiB; all others are history. */
const MOST_WANTED = 3_000;
const PER_COMMIT = 10_000;

export function openStore(file: string): Store {
  return new Store({
    file,
    locker: site.locker.id,
    keyId: keyId(siteKey),
    compartments: site.compartments.map(({ id }) => id),
    newCompartments: 'empty',
    stamp: () => ({ at: Date.now(), clock: 'synchronized' }),
  });
}

/**
 * Years of service: used grants with their parcels and openings, a full document of live ones whose parcels
 * are still on their way, and a chain of acknowledged events.
 */
export async function fill(
  file: string,
  { grants, events }: Pick<Amounts, 'grants' | 'events'>,
  end: AbortSignal,
): Promise<void> {
  const store = openStore(file);
  try {
    const inBatches = async (count: number, one: (at: number) => void): Promise<void> => {
      for (let from = 0; from < count; from += PER_COMMIT) {
        await new Promise((resolve) => setImmediate(resolve));
        end.throwIfAborted();
        store.write(() => {
          for (let at = from; at < Math.min(count, from + PER_COMMIT); at += 1) one(at);
        });
      }
    };
    await inBatches(grants, (at) => {
      const wanted = at < MOST_WANTED;
      const compartment = site.compartments[at % site.compartments.length]?.id ?? '';
      const parcel: ParcelRow = {
        ...somebodysParcel(),
        state: wanted ? 'announced' : 'collected',
        known: wanted ? 1 : 0,
      };
      const grant = grantFor(parcel.id, { state: wanted ? 'live' : 'used', accepted: wanted ? 1 : 0 });
      store.parcels.put(parcel);
      store.grants.put(grant);
      if (wanted) return;
      const access = { compartment, grant_id: grant.id, parcel: parcel.id, method: 'pin' } as const;
      const { id } = store.openings.begin({ ...access, purpose: 'pickup', created_at: Date.now() });
      store.openings.move(id, 'done', 'opened');
    });
    const ids = Array.from({ length: 1_000 }, () => ({ parcel: randomUUID(), grant: randomUUID() }));
    await inBatches(events, (at) => {
      const { id: compartment = '' } = site.compartments[at % site.compartments.length] ?? {};
      const of = { compartment, method: 'pin', ...ids[at % ids.length] } as const;
      store.record({ type: at % 2 === 0 ? 'door.opened' : 'door.closed', ...of });
    });
    const { id, lastSeq } = store.events.outbox();
    store.write(() => {
      store.locker.setDocument(1, 1, []);
      store.events.acknowledge(id, lastSeq);
    });
  } finally {
    store.close();
  }
}

export function somebodysParcel(): ParcelRow {
  return {
    ...UNANNOUNCED,
    id: randomUUID(),
    known: 1,
    deposited_at: Date.now(),
    expires_at: Date.now() + 365 * DAY_MS,
  };
}

/** With verifiers of no code at all, unless `changes` brings one. */
export function grantFor(parcel: string, changes: Partial<GrantRow>): GrantRow {
  const verifier = (): string => randomBytes(32).toString('base64url');
  const row = {
    id: randomUUID(),
    rev: 1,
    kind: 'pickup',
    parcel,
    pin: verifier(),
    qr: verifier(),
    ...changes,
  } as const;
  const { id, rev, kind, pin, qr } = row;
  const content = JSON.stringify({ id, rev, kind, parcel, pin, qr });
  return {
    person: null,
    delivery_date: null,
    not_after: null,
    content,
    state: 'live',
    accepted: 1,
    refunds: 0,
    ...row,
  };
}
