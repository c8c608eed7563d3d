import type { Staff } from '../access/access';
import type { SessionEnd } from '../core/events';
import type { Screen, TerminalEffect, TerminalInput, TerminalState, TerminalStep } from './state';

/** Whose session a screen belongs to; a message belongs to the one that it covers. */
export function staffOf(at: Screen): Staff | null {
  if ('staff' in at) return at.staff;
  if (at.screen === 'handover-code') return at.wish.for === 'handover' ? at.wish.staff : null;
  return 'back' in at ? staffOf(at.back) : null;
}

function causeOf({ type }: TerminalInput): SessionEnd {
  switch (type) {
    case 'tick':
      return 'time-out';
    case 'scan':
      return 'other-code';
    case 'code-refused':
      return 'badge';
    default:
      return 'left';
  }
}

/**
 * The end of a session is told, after what it leaves to say and before the next code is judged. And whoever comes to
 * another screen learns at once that their badge is not good any more; steps that ask for something ask that too.
 */
export function withSession(before: TerminalState, input: TerminalInput, step: TerminalStep): TerminalStep {
  const { state, effects } = step;
  const staff = staffOf(before.at);
  if (staff === null) return step;
  if (staffOf(state.at) === null) {
    const next = effects.filter(({ do: what }) => what === 'redeem-scan');
    const left = effects.filter(({ do: what }) => what !== 'redeem-scan');
    const end: TerminalEffect = { do: 'end-session', by: staff, cause: causeOf(input) };
    return { state, effects: [...left, end, ...next] };
  }
  const quiet = effects.every(({ do: what }) => what === 'beep');
  const moved = input.type === 'key' && state.at.screen !== before.at.screen;
  return quiet && moved ? { state, effects: [...effects, { do: 'check-badge', staff }] } : step;
}
