import { readFileSync } from 'node:fs';
import type { Sight } from './sight';
import { confirm, RealVisit, SERVICE_PIN } from './real-visit';

/** A technician at a locker of 48 compartments, no simulator in it. */
const visit = new RealVisit();
const { locker } = visit;
let sight: Sight;

beforeAll(async () => {
  await visit.start();
  sight = await visit.open();
});
afterAll(() => visit.stop());
afterEach(() => expect(visit.complaints).toEqual([]));

const care = () => sight.part(/^Compartment /);

/** Opens the service part of a compartment. */
async function choose(id: string): Promise<void> {
  await sight.goTo('Locker');
  await sight.door(id).click();
  const box = care().locator('details.care');
  if ((await box.getAttribute('open')) === null) await box.getByText('Service', { exact: true }).click();
}

test('all 48 doors stand in the wall, and none of the simulator’s tools beside it', async () => {
  expect(await sight.page.locator('[data-compartment]').count()).toBe(48);
  // Nobody has told a new database what is inside.
  await sight.shows('F8', 'unverified');
  const tabs = await sight.page.getByRole('navigation').getByRole('link').allTextContents();
  expect(tabs).toEqual(['Locker', 'Events', 'Health', 'Doors', 'Audit', 'Log']);
  await choose('A1');
  for (const tool of ['Keypad', 'Announce a parcel', 'Badges', 'Mailbox of the recipients', 'Scanner', 'Time'])
    expect(await sight.page.getByLabel(tool, { exact: true }).count()).toBe(0);
  for (const name of ['Open by force', 'Close the door', 'Cut the power'])
    expect(await sight.button(name).count()).toBe(0);
  expect(await care().getByRole('combobox').count()).toBe(0);
  for (const call of ['/sim/keys', '/sim/scan', '/sim/power']) {
    await expect(locker.ok('POST', call, {})).rejects.toThrow('404');
  }
});

test('a door opens for a reason and a service PIN; a wrong one is told, and opens nothing', async () => {
  await choose('A1');
  await expect(care().getByRole('button', { name: 'Open the door' }).isDisabled()).resolves.toBe(true);
  await care().getByLabel('Reason, for the audit log').fill('something rattles');
  await care().getByRole('button', { name: 'Open the door' }).click();
  await confirm(sight, '135790');
  await sight.page.getByRole('dialog').getByRole('alert').filter({ hasText: 'not a technician' }).waitFor();
  expect((await locker.compartment('A1')).door).toBe('closed');

  await confirm(sight, SERVICE_PIN);
  expect(await sight.whichOpened()).toBe('A1');
  expect(await locker.events('door.opened')).toMatchObject([{ compartment: 'A1', person: 'kim' }]);
  // A click at a real door does not close it.
  await sight.door('A1').click();
  await sight.page.waitForTimeout(300);
  expect((await locker.compartment('A1')).door).toBe('open');
  locker.hand('A1');
  await sight.openDoor.waitFor({ state: 'detached' });

  // For five minutes nobody is asked again.
  await choose('B1');
  await care().getByLabel('Reason, for the audit log').fill('the next one');
  await care().getByRole('button', { name: 'Open the door' }).click();
  expect(await sight.whichOpened()).toBe('B1');
  expect(await sight.page.getByRole('dialog').count()).toBe(0);
  locker.hand('B1');
  await sight.openDoor.waitFor({ state: 'detached' });
});

test('out of service and back, declared empty; the event log shows each with its reason', async () => {
  await choose('C3');
  await care().getByLabel('Reason, for the audit log').fill('hinge is bent');
  await care().getByRole('button', { name: 'Out of service' }).click();
  await sight.shows('C3', 'out-of-service');
  // Each wants a reason of its own, and says so.
  for (const name of ['Back in service', 'I have looked: it is empty'])
    await expect(care().getByRole('button', { name }).isDisabled()).resolves.toBe(true);
  await care().getByText('Each of these needs a reason.').waitFor();
  await care().getByLabel('Reason, for the audit log').fill('hinge is new');
  await care().getByRole('button', { name: 'Back in service' }).click();
  await sight.shows('C3', 'unverified');
  await care().getByLabel('Reason, for the audit log').fill('looked inside');
  await care().getByRole('button', { name: 'I have looked: it is empty' }).click();
  await sight.shows('C3', 'free');

  await sight.goTo('Events');
  const rows = sight.page.getByRole('row');
  await sight.page.getByRole('combobox', { name: 'Compartment' }).selectOption('C3');
  await rows.filter({ hasText: 'compartment.out-of-service' }).filter({ hasText: 'hinge is bent' }).waitFor();
  expect(await rows.filter({ hasText: 'door.opened' }).count()).toBe(0);
  await sight.page.getByRole('combobox', { name: 'Compartment' }).selectOption('');
  // Found while it is typed.
  await sight.page.getByRole('searchbox', { name: 'Text' }).pressSequentially('rattles');
  await rows.filter({ hasText: 'A1' }).first().waitFor();
  await rows.filter({ hasText: 'hinge' }).first().waitFor({ state: 'detached' });
  await sight.page.getByRole('searchbox', { name: 'Text' }).fill('');
  await sight.page.keyboard.press('Enter');
});

