import { EVENT_TYPES } from '../../../config/event-types';
import { looksLikeCode } from '../../../config/scenario/codes';
import { DEVICES, FAULTS, SCREENS } from '../../../config/scenario/words';
import type { StepInput } from '../../../config/scenario/schema';
import type { StoredEvent } from '../../core/events';
import { callOf, type Call, type CompartmentAction } from './calls';
import { Codes } from './codes';
import type { Announced, Message, Person } from './api';
import { Names, type World } from './names';
import { scenarioText, type Tape } from './tape';

/** What was done last, and is not written down yet. */
interface Pending {
  readonly call: Call;
  /** By which its answer knows it. */
  readonly body: unknown;
  /** What stays when it is refused: keys that were pressed before. */
  readonly otherwise: Pending | null;
}

export interface RecorderDeps extends World {
  readonly tape: Tape;
  /** Of the newest event. */
  readonly lastSeq: () => number;
  readonly people: () => Promise<readonly Person[]>;
  readonly messages: () => Promise<readonly Message[]>;
  readonly parcels: () => Promise<readonly Announced[]>;
  /** Real time, ms, that never jumps. */
  readonly now: () => number;
}

/** Somebody who waits longer than this waits for something. */
const PAUSE_MS = 1_000;
/** While a code is being typed, key by key, it is one step. */
const TYPING = new Set([
  'entering',
  'compartment-first',
  'handover-code',
  'deposit-label',
  'handover-label',
  'service-which',
]);
/** Where the first digit of a code may be typed. */
const FIRST_DIGIT = new Set(['idle', 'closed', 'refused', 'jammed', 'locked-out', ...TYPING]);
/** Screens that are over before anybody could look. */
const FLEETING = new Set(['opening', ...TYPING]);
/** What is worth an expectation. */
const TOLD =
  /^(?:parcel|access|tamper|audit)\.|^door\.(?:jammed|left-open|forced|contact-fault)$|^compartment\.|^device\./;

