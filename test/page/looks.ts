import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import type { Sight } from './sight';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** `PAGE_LOOKS=FOLDER`: each tab as it was looked at is left there as a picture. */
const { PAGE_LOOKS: folder } = process.env;

/** A phone, a tablet, a laptop, a screen on a wall; px. */
export const WIDTHS = [360, 768, 1280, 1920];
export const SCHEMES = ['light', 'dark'] as const;

/** Words that do not fit into what hides the rest of them: in the page's own words, it runs there. */
const CUT = `(() => {
  const seen = (one) =>
    one.checkVisibility({ visibilityProperty: true }) && !one.closest('.unseen, svg, .lcd, [data-door=closed] .inside');
  // A long wall may be scrolled; a door that stands open reaches beyond its place.
  const mayReach = (one) => one.matches('.wall, .door, [data-door=open] .leaf');
  const hides = (one) => one.tagName === 'BUTTON' || getComputedStyle(one).overflowX !== 'visible';
  const cutAcross = (one) => one.scrollWidth > one.clientWidth + 1;
  const cutBelow = (one) => one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).overflowY === 'hidden';
  return [...document.querySelectorAll('main *, header *, nav *')]
    .filter((one) => one.textContent.trim() !== '' && seen(one) && !mayReach(one) && hides(one))
    .filter((one) => cutAcross(one) || cutBelow(one))
    .map((one) => one.tagName + '.' + one.className + ' "' + one.textContent.trim().slice(0, 40) + '"');
})()`;

/** Rule and place of everything that axe finds, what is cut off, and what is wider than the window. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  const tooWide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  const cut = await page.evaluate<string[]>(CUT);
  return [
    ...violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
    ),
    ...(tooWide > 0 ? [`scrolls sideways by ${tooWide} px`] : []),
    ...cut.map((what) => `cut off: ${what}`),
  ];
}

/**
 * Looks at every tab in every width. Answers what is wrong, by width and tab.
 * @param sight its browser has to let axe in (`bypassCSP`), which the page's own policy rightly forbids
 * @param name of the pictures
 * @param compartment the one that is chosen in the wall
 */
export async function lookAtAll({ page }: Sight, name: string, compartment: string): Promise<object> {
  const found: Record<string, string[]> = {};
  await page.evaluate(AXE);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const link of await page.locator('nav.areas a').all()) {
      await link.click();
      await page.locator('nav.areas a[aria-current=page]').and(link).waitFor();
      const tab = ((await link.getAttribute('href')) ?? '').slice(1);
      if (tab === 'locker') await page.locator(`#door-${compartment}`).click();
      await page.locator('main h2').first().waitFor();
      // What is fetched for a tab comes a moment later.
      await page.waitForTimeout(150);
      const wrong = await faults(page);
      if (wrong.length > 0) found[`${width} ${tab}`] = wrong;
      if (folder === undefined) continue;
      mkdirSync(folder, { recursive: true });
      await page.screenshot({ path: path.join(folder, `${name}-${width}-${tab}.png`), fullPage: true });
    }
  }
  return found;
}
