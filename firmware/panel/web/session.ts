import { post } from './api';
import { link } from './live';

/** At most one call a minute says that somebody is there. */
const EVERY_MS = 60_000;

/** Whoever moves about on the page is using it, and that keeps the session: what the page reads by itself does not. */
export function keepSession(): void {
  let noted = performance.now();
  const use = (): void => {
    if (link.value !== 'live' || performance.now() - noted < EVERY_MS) return;
    noted = performance.now();
    void post('/session').catch(() => undefined);
  };
  // Not `scroll`: a list that grows scrolls by itself.
  for (const name of ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart']) {
    addEventListener(name, use, { passive: true });
  }
}
