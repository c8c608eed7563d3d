import Database from 'better-sqlite3';
import path from 'node:path';
import { DATABASE } from '../../firmware/app';
import type { Desk } from './visit';
import { Visit } from './visit';

const IDLE_MS = 600_000;
const visit = new Visit();

beforeAll(() => visit.start());
afterAll(() => visit.stop());
afterEach(() => expect(visit.complaints).toEqual([]));

/** Set in the page's own world: gone if the page has been loaded anew. */
const mark = (desk: Desk) => desk.page.evaluate('globalThis.neverReloaded = true');
const marked = (desk: Desk) => desk.page.evaluate('globalThis.neverReloaded === true');

test('the power is cut while a door stands open: the page says so and comes back by itself, with what is true', async () => {
  const desk = await visit.open();
  await mark(desk);
  const id = await desk.deposit('M');
  await desk.mails.first().click();
  expect(await desk.whichOpened()).toBe(id);

  const cut = desk.button('Cut the power').click();
  await desk.page.getByRole('status').filter({ hasText: 'Power is off. Coming back…' }).waitFor();
  await cut;
  await desk.page
    .getByRole('status')
    .filter({ hasText: /^live$/ })
    .waitFor();
  // Nobody saw what became of the parcel.
  await desk.openDoor.click();
  await desk.shows(id, 'unverified');

  // The page goes on as before: the next parcel takes another way through the same page.
  const next = await desk.deposit('S');
  await desk.shows(next, 'occupied');
  expect(await marked(desk)).toBe(true);
  expect((await visit.demo.events()).filter(({ type }) => type === 'locker.started')).toHaveLength(2);
  await desk.page.context().close();
});

test('whoever leaves the page for ten minutes finds it closed, and reads what to do', async () => {
  const desk = await visit.open();
  await desk.button('Scan the badge: Courier').waitFor();
  // Ten minutes without use, as the store remembers them.
  const store = new Database(path.join(visit.demo.stateDir, DATABASE), { timeout: 5_000 });
  const { changes } = store
    .prepare("UPDATE panel_session SET seen_at = seen_at - ? WHERE kind = 'session'")
    .run(IDLE_MS + 1);
  store.close();
  expect(changes).toBeGreaterThan(0);

  // No click is needed: the daemon ends the stream at its next beat, 15 s at most.
  const alert = desk.page.getByRole('alert').filter({ hasText: 'This session is over' });
  await alert.waitFor({ timeout: 25_000 });
  expect(await alert.textContent()).toContain('lockerctl page');
  // Neither a tool nor a code stays in sight, and nothing is said of the operator that nobody knows.
  expect(await desk.page.locator('.qr').count()).toBeGreaterThan(0);
  expect(await desk.page.locator('.qr').and(desk.page.locator(':visible')).count()).toBe(0);
  expect(await desk.announce.count()).toBe(0);
  expect(await desk.page.getByText('operator online').count()).toBe(0);

  await desk.page.reload();
  expect(await desk.page.textContent('main')).toContain('lockerctl page');
  expect(await desk.door('A1').count()).toBe(0);

  // What `lockerctl page` prints leads back in.
  await desk.page.goto(await visit.address());
  await desk.door('A1').waitFor();
  await desk.page.context().close();
});