test('a click on a door leads to what is said of it, where a long wall hides that', async () => {
  await sight.goTo('Locker');
  await sight.page.setViewportSize({ width: 1280, height: 400 });
  await sight.page.evaluate('scrollTo(0, 0)');
  const panel = sight.page.locator('.chosen-door');
  const seen = async () => {
    const [box, { height }] = [await panel.boundingBox(), sight.page.viewportSize() ?? { height: 0 }];
    return box !== null && box.y + 80 <= height;
  };
  expect(await seen()).toBe(false);
  await sight.door('D1').click();
  await locker.until('the panel in sight', seen);
  await sight.page.setViewportSize({ width: 1280, height: 720 });
});

test('health tells of devices and operator', async () => {
  await sight.goTo('Health');
  await sight.part('Operator').getByText('operator online').waitFor();
  await sight
    .part('Operator')
    .getByText(/^1\.1 \(/)
    .waitFor();
  await sight.part('Self-test').getByRole('button', { name: 'Look at every device' }).click();
  await sight
    .part('Self-test')
    .getByRole('row', { name: /Scanner/ })
    .waitFor();
});

test('a backup is downloaded, and is a database', async () => {
  await sight.goTo('Health');
  const coming = sight.page.waitForEvent('download');
  await sight.button('Download a backup').click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^LOCKER-0048-\d{4}-\d\d-\d\d\.db$/);
  expect(
    readFileSync(await download.path())
      .subarray(0, 15)
      .toString(),
  ).toBe('SQLite format 3');
});

test('the doors’ plot draws each opening, and the log goes on by itself', async () => {
  await sight.goTo('Doors');
  const one = sight.page.getByRole('img', { name: /^Compartment 1 \(A1\): 1 opening ·/ });
  await one.waitFor();
  // A single one is a dot, no line.
  expect(await one.locator('polyline').count()).toBe(0);
  expect(await one.locator('path').getAttribute('d')).toMatch(/^M[\d.]+,[\d.]+h0$/);
  expect(await sight.page.getByRole('figure').count()).toBe(48);

  await sight.goTo('Log');
  const lines = sight.part('Log').getByRole('listitem');
  await lines.filter({ hasText: 'ready' }).first().waitFor();
  await visit.publish(2);
  await lines.filter({ hasText: 'rev=2' }).first().waitFor();
});

describe('the self-test of doors, on a phone', () => {
  let phone: Sight;
  const test48 = () => phone.part('Self-test');
  beforeAll(async () => {
    phone = await visit.open({ viewport: { width: 360, height: 740 }, hasTouch: true });
    await phone.goTo('Health');
  });
  afterAll(() => phone.page.context().close());

  test('it asks for each door to be closed, counts on, and says which lock to look at', async () => {
    locker.jam('A2');
    await locker.ok('POST', '/compartments/A4/open', { reason: 'left open', person: 'kim' });
    await locker.until('the open door', async () => (await locker.compartment('A4')).door === 'open');
    await test48().getByRole('button', { name: 'Open every empty compartment' }).click();
    await confirm(phone, SERVICE_PIN);

    await test48().getByRole('status').filter({ hasText: 'Compartment 1 (A1): please close its door.' }).waitFor();
    locker.hand('A1');
    // The second one jams: it takes its time, is told of, and the test goes on.
    await test48().getByText('1 of 48 compartments').waitFor();
    await test48()
      .getByRole('row', { name: /Compartment 2 \(A2\) CHECK Did not open/ })
      .waitFor();
    await test48().getByRole('status').filter({ hasText: 'Compartment 3 (A3): please close its door.' }).waitFor();
    locker.hand('A3');
    // One that stood open already is to be closed first, then it is its turn.
    await test48().getByRole('status').filter({ hasText: 'Compartment 4 (A4): please close its door.' }).waitFor();
    locker.hand('A4');
    await locker.until('its turn', async () => (await locker.events('door.opened', 'A4')).length === 2);
    await test48().getByRole('button', { name: 'End the test' }).click();
    locker.hand('A4');
    await test48().getByRole('status').filter({ hasText: '3 good, 1 to be checked, 0 left alone.' }).waitFor();
    expect(await phone.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    locker.jam('A2', false);
  });
});
