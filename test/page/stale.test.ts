import { RealVisit } from './real-visit';
import type { Sight } from './sight';

/** The daemon goes away, hangs and comes back under an open page. */
const visit = new RealVisit();
const { locker } = visit;
let sight: Sight;

beforeAll(async () => {
  await visit.start();
  sight = await visit.open();
  // Set in the page's own world: gone if the page has been loaded anew.
  await sight.page.evaluate('globalThis.neverReloaded = true');
  await sight.says(/^live$/);
});
afterAll(() => visit.stop());
afterEach(async () => {
  expect(await sight.page.evaluate('globalThis.neverReloaded === true')).toBe(true);
  expect(visit.complaints).toEqual([]);
});

/** Whatever happens at the locker is seen again. */
async function follows(reason: string): Promise<void> {
  await sight.goTo('Locker');
  await locker.ok('POST', '/compartments/D4/out-of-service', { reason });
  await sight.shows('D4', 'out-of-service');
  await locker.ok('POST', '/compartments/D4/in-service', { reason });
  await sight.shows('D4', 'unverified');
}

test('stopped: the page says so on every tab, in sight wherever one is; started again, it lives without a reload', async () => {
  await sight.goTo('Doors');
  await sight.page.evaluate('scrollTo(0, document.body.scrollHeight)');
  expect(await locker.halt()).toBe(0);
  await sight.says(/^stale/);
  const bar = await sight.page.getByRole('banner').boundingBox();
  expect(bar?.y).toBe(0);
  await sight.goTo('Locker');
  await sight.page.getByText(/^Not heard of for /).waitFor();

  await locker.boot();
  await sight.says(/^live$/);
  expect(await sight.page.getByText(/^Not heard of for /).count()).toBe(0);
  await follows('after the stop');
});

test('hung: its connection stays open and says nothing, and the page does not believe it any longer', async () => {
  locker.freeze();
  await sight.says(/^stale/);
  await sight.page.getByText(/^Not heard of for /).waitFor();
  // It asks again and again, also while nobody answers.
  await sight.page.waitForTimeout(12_000);
  await sight.says(/^stale/);

  locker.thaw();
  await sight.says(/^live$/);
  await follows('after the hang');
});
