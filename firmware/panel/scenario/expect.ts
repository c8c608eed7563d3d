import type { Expectation } from '../../../config/scenario/schema';
import type { StoredEvent } from '../../core/events';
import type { HealthView, StateView } from '../../core/views';
import { eventsAfter, getState, type ScenarioApi } from './api';
import type { Cast } from './cast';

/** Events that are shown when the one that was expected is not among them. */
const SHOWN_EVENTS = 6;

/** What an expectation is judged by. */
export interface Witness {
  readonly api: ScenarioApi;
  readonly cast: Cast;
  /** Screens that were seen since the last step that did something. */
  readonly screens: Set<string>;
  /** Events that an expectation has found already, by seq. */
  readonly found: Set<number>;
}

/**
 * Does it hold now?
 * @returns null, or what was found instead; never a code
 */
export async function judge(wanted: Expectation, witness: Witness): Promise<string | null> {
  const { api, screens } = witness;
  if (wanted.event !== undefined) return judgeEvent(wanted, witness);
  if (wanted.message !== undefined) return judgeMessage(wanted.message, wanted.contains, witness);
  if (wanted.health !== undefined) return judgeHealth(wanted.health, api);
  const state = await getState(api);
  const { terminal, time, sync } = state;
  screens.add(terminal.screen);
  if (wanted.screen !== undefined) {
    return screens.has(wanted.screen) ? null : `the screen is ${terminal.screen}: ${shown(terminal.lines)}`;
  }
  if (wanted.display !== undefined) {
    const text = wanted.display;
    return terminal.lines.some((line) => line.includes(text)) ? null : `the display says: ${shown(terminal.lines)}`;
  }
  if (wanted.compartment !== undefined) return judgeCompartment(wanted.compartment, wanted, state, witness);
  if (wanted.time !== undefined) return time.status === wanted.time ? null : `the time is ${time.status}`;
  const { link } = wanted;
  const good = link === 'synced' ? sync.link === 'online' && sync.pendingEvents === 0 : sync.link === link;
  return good ? null : `the link is ${sync.link}, ${sync.pendingEvents} events wait`;
}

async function judgeCompartment(
  reference: string,
  { state: wantedState, door: wantedDoor }: Expectation,
  { compartments }: StateView,
  { cast }: Witness,
): Promise<string | null> {
  const id = await cast.door(reference);
  const compartment = compartments.find((one) => one.id === id);
  if (compartment === undefined) return `there is no compartment ${id}`;
  const { state, door } = compartment;
  const good = (wantedState ?? state) === state && (wantedDoor ?? door) === door;
  return good ? null : `${id} is ${state}, its door ${door}`;
}

async function judgeEvent(wanted: Expectation, { api, cast, found }: Witness): Promise<string | null> {
  const { event: type, times, reason, method, device } = wanted;
  const compartment = wanted.compartment === undefined ? undefined : await cast.door(wanted.compartment);
  const parcel = wanted.parcel === undefined ? undefined : cast.parcel(wanted.parcel).id;
  const fields = Object.entries({ compartment, parcel, reason, method, device }).filter(([, value]) => value != null);
  const events = await eventsAfter(api, cast.start);
  const fits = (event: StoredEvent): boolean =>
    event.type === type &&
    fields.every(([name, value]) => (event as unknown as Record<string, unknown>)[name] === value);
  const fitting = events.filter(fits);
  if (times !== undefined) {
    for (const { seq } of fitting) found.add(seq);
    return fitting.length === times ? null : `${fitting.length} times`;
  }
  const next = fitting.find(({ seq }) => !found.has(seq));
  if (next !== undefined) {
    found.add(next.seq);
    return null;
  }
  const last = events.slice(-SHOWN_EVENTS).map(brief);
  return last.length === 0 ? 'no event at all' : `the last events: ${last.join(', ')}`;
}

function brief(event: StoredEvent): string {
  const told = [
    'compartment' in event ? event.compartment : null,
    'reason' in event ? event.reason : null,
    'device' in event ? event.device : null,
  ].filter((part) => part != null);
  return told.length === 0 ? event.type : `${event.type} (${told.join(', ')})`;
}

async function judgeMessage(name: string, contains: string | undefined, { cast }: Witness): Promise<string | null> {
  const messages = await cast.messages(name);
  const good = messages.some(({ text }) => contains === undefined || text.includes(contains));
  // What they say holds codes, so it is not shown.
  if (good) return null;
  return messages.length === 0 ? `${name} was sent nothing` : `${name}'s ${messages.length} messages do not say so`;
}

async function judgeHealth(wanted: string, api: ScenarioApi): Promise<string | null> {
  const view = await healthOf(api);
  const now = !view.ok ? 'out-of-order' : view.degraded ? 'degraded' : 'good';
  const wrong = Object.entries(view.checks).flatMap(([name, { ok }]) => (ok ? [] : [name]));
  return now === wanted ? null : `health is ${now}${wrong.length === 0 ? '' : `: ${wrong.join(', ')}`}`;
}

/** A locker that is out of order answers 503, with the same view; callers here get an error for it. */
async function healthOf(api: ScenarioApi): Promise<HealthView> {
  try {
    return await api.get<HealthView>('/health');
  } catch {
    // Unless nobody answers at all.
    await getState(api);
    return { ok: false, degraded: true, checks: {} };
  }
}

const shown = (lines: readonly string[]): string =>
  lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' | ');
