import type { Screen, TerminalInput, TerminalState, TerminalStep } from './state';

/** What was typed so far, where something is typed. */
function typed(at: Screen): string | null {
  if ('digits' in at) return at.digits;
  return 'typed' in at ? at.typed : null;
}

/** Times alone: the key did nothing but show that somebody is there. */
function same(one: Screen, other: Screen): boolean {
  const rest = (at: Screen): string =>
    JSON.stringify(at, (name, value: unknown) => (name === 'until' || name === 'shownUntil' ? undefined : value));
  return rest(one) === rest(other);
}

function heard(
  before: TerminalState,
  { state, effects }: TerminalStep,
  input: TerminalInput,
): 'key' | 'erased' | 'ready' | null {
  const was = before.at;
  const is = state.at;
  const [had, has] = [typed(was), typed(is)];
  const shorter = was.screen === is.screen && had !== null && has !== null && has.length < had.length;
  if (input.type === 'tick') {
    const cleared = (was.screen === 'entering' || was.screen === 'compartment-first') && is.screen === 'idle';
    return cleared || shorter ? 'erased' : null;
  }
  if (input.type !== 'key') return null;
  if (effects.length > 0) return 'key';
  if (shorter) return 'erased';
  if (was.screen !== 'idle' && is.screen === 'idle') return 'ready';
  return was === is || (same(was, is) && before.language === state.language) ? null : 'key';
}

/**
 * Whoever sees nothing hears that a key counts, that digits are gone, and that they are back at the start. A step
 * that sounds by itself says more.
 */
export function withSounds(before: TerminalState, step: TerminalStep, input: TerminalInput): TerminalStep {
  if (step.effects.some(({ do: what }) => what === 'beep' || what === 'tell-place')) return step;
  const sound = heard(before, step, input);
  return sound === null ? step : { ...step, effects: [{ do: 'beep', sound }, ...step.effects] };
}