/** Writes down what is done to the simulated locker, and what came of it, as a scenario. */
export class Recorder {
  private readonly names: Names;
  private pending: Pending | null = null;
  /** Keys that are pending may be the beginning of a code. */
  private typing = false;
  /** Has anything been done yet? */
  private begun = false;
  private mark = 0;
  private screen = '';
  private endedAt = 0;
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly deps: RecorderDeps) {
    this.names = new Names(deps, (entry) => deps.tape.add(entry));
  }

  get running(): boolean {
    return this.deps.tape.running;
  }

  /** Takes up a recording that a power cut interrupted. */
  resume(): void {
    if (!this.running) return;
    const entries = this.deps.tape.read();
    this.names.load(entries);
    this.begun = entries.some(({ kind }) => kind === 'step');
    this.mark = entries.reduce((mark, entry) => ('mark' in entry ? entry.mark : mark), 0);
    this.endedAt = this.deps.now();
  }

  /** Begins anew; what was recorded before is forgotten. */
  start(): void {
    const { tape, lastSeq, state } = this.deps;
    this.pending = null;
    tape.begin({ kind: 'start', mark: lastSeq(), inside: state().compartments.flatMap(({ parcels }) => parcels) });
    this.screen = '';
    this.resume();
  }

  /** @returns the text of the scenario */
  async stop(title: string): Promise<string> {
    await this.inTurn(() => this.flush());
    const text = scenarioText(title, 'Recorded at a simulated locker.', this.deps.tape.read());
    this.deps.tape.end();
    return text;
  }

  /** Before a call is carried out. @param path below `/api/v1` */
  async before(path: string, body: unknown): Promise<void> {
    const call = this.running ? callOf(path, body) : null;
    if (call === null) return;
    await this.inTurn(async () => {
      const { pending } = this;
      const { screen } = this.deps.state().terminal;
      if (call.do === 'keys' && pending?.call.do === 'keys' && this.typing && TYPING.has(screen)) {
        this.pending = { call: { do: 'keys', keys: pending.call.keys + call.keys }, body, otherwise: pending };
        return;
      }
      await this.flush();
      this.typing = FIRST_DIGIT.has(screen);
      this.pending = { call, body, otherwise: null };
      // This process does not live to see the end of it.
      if (call.do === 'power') await this.write();
    });
  }

  /** After it. @param answer JSON text */
  async after(path: string, body: unknown, status: number, answer: unknown): Promise<void> {
    if (!this.running || callOf(path, body) === null) return;
    await this.inTurn(async () => {
      this.endedAt = this.deps.now();
      const { pending } = this;
      // Somebody else has done something meanwhile.
      if (pending === null || pending.body !== body) return;
      if (status >= 400) this.pending = pending.otherwise;
      else if (pending.call.do === 'announce') this.announced(pending.call, answer);
    });
  }

  private announced({ wish }: Extract<Call, { do: 'announce' }>, answer: unknown): void {
    const { id } = JSON.parse(String(answer)) as { id: string };
    const { recipient = null, windowHours = null } = wish;
    this.step({ announce: this.names.announced(id, { ...wish, recipient, windowHours }) });
    this.pending = null;
  }

  /** One after the other, however they come in. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(work, work);
    return this.turn;
  }

  /** What was done last, how long it was left alone, and what has come of it. */
  private async flush(): Promise<void> {
    await this.write();
    if (!this.begun) return;
    const pause = this.deps.now() - this.endedAt;
    if (pause >= PAUSE_MS) this.step({ wait: `PT${Math.round(pause / 1_000)}S` });
    const { screen } = this.deps.state().terminal;
    if (screen !== this.screen && !FLEETING.has(screen)) this.step(screenStep(screen));
    this.screen = screen;
    const known = await this.deps.parcels();
    const news = this.deps.eventsAfter(this.mark);
    for (const event of news) {
      if (TOLD.test(event.type)) this.step({ expect: this.expectation(event, known) });
    }
    this.mark = news.at(-1)?.seq ?? this.mark;
    this.deps.tape.add({ kind: 'mark', mark: this.mark });
  }

  private expectation(event: StoredEvent, known: readonly Announced[]): NonNullable<StepInput['expect']> {
    const parcel = 'parcel' in event && event.parcel !== undefined ? this.names.parcel(event.parcel, known) : null;
    const door = parcel === null && 'compartment' in event ? this.names.door(event.compartment, known) : null;
    return {
      event: EVENT_TYPES.find((type) => type === event.type),
      ...(parcel !== null && { parcel }),
      // A compartment without a name may be another one the next time.
      ...(door?.endsWith('.door') === true && { compartment: door }),
      ...(event.type === 'access.refused' && { reason: event.reason }),
      ...('device' in event && { device: event.device }),
    };
  }

  private async write(): Promise<void> {
    const { pending } = this;
    this.pending = null;
    if (pending === null) return;
    for (const step of await this.stepsOf(pending.call, await this.deps.parcels())) this.step(step);
  }

  private step(step: StepInput): void {
    this.begun = true;
    this.deps.tape.add({ kind: 'step', step });
  }

  private async codes(known: readonly Announced[]): Promise<Codes> {
    return new Codes(await this.deps.people(), await this.deps.messages(), known);
  }

  private async stepsOf(call: Call, known: readonly Announced[]): Promise<StepInput[]> {
    const door = (id: string): string => this.names.door(id, known);
    switch (call.do) {
      case 'keys':
        return (await this.codes(known))
          .typed(this.typing ? withoutDeleted(call.keys) : call.keys)
          .map((part): StepInput => {
            if ('keys' in part) return { press: part.keys };
            return { type: 'code' in part ? (this.names.code(part.code, known) ?? 'wrong') : 'wrong' };
          });
      case 'scan':
        return [await this.scan(call.data, known)];
      case 'hand':
        return [call.action === 'open' ? { open: door(call.id) } : { close: door(call.id) }];
      case 'fault':
        return faultStep(call.target, call.fault, door);
      case 'wait':
        return [{ wait: call.duration.toUpperCase() }];
      case 'clock':
        return [{ clock: { step: call.step.toUpperCase(), trusted: call.trusted } }];
      case 'power':
        return [{ power: 'cut' }];
      case 'network':
        return [{ network: call.online ? 'on' : 'off' }];
      case 'announce':
        return [];
      case 'attempt':
      case 'recall':
      case 'extend': {
        // By its id, or by its label.
        const parcel = known.find(({ id, label }) => id === call.parcel || label === call.parcel);
        const name = parcel === undefined ? null : this.names.parcel(parcel.id, known);
        if (name === null) return [];
        return [call.do === 'extend' ? { extend: { parcel: name, hours: call.hours } } : { [call.do]: name }];
      }
      case 'compartment':
        return [compartmentStep(call.action, door(call.id))];
    }
  }

  private async scan(data: string, known: readonly Announced[]): Promise<StepInput> {
    const code = (await this.codes(known)).scanned(data);
    if (code === null) return looksLikeCode(data) ? { scan: 'wrong' } : { 'scan-text': data };
    if ('staff' in code.owner && code.what === 'qr') return { badge: code.owner.staff };
    return { scan: this.names.code(code, known) ?? 'wrong' };
  }
}

/** Digits that were taken back were no part of a code. */
function withoutDeleted(keys: string): string {
  const shorter = keys.replace(/\d\*/, '');
  return shorter === keys ? keys : withoutDeleted(shorter);
}

function compartmentStep(action: CompartmentAction, door: string): StepInput {
  switch (action) {
    case 'release':
      return { release: door };
    case 'out-of-service':
      return { 'out-of-service': door };
    case 'in-service':
      return { 'in-service': door };
    case 'verified-empty':
      return { 'verified-empty': door };
  }
}

function screenStep(screen: string): StepInput {
  const known = SCREENS.find((name) => name === screen);
  return known === undefined ? { say: `the screen is ${screen}` } : { expect: { screen: known } };
}

function faultStep(target: string, fault: string, door: (id: string) => string): StepInput[] {
  const is = FAULTS.find((name) => name === fault);
  if (is === undefined) return [];
  const [kind, id] = target.split(/:(.*)/s);
  if (id !== undefined) return [{ fault: kind === 'lock' ? { lock: door(id), is } : { door: door(id), is } }];
  const device = DEVICES.find((name) => name === target);
  return device === undefined ? [] : [{ fault: { device, is } }];
}
