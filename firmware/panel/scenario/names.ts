import type { StepInput } from '../../../config/scenario/schema';
import type { StoredEvent } from '../../core/events';
import type { StateView } from '../../core/views';
import type { Code } from './codes';
import type { Announced } from './api';
import type { Entry } from './tape';

type ParcelInput = NonNullable<StepInput['announce']>;

const RESERVED = ['courier', 'technician', 'wrong'];
const SIZES = ['S', 'M', 'L', 'XL'] as const;

export interface World {
  readonly state: () => StateView;
  readonly eventsAfter: (seq: number) => readonly StoredEvent[];
}

/** Gives parcels and doors of a recording their names, and remembers what a scenario has to see to before. */
export class Names {
  private readonly parcels = new Map<string, string>();
  private readonly doors = new Map<string, string>();
  private start = 0;
  private inside: ReadonlySet<string> = new Set();

  /** @param add keeps what is new */
  constructor(
    private readonly world: World,
    private readonly add: (entry: Entry) => void,
  ) {}

  /** What was kept before. */
  load(entries: readonly Entry[]): void {
    this.parcels.clear();
    this.doors.clear();
    for (const entry of entries) {
      if (entry.kind === 'start') [this.start, this.inside] = [entry.mark, new Set(entry.inside)];
      if (entry.kind === 'name') this.parcels.set(entry.parcel, entry.name);
      if (entry.kind === 'door') this.doors.set(entry.compartment, entry.name);
    }
  }

  /** @returns how the parcel is announced, by a name of its own */
  announced(id: string, parcel: Omit<Announced, 'id' | 'label'>): ParcelInput {
    const { to, size, accessible, handover, depositAllowed, recipient, windowHours } = parcel;
    const name = this.next(to);
    this.parcels.set(id, name);
    this.add({ kind: 'name', name, parcel: id });
    return {
      as: name,
      to,
      size: sizeOf(size),
      ...(accessible && { accessible }),
      ...(handover && { handover }),
      ...(depositAllowed && { depositAllowed }),
      ...(recipient !== null && { recipient }),
      ...(windowHours !== null && { windowHours }),
    };
  }

  /** One from before the recording a scenario brings first, or has announced. Null when nobody knows the parcel. */
  parcel(id: string, known: readonly Announced[]): string | null {
    const name = this.parcels.get(id);
    if (name !== undefined) return name;
    const parcel = known.find((one) => one.id === id);
    if (parcel === undefined) return null;
    const wish = this.announced(id, parcel);
    this.add({ kind: 'before', step: this.inside.has(id) ? { deposit: wish } : { announce: wish } });
    return wish.as;
  }

  /** `ann.pin`. Null for a parcel that nobody knows. */
  code({ owner, what }: Code, known: readonly Announced[]): string | null {
    const name = 'staff' in owner ? owner.staff : this.parcel(owner.parcel, known);
    return name === null ? null : `${name}.${what}`;
  }

  /** `ann.door` where a parcel of the recording is or was; a free compartment gets a name; else its own. */
  door(id: string, known: readonly Announced[]): string {
    const view = this.world.state().compartments.find((one) => one.id === id);
    const last = this.world
      .eventsAfter(this.start)
      .findLast((event) => 'compartment' in event && event.compartment === id && 'parcel' in event);
    const parcel = view?.parcels.at(-1) ?? (last !== undefined && 'parcel' in last ? last.parcel : undefined);
    const chosen = this.doors.get(id);
    if (chosen !== undefined && parcel === undefined) return `${chosen}.door`;
    const name = parcel === undefined ? null : this.parcel(parcel, known);
    if (name !== null) return `${name}.door`;
    if (view?.state !== 'free') return chosen === undefined ? id : `${chosen}.door`;
    const own = this.next(`door-${id}`);
    this.doors.set(id, own);
    this.add({ kind: 'door', name: own, compartment: id });
    this.add({ kind: 'before', step: { choose: { as: own, size: sizeOf(view.size) } } });
    return `${own}.door`;
  }

  /** A free name for a parcel or a door. */
  private next(to: string): string {
    const plain = (to.split('@')[0] ?? '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[^a-z]+|-+$/g, '');
    const base = plain === '' || RESERVED.includes(plain) ? `parcel-${plain}`.replace(/-$/, '') : plain.slice(0, 28);
    const taken = new Set([...this.parcels.values(), ...this.doors.values()]);
    for (let n = 1; ; n += 1) {
      const name = n === 1 ? base : `${base}-${n}`;
      if (!taken.has(name)) return name;
    }
  }
}

const sizeOf = (size: string): (typeof SIZES)[number] => SIZES.find((one) => one === size) ?? 'M';
