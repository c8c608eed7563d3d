import type { Screen, TerminalEffect, TerminalInput, TerminalStep } from './state';

/** The opening of a customer who may not be done behind a door that is closed, or null. */
function doubtAbout(at: Screen): number | null {
  if (at.screen === 'closed') return at.early ? at.door.opening : null;
  return at.screen === 'help' && at.answered === null ? at.door.opening : null;
}

/** The opening that the dialogue is about, or null. */
function doorOf(at: Screen): number | null {
  if ('door' in at) return at.door.opening;
  return 'deposit' in at ? at.deposit.door.opening : null;
}

/** What a customer says instead settles it too: the door opens again or can't, or somebody has to look. */
function settles({ screen }: Screen): boolean {
  return screen === 'opening' || screen === 'help' || screen === 'refused';
}

/**
 * Whoever closed too early or asks for help is in doubt until they are done: a power cut meanwhile must not forget it.
 * One whom the dialogue does not know of, because a step failed before, can't say so: somebody has to look.
 */
export function withDoubt(before: Screen, input: TerminalInput, { state, effects }: TerminalStep): TerminalStep {
  const was = doubtAbout(before);
  const told: TerminalEffect[] = [];
  if (was !== null && doubtAbout(state.at) === null && !settles(state.at)) told.push({ do: 'done', opening: was });
  if (before.screen !== 'help' && state.at.screen === 'help')
    told.push({ do: 'ask-help', opening: state.at.door.opening });
  if (input.type === 'door-closed' && input.early && doorOf(before) !== input.opening)
    told.push({ do: 'not-done', opening: input.opening });
  return told.length > 0 ? { state, effects: [...told, ...effects] } : { state, effects };
}
