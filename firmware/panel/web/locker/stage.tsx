import type { ComponentChildren } from 'preact';
import { say } from '../i18n/language';
import { StaleVeil } from './stale-veil';
import { Terminal } from './terminal';
import { Wall } from './wall';
import { roomy } from './width';

/**
 * The locker as one stands before it: its wall, and the terminal in it or, where it is too narrow, above it.
 * @param children what is on the terminal besides
 */
export function Stage({ children }: { readonly children?: ComponentChildren }) {
  const terminal = <Terminal>{children}</Terminal>;
  return (
    <div class="stage">
      {roomy.value ? null : terminal}
      <Wall terminal={roomy.value ? terminal : <span class="terminal-mark">{say.value.locker.terminal}</span>} />
      <StaleVeil />
    </div>
  );
}
