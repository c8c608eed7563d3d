import type { Action, Fault, ParcelWish } from '../../../config/scenario/schema';
import { door, getState, type ScenarioApi } from './api';
import { NotThere, type Cast } from './cast';

/** Where a scenario's steps are performed. */
export interface Stage {
  readonly api: ScenarioApi;
  readonly cast: Cast;
  /** Looks again until there is nothing to object; answers the objection that stays. */
  readonly insist: (look: () => Promise<string | null>) => Promise<string | null>;
  /** Compartments whose door, contact or lock is broken just now. */
  readonly broken: Set<string>;
  /** What takes the wall clock's jumps back, in their order. */
  readonly stepsBack: string[];
}

/** A parcel is taken out; who closes a door much quicker is asked whether that was all, or taken for a broken contact. */
const HAND_TAKES = 'PT3S';
/** Longer than a healthy door takes to open. */
const DOOR_TAKES = 'PT1S';
/** Who works from the page, in the audit log. */
const PERSON = 'scenario';
const REASON = 'a scenario';
/** What a courier presses. */
const SIZE_KEYS = { S: '1', M: '2', L: '3', XL: '4' } as const;

/** One step that does something. @throws when it can't be done; the message holds no code */
export async function perform(action: Action, stage: Stage): Promise<void> {
  const { api, cast } = stage;
  switch (action.verb) {
    case 'announce':
      return cast.announce(action.with);
    case 'attempt':
    case 'recall':
      return cast.order(action.with, action.verb);
    case 'extend':
      return cast.order(action.with.parcel, 'extend', { hours: action.with.hours });
    case 'deposit':
      return deposit(action.with, stage);
    case 'deposits':
      return deposits(action.with.count, action.with.size, stage);
    case 'badge':
      return scan(await found(() => cast.badge(action.with), stage), stage);
    case 'scan':
      return scan(await found(() => cast.scanned(action.with), stage), stage);
    case 'scan-text':
      return scan(action.with, stage);
    case 'type':
      return type(action.with, stage);
    case 'press':
      return press(action.with, stage);
    case 'close':
      return close(action.with, stage);
    case 'open':
      return void (await api.post(door(await cast.door(action.with)), { action: 'open' }));
    case 'choose':
      return cast.choose(action.with.as, action.with.size);
    case 'fault':
      return fault(action.with, stage);
    case 'wait':
      return void (await api.post('/sim/clock', { advance: action.with }));
    case 'clock':
      await api.post('/sim/clock', action.with);
      return void stage.stepsBack.push(opposite(action.with.step));
    case 'power':
      return void (await api.post('/sim/power', { action: 'cut' }));
    case 'network':
      return void (await api.post('/sim/network', { online: action.with === 'on' }));
    case 'release':
      return compartment(action.with, 'open', stage);
    case 'out-of-service':
      return action.with === 'every free' ? everyFree(stage) : compartment(action.with, action.verb, stage);
    case 'in-service':
    case 'verified-empty':
      return compartment(action.with, action.verb, stage);
    case 'expect':
      throw new Error('an expectation does nothing');
  }
}

const opposite = (step: string): string => (step.startsWith('-') ? step.slice(1) : `-${step.replace(/^\+/, '')}`);

/** Waits until there is something to be found. */
async function found(look: () => Promise<string>, { insist }: Stage): Promise<string> {
  let result = '';
  const objection = await insist(async () => {
    result = await look();
    return null;
  });
  if (objection !== null) throw new Error(objection);
  return result;
}

async function scan(data: string, { api }: Stage): Promise<void> {
  await api.post('/sim/scan', { data });
}

async function press(keys: string, { api }: Stage): Promise<void> {
  await api.post('/sim/keys', { keys });
}

/** After too many wrong PINs in a year a locker asks for the door's number first; people do what the display says. */
async function type(reference: string, stage: Stage): Promise<void> {
  const { cast, api } = stage;
  const screen = async (): Promise<string> => (await getState(api)).terminal.screen;
  const at = await screen();
  const keys = await found(() => cast.typed(reference, at), stage);
  const isPin = reference === 'wrong' || /\.(?:pin|mistyped)$/.test(reference);
  if (!isPin || !['idle', 'closed', 'refused', 'jammed'].includes(at)) return press(keys, stage);
  await press(keys.slice(0, 1), stage);
  if ((await screen()) !== 'compartment-first') return press(keys.slice(1), stage);
  if (/^(?:courier|technician)\./.test(reference)) {
    throw new Error(
      "PINs are taken after a door's number only, so staff scan their badge: the yearly limit is reached",
    );
  }
  const name = reference.split('.')[0] ?? '';
  const first = async (): Promise<string> => String((await getState(api)).compartments[0]?.number ?? 1);
  const number = reference === 'wrong' ? await first() : await cast.number(`${name}.door`);
  // The first digit stands in the field for the number.
  await press(`*${number}#`, stage);
  await press(keys, stage);
}

