import type { StepInput } from '../../../config/scenario/schema';
import type { StoredEvent } from '../../core/events';
import type { StateView } from '../../core/views';
import type { Code } from './codes';
import type { Message } from './api';
import type { Entry } from './tape';

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
  private readonly labels = new Map<string, string>();
  private start = 0;
  private inside: Readonly<Record<string, string>> = {};

  /** @param add keeps what is new */
  constructor(
    private readonly world: World,
    private readonly add: (entry: Entry) => void,
  ) {}

  /** What was kept before. */
  load(entries: readonly Entry[]): void {
    this.parcels.clear();
    this.doors.clear();
    this.labels.clear();
    for (const entry of entries) {
      if (entry.kind === 'start') [this.start, this.inside] = [entry.mark, entry.inside];
      if (entry.kind === 'name') this.keep(entry.parcel, entry.name, entry.label);
      if (entry.kind === 'door') this.doors.set(entry.compartment, entry.name);
    }
  }

  /** Labels of the recording's own parcels: they are typed and scanned too. */
  known(): ReadonlyMap<string, string> {
    return this.labels;
  }

  /** A free name for a new parcel. */
  next(to: string): string {
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

  announced(name: string, parcel: string, label: string): void {
    this.keep(parcel, name, label);
    this.add({ kind: 'name', name, parcel, label });
  }

  /** Null when nobody knows the parcel. */
  parcel(id: string, messages: readonly Message[]): string | null {
    const name = this.parcels.get(id);
    if (name !== undefined) return name;
    const to = messages.find(({ parcel }) => parcel === id)?.to;
    if (to === undefined) return null;
    return this.before(id, to);
  }

  /** `ann.pin`. Null for a parcel that nobody knows. */
  code({ owner, what }: Code, messages: readonly Message[]): string | null {
    const name = 'staff' in owner ? owner.staff : this.parcel(owner.parcel, messages);
    return name === null ? null : `${name}.${what}`;
  }

  /** `ann.door` where a parcel of the recording is or was; a free compartment gets a name; else its own. */
  door(id: string, messages: readonly Message[]): string {
    const view = this.world.state().compartments.find((one) => one.id === id);
    const last = this.world
      .eventsAfter(this.start)
      .findLast((event) => 'compartment' in event && event.compartment === id && 'parcel' in event);
    const parcel = view?.parcels.at(-1) ?? (last !== undefined && 'parcel' in last ? last.parcel : undefined);
    const known = this.doors.get(id);
    if (known !== undefined && parcel === undefined) return `${known}.door`;
    const name = parcel === undefined ? null : this.parcel(parcel, messages);
    if (name !== null) return `${name}.door`;
    if (view?.state !== 'free') return known === undefined ? id : `${known}.door`;
    const own = this.next(`door-${id}`);
    this.doors.set(id, own);
    this.add({ kind: 'door', name: own, compartment: id });
    this.add({ kind: 'before', step: { choose: { as: own, size: sizeOf(view.size) } } });
    return `${own}.door`;
  }

  /** A parcel from before the recording: a scenario brings one like it first. */
  private before(id: string, to: string): string {
    const name = this.next(to);
    const size = this.inside[id];
    this.keep(id, name, null);
    this.add({ kind: 'name', name, parcel: id, label: null });
    const step: StepInput =
      size === undefined ? { announce: { as: name, to } } : { deposit: { as: name, to, size: sizeOf(size) } };
    this.add({ kind: 'before', step });
    return name;
  }

  private keep(parcel: string, name: string, label: string | null): void {
    this.parcels.set(parcel, name);
    if (label !== null) this.labels.set(label, parcel);
  }
}

const sizeOf = (size: string): (typeof SIZES)[number] => SIZES.find((one) => one === size) ?? 'M';
