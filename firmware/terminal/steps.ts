import type { Key } from '../../hal/ports';
import type { Notice, Screen, TerminalEffect, TerminalRules, TerminalState, TerminalStep } from './state';

export const idle: Screen = { screen: 'idle' };

export const isDigit = (key: Key): boolean => key >= '0' && key <= '9';

export function go(state: TerminalState, at: Screen, ...effects: TerminalEffect[]): TerminalStep {
  return { state: { ...state, at }, effects };
}

/** Says why not, and goes back to where the person was. */
export function refused(
  state: TerminalState,
  notice: Notice,
  back: Screen,
  now: number,
  rules: TerminalRules,
): TerminalStep {
  return go(state, { screen: 'refused', notice, back, until: now + rules.messageMs }, { do: 'beep', sound: 'refused' });
}
