import { RealVisit, SERVICE_PIN } from './real-visit';
import type { Sight } from './sight';

/** A technician without a mouse. A parcel's whole way by keyboard is in parcels.test.ts. */
const visit = new RealVisit();
const { locker } = visit;
let sight: Sight;

beforeAll(async () => {
  await visit.start();
  sight = await visit.open();
});
afterAll(() => visit.stop());
afterEach(() => expect(visit.complaints).toEqual([]));

const says = (text: string | RegExp) =>
  sight.part('Guided audit').getByRole('status').filter({ hasText: text }).waitFor();
const press = (key: string) => sight.page.keyboard.press(key);
/** From what was just said to the button that answers it; no more stops than a person counts. */
async function answer(name: string): Promise<void> {
  expect(await sight.tabTo(sight.button(name))).toBeLessThanOrEqual(6);
  await press('Enter');
}

test('Tab goes through each tab from top to bottom and out again, and every stop is seen', async () => {
  for (const tab of ['Locker', 'Events', 'Health', 'Doors', 'Audit', 'Log']) {
    await sight.goTo(tab);
    const stops = await sight.stops();
    // Where the machine keeps no time, the bar asks for somebody; that leads to Health.
    const others = stops.filter((stop) => !stop.startsWith('⚠'));
    expect(others.slice(0, 4)).toEqual(['Skip to content', 'Language', 'Locker', 'Events']);
    expect(stops.length).toBeGreaterThanOrEqual(8);
  }
});

test('the first stop leads past the tabs', async () => {
  await sight.goTo('Audit');
  await sight.page.reload();
  await sight.button('The unverified ones').waitFor();
  await press('Tab');
  await press('Enter');
  await press('Tab');
  expect((await sight.focus())?.name).toBe('The unverified ones');
});

test('a guided audit: who gives up at the PIN is where they were; else door by door', async () => {
  await sight.tabTo(sight.button('All compartments'));
  await press('Enter');
  await sight.page.getByRole('dialog').waitFor();
  await press('Escape');
  await sight.page.getByRole('dialog').waitFor({ state: 'detached' });
  expect((await sight.focus())?.name).toBe('All compartments');

  await sight.page.keyboard.press('Shift+Tab');
  await press('Enter');
  await sight.page.getByRole('dialog').waitFor();
  await sight.page.keyboard.type(SERVICE_PIN);
  await press('Enter');
  await says('Compartment 1 (A1) is open: look inside and close it');
  locker.hand('A1');
  await says('Compartment 1 (A1) is closed: what is inside?');
  await answer('Empty');
  await says('Compartment 1 (A1) is done');
  await answer('Open the next one');

  await says('Compartment 2 (A2) is open: look');
  locker.hand('A2');
  await says('Compartment 2 (A2) is closed');
  expect(await sight.tabTo(sight.page.getByLabel('Label that is inside'))).toBeLessThanOrEqual(6);
  await sight.page.keyboard.type('00340434161094021501');
  await press('Enter');
  await says('Compartment 2 (A2) is done');
  await sight.page.getByText('Something is inside that nobody knows.').waitFor();

  // A lock that does not let go: it is left, and the next one opens.
  locker.jam('A3');
  await answer('Open the next one');
  await says('Compartment 3 (A3) did not open');
  locker.jam('A3', false);
  await answer('Leave it and open the next one');
  await says('Compartment 4 (A4) is open: look');
  // Somebody breaks the next one open: it is asked to be closed, and opened then.
  locker.hand('A5', 'open');
  locker.hand('A4');
  await says('Compartment 4 (A4) is closed');
  await locker.until('A5 is read as open', async () => (await locker.compartment('A5')).door === 'open');
  await answer('Leave it and open the next one');
  await says('Compartment 5 (A5) stands open: close it');
  locker.hand('A5');
  await locker.until('A5 is read as closed', async () => (await locker.compartment('A5')).door === 'closed');
  await answer('It is closed: open it');
  await says('Compartment 5 (A5) is open: look');
  locker.hand('A5');
  await says('Compartment 5 (A5) is closed');
  await answer('Something else');
  await says('Compartment 5 (A5) is done');
  await answer('End the audit');
  // Told of all the same, when nothing comes behind it.
  await says('Compartment 5 (A5) was the last one');
  await sight.page.getByText('Something is inside that nobody knows.').waitFor();
  await sight.button('The unverified ones').waitFor();

  expect((await locker.compartment('A1')).state).toBe('free');
  for (const id of ['A2', 'A4', 'A5']) expect((await locker.compartment(id)).state).toBe('unverified');
  expect(await locker.events('audit.finished')).toMatchObject([{ person: 'kim', asExpected: 1, unknown: 2 }]);
});