async function close(reference: string, stage: Stage): Promise<void> {
  const { api, cast, insist, broken } = stage;
  const id = await found(() => cast.door(reference), stage);
  const isOpen = async (): Promise<string | null> => {
    const one = (await getState(api)).compartments.find((view) => view.id === id);
    return one?.door === 'closed' ? `${id} is not open` : null;
  };
  // A broken contact tells nothing; the hand sees the door.
  const objection = broken.has(id) ? null : await insist(isOpen);
  if (objection !== null) throw new Error(objection);
  await api.post('/sim/clock', { advance: HAND_TAKES });
  await api.post(door(id), { action: 'close' });
}

async function fault({ door: contact, lock, device, is }: Fault, { api, cast, broken }: Stage): Promise<void> {
  if (device !== undefined) return void (await api.post('/sim/faults', { target: device, fault: is }));
  const id = await cast.door(contact ?? lock ?? '');
  await api.post('/sim/faults', { target: `${contact === undefined ? 'lock' : 'door'}:${id}`, fault: is });
  if (is === 'none') broken.delete(id);
  else broken.add(id);
}

async function compartment(reference: string, action: string, { api, cast }: Stage): Promise<void> {
  const id = encodeURIComponent(await cast.door(reference));
  await api.post(`/compartments/${id}/${action}`, { person: PERSON, reason: REASON });
}

async function everyFree(stage: Stage): Promise<void> {
  for (const { id, state } of (await getState(stage.api)).compartments) {
    if (state === 'free') await compartment(id, 'out-of-service', stage);
  }
}

async function until(screen: string, { api, insist }: Stage): Promise<void> {
  const objection = await insist(async () => {
    const { terminal } = await getState(api);
    return terminal.screen === screen ? null : `the screen is ${terminal.screen} instead of ${screen}`;
  });
  if (objection !== null) throw new Error(objection);
}

/** The courier begins a round: badge, 1. */
async function beginRound(stage: Stage): Promise<void> {
  await scan(await found(() => stage.cast.badge('courier'), stage), stage);
  await until('courier-menu', stage);
  await press('1', stage);
}

/** Announced, and brought by the courier: label, door, #. */
async function deposit(wish: ParcelWish, stage: Stage): Promise<void> {
  const { cast, insist } = stage;
  await cast.announce(wish);
  await beginRound(stage);
  await scan(cast.parcel(wish.as).label, stage);
  await close(`${wish.as}.door`, stage);
  await until('deposit-confirm', stage);
  await press('#**', stage);
  await until('idle', stage);
  // The recipient has been told.
  const told = await insist(async () => ((await cast.messages(wish.as)).length > 0 ? null : 'no message was sent'));
  if (told !== null) throw new Error(told);
}

/** One after the other in one session, each with a label of which nobody knows; a small locker has room for them all. */
async function deposits(count: number, size: keyof typeof SIZE_KEYS, stage: Stage): Promise<void> {
  const { api } = stage;
  const round = Math.random().toString(36).slice(2, 10).toUpperCase();
  const openDoor = async (): Promise<string> => {
    const { terminal, compartments } = await getState(api);
    const open = compartments.find(({ door }) => door === 'open')?.id;
    if (terminal.screen !== 'deposit-open' || open === undefined) throw new NotThere('no door has opened');
    return open;
  };
  await beginRound(stage);
  for (let n = 1; n <= count; n += 1) {
    await scan(`${round}-${n}`, stage);
    await until('deposit-size', stage);
    await press(SIZE_KEYS[size], stage);
    await api.post('/sim/clock', { advance: DOOR_TAKES });
    const id = await found(openDoor, stage);
    await close(id, stage);
    await until('deposit-confirm', stage);
    await press('#', stage);
    await compartment(id, 'verified-empty', stage);
  }
  await press('**', stage);
  await until('idle', stage);
}
