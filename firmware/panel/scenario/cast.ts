import type { ParcelWish } from '../../../config/scenario/schema';
import { isHandoverCode, eventsAfter, getState, type Message, type Person, type ScenarioApi } from './api';

interface Parcel {
  readonly id: string;
  readonly label: string;
}
/** Something that a scenario names and that is not there (yet). */
export class NotThere extends Error {
  override readonly name = 'NotThere';
}

const BASE_32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TOKEN_LENGTH = 26;
const HANDOVER_DIGITS = 6;
const draw = (symbols: string, length: number): string =>
  Array.from({ length }, () => symbols[Math.floor(Math.random() * symbols.length)]).join('');

/** Who and what the names of a scenario stand for: its parcels, their recipients, staff, chosen doors. */
export class Cast {
  private readonly parcels = new Map<string, Parcel>();
  private readonly doors = new Map<string, string>();

  constructor(
    private readonly api: ScenarioApi,
    /** Of the event before the scenario. */
    readonly start: number,
  ) {}

  parcel(name: string): Parcel {
    const parcel = this.parcels.get(name);
    if (parcel === undefined) throw new Error(`no parcel of ${name} was announced`);
    return parcel;
  }

  async announce({ as, to = `${as}@example.com`, ...wish }: ParcelWish): Promise<void> {
    const { id, label } = await this.api.post<Parcel>('/demo/parcels', { to, ...wish });
    this.parcels.set(as, { id, label });
  }

  /** Asks the operator for something about a parcel. */
  async order(name: string, what: 'attempt' | 'recall' | 'extend', body: object = {}): Promise<void> {
    await this.api.post(`/demo/parcels/${encodeURIComponent(this.parcel(name).id)}/${what}`, body);
  }

  async choose(as: string, size: string | undefined): Promise<void> {
    const { compartments } = await getState(this.api);
    const taken = new Set(this.doors.values());
    const free = compartments.find(
      (one) => one.state === 'free' && !taken.has(one.id) && (size === undefined || one.size === size),
    );
    if (free === undefined) throw new Error(`no free compartment${size === undefined ? '' : ` of size ${size}`}`);
    this.doors.set(as, free.id);
  }

  /** @throws NotThere as long as the parcel has not been behind any door */
  async door(reference: string): Promise<string> {
    if (!reference.endsWith('.door')) return reference;
    const name = reference.slice(0, -'.door'.length);
    const chosen = this.doors.get(name);
    if (chosen !== undefined) return chosen;
    const { id } = this.parcel(name);
    const last = (await eventsAfter(this.api, this.start)).findLast(
      (event) => 'parcel' in event && event.parcel === id && 'compartment' in event,
    );
    if (last === undefined || !('compartment' in last)) throw new NotThere(`no door has opened for ${name}'s parcel`);
    return last.compartment;
  }

  async number(reference: string): Promise<string> {
    const id = await this.door(reference);
    const { compartments } = await getState(this.api);
    return String(compartments.find((one) => one.id === id)?.number ?? '');
  }

  async badge(kind: string): Promise<string> {
    return demand((await this.person(kind)).qr, `the ${kind} has no badge to scan`);
  }

  /** @throws NotThere as long as nobody was sent it */
  async typed(reference: string, screen: string): Promise<string> {
    if (reference === 'wrong') return this.wrongPin(screen === 'handover-code' ? HANDOVER_DIGITS : null);
    const [name = '', what] = reference.split('.');
    if (name === 'courier' || name === 'technician') {
      return demand((await this.person(name)).pin, `the ${name} has no PIN`);
    }
    switch (what) {
      case 'label':
        return this.parcel(name).label;
      case 'number':
        return this.number(`${name}.door`);
      case 'code':
        return (await this.handoverCodes(name)).at(-1) ?? '';
      case 'earlier-code':
        return demand((await this.handoverCodes(name)).at(-2), `${name} was sent one code only`);
      case 'mistyped':
        return this.mistyped(await this.pin(name));
      default:
        return this.pin(name);
    }
  }

  /** @throws NotThere as long as nobody was sent it */
  async scanned(reference: string): Promise<string> {
    if (reference === 'wrong') return `LK1-${draw(BASE_32, TOKEN_LENGTH)}`;
    const [name = '', what] = reference.split('.');
    if (name === 'courier' || name === 'technician') return this.badge(name);
    if (what === 'label') return this.parcel(name).label;
    return demand((await this.messages(name)).findLast(({ qr }) => qr !== null)?.qr, `${name} was sent no QR code`);
  }

  async messages(name: string): Promise<readonly Message[]> {
    const { id } = this.parcel(name);
    return (await this.api.get<Message[]>('/demo/messages')).filter(({ parcel }) => parcel === id);
  }

  private async pin(name: string): Promise<string> {
    const last = (await this.messages(name)).findLast((one) => one.pin !== null && !isHandoverCode(one));
    return demand(last?.pin, `${name} was sent no PIN`);
  }

  private async handoverCodes(name: string): Promise<string[]> {
    const codes = (await this.messages(name)).filter(isHandoverCode).flatMap(({ pin }) => pin ?? []);
    if (codes.length === 0) throw new NotThere(`${name} was sent no one-time code`);
    return codes;
  }

  private async person(kind: string): Promise<Person> {
    const people = await this.api.get<Person[]>('/demo/people');
    const person = people.find((one) => one.kind === (kind === 'technician' ? 'service' : kind));
    if (person === undefined) throw new NotThere(`there is no ${kind}`);
    return person;
  }

  /** Digits that are nobody's PIN. */
  private async wrongPin(length: number | null): Promise<string> {
    const known = await this.pins();
    const digits = length ?? known.values().next().value?.length ?? HANDOVER_DIGITS;
    for (;;) {
      const pin = draw('0123456789', digits);
      if (!known.has(pin)) return pin;
    }
  }

  /** One digit is wrong, as a finger slips, and it is nobody's PIN. */
  private async mistyped(pin: string): Promise<string> {
    const known = await this.pins();
    const slips = Array.from({ length: 9 }, (_, by) => `${pin.slice(0, -1)}${(Number(pin.at(-1)) + by + 1) % 10}`);
    return demand(
      slips.find((slip) => !known.has(slip)),
      'every PIN near it is taken',
    );
  }

  private async pins(): Promise<Set<string>> {
    const people = await this.api.get<Person[]>('/demo/people');
    const messages = await this.api.get<Message[]>('/demo/messages');
    return new Set([...people, ...messages].flatMap(({ pin }) => pin ?? []));
  }
}

function demand(found: string | null | undefined, otherwise: string): string {
  if (found == null) throw new NotThere(otherwise);
  return found;
}
