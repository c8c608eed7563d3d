import type { CompartmentView, SimView, StateView } from '../../core/views';
import { door, getState, type ScenarioApi } from './api';

/** Longer than any session or time-out of the terminal. */
const SESSIONS_END = 'PT70S';
/** Whoever opens and closes things here, in the audit log. */
const PERSON = 'scenario';
/** A lock-out can be followed by the daily limit's. */
const ROUNDS = 3;

export interface Orderly {
  readonly api: ScenarioApi;
  /** Waits until it holds; false when it never does. */
  readonly until: (holds: (state: StateView) => boolean) => Promise<boolean>;
}

/**
 * No fault, a network, a clock that is vouched for, closed doors, nobody at the terminal.
 * @returns what had to be done for it
 */
export async function putInOrder({ api, until }: Orderly): Promise<string[]> {
  const done: string[] = [];
  const { faults, network } = await api.get<SimView>('/sim/faults');
  for (const [target, fault] of Object.entries(faults)) {
    await api.post('/sim/faults', { target, fault: 'none' });
    done.push(`${target}: ${fault} ended`);
  }
  if (!network) {
    await api.post('/sim/network', { online: true });
    done.push('network on again');
  }
  // A door that has just been let go springs open in a moment, and nobody else will close it.
  await until(({ compartments }) => compartments.every((one) => one.state !== 'opening'));
  const state = await getState(api);
  if (state.time.status !== 'synchronized') {
    await api.post('/sim/clock', { step: 'PT0S', trusted: true });
    done.push('clock vouched for again');
  }
  for (const { id } of state.compartments.filter((one) => one.door === 'open')) {
    await api.post(door(id), { action: 'close' });
    done.push(`${id} closed`);
  }
  const shut = ({ compartments }: StateView): boolean =>
    compartments.every((one) => one.door !== 'open' && one.state !== 'opening' && one.state !== 'open');
  if (!(await until(shut))) done.push('a door stays open');
  for (let round = 0; round < ROUNDS; round += 1) {
    const { terminal, time, compartments } = await getState(api);
    const quiet = terminal.screen === 'idle' && compartments.every((one) => one.state !== 'reserved');
    if (quiet && terminal.lockedUntil === null) break;
    const closedMs = terminal.lockedUntil === null ? 0 : Date.parse(terminal.lockedUntil) - Date.parse(time.now);
    const wait = closedMs > 0 ? `PT${Math.ceil(closedMs / 1_000) + 1}S` : SESSIONS_END;
    await api.post('/sim/clock', { advance: wait });
    done.push(closedMs > 0 ? 'waited until PIN entry was open again' : 'waited until nobody was at the terminal');
  }
  return done;
}

/** Compartments that were free at the beginning are free again: a technician has looked into them. */
export async function emptyAgain(api: ScenarioApi, before: readonly CompartmentView[]): Promise<string[]> {
  const wasFree = new Set(before.filter(({ state }) => state === 'free').map(({ id }) => id));
  const done: string[] = [];
  for (const { id, state } of (await getState(api)).compartments) {
    if (!wasFree.has(id) || state === 'free') continue;
    const call = (action: string): Promise<CompartmentView> =>
      api.post(`/compartments/${encodeURIComponent(id)}/${action}`, { person: PERSON, reason: 'end of a scenario' });
    try {
      const back = state === 'out-of-service' ? (await call('in-service')).state : state;
      if (back !== 'free') await call('verified-empty');
      done.push(`${id}: ${state}, free again`);
    } catch (error) {
      done.push(`${id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return done;
}
