/** Less of it in the window is as good as nothing, px. */
const LEAST = 80;

/** A long wall hides what is said of the chosen compartment: then the page goes there. */
export function bringIntoSight(): void {
  const panel = document.querySelector('.chosen-door');
  if (panel === null) return;
  const { top, bottom } = panel.getBoundingClientRect();
  if (top <= innerHeight - LEAST && bottom >= LEAST) return;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  panel.scrollIntoView({ block: 'nearest', behavior: still ? 'auto' : 'smooth' });
}
