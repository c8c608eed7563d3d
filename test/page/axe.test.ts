import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import type { Desk } from './visit';
import { Visit } from './visit';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const visit = new Visit();

beforeAll(async () => {
  await visit.start();
  // A wall in which every state has something to show.
  const desk = await visit.open();
  await desk.deposit('S');
  await visit.demo.advance('PT73H');
  await desk.deposit('M');
  await visit.demo.ok('POST', '/compartments/C3/out-of-service', { reason: 'door is bent' });
  await visit.demo.fault('door:B4', 'jam');
  await visit.demo.fault('rtc', 'lost');
  await visit.demo.hand('A4', 'open');
  await desk.page.context().close();
});
afterAll(() => visit.stop());

/** Rule and place of everything that axe finds, and what is wider than the window. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  const tooWide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  return [
    ...violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
    ),
    ...(tooWide > 0 ? [`scrolls sideways by ${tooWide} px`] : []),
  ];
}

async function everyArea(desk: Desk): Promise<Record<string, string[]>> {
  const { page } = desk;
  const found: Record<string, string[]> = {};
  await page.evaluate(AXE);
  await desk.door('C3').click();
  found['wall'] = await faults(page);
  const areas = await page.locator('nav.areas a').all();
  for (const area of areas.slice(1)) {
    await area.click();
    await page.locator('nav.areas a[aria-current=page]').and(area).waitFor();
    await page.locator('main h2').first().waitFor();
    found[(await area.getAttribute('href')) ?? ''] = await faults(page);
  }
  return Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0));
}

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  describe.each(['en-GB', 'de-DE'])('%s', (locale) => {
    test.each([390, 1280])('%i px wide: axe finds nothing, nothing scrolls sideways', async (width) => {
      const desk = await visit.open({
        colorScheme,
        locale,
        viewport: { width, height: 900 },
        reducedMotion: 'reduce',
        // axe is put in from outside, which the page's own policy rightly forbids.
        bypassCSP: true,
      });
      expect(await desk.page.getAttribute('html', 'lang')).toBe(locale.slice(0, 2));
      expect(await everyArea(desk)).toEqual({});
      await desk.page.context().close();
    });
  });
});
