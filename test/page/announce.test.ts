import type { Desk } from './visit';
import { Visit } from './visit';

/** Kinds of parcels, as somebody announces them on the page. */
const visit = new Visit();
let desk: Desk;

beforeAll(async () => {
  await visit.start();
  desk = await visit.open();
});
afterAll(() => visit.stop());
afterEach(async () => {
  expect(visit.complaints).toEqual([]);
  await visit.demo.untilScreen('idle');
});

const form = () => desk.part('Announce a parcel');
const mails = () => desk.part('Mailbox of the recipients').getByRole('listitem');

/** The courier's badge, and a key of the menu. */
async function courier(key: string): Promise<void> {
  await desk.button('Scan the badge: Courier').click();
  await desk.reads('1=');
  await desk.key(key).click();
}

test('one that must be reachable from a wheelchair gets such a compartment', async () => {
  await form().getByRole('combobox', { name: 'Size' }).selectOption('S');
  await form().getByLabel('Reachable from a wheelchair').check();
  await desk.announce.click();
  await desk.labels.first().waitFor();
  await courier('1');
  await desk.labels.first().click();
  const id = await desk.whichOpened();
  expect((await visit.demo.compartment(id)).accessible).toBe(true);
  await desk.openDoor.click();
  await desk.reads('drin?');
  await desk.key('#').click();
  await desk.shows(id, 'occupied');
  for (const star of '**') await desk.key(star).click();
  await form().getByLabel('Reachable from a wheelchair').uncheck();
});

test('from hand to hand: the code of the first attempt ends with the second, which is asked for in the mailbox', async () => {
  await form().getByLabel('From hand to hand, with a one-time code').check();
  await desk.announce.click();
  const again = desk.page.locator('.mail').getByRole('button', { name: 'Next delivery attempt' });
  const open = mails().filter({ has: desk.button('Next delivery attempt') });
  await again.waitFor();
  const [first] = await open.locator('code').allTextContents();
  await again.click();
  await visit.demo.until('another code', async () => (await open.locator('code').textContent()) !== first);
  // Only the newest message has the button.
  expect(await again.count()).toBe(1);

  await courier('3');
  await desk.labels.first().click();
  await visit.demo.untilScreen('handover-code');
  await mails()
    .getByRole('button', { name: `Type ${first}` })
    .click();
  await visit.demo.untilScreen('refused');
  await visit.demo.advance('PT5S');
  await visit.demo.untilScreen('handover-code');
  await open.getByRole('button', { name: /^Type / }).click();
  await visit.demo.untilScreen('handover-done');
  // Nothing is left to be tried again.
  await again.waitFor({ state: 'detached' });
  await visit.demo.advance('PT2M');
  await form().getByLabel('From hand to hand, with a one-time code').uncheck();
});

test('parcels of one recipient: what is no name for one is not sent', async () => {
  const recipient = form().getByLabel(/^Recipient/);
  await recipient.fill('Ann Lee');
  await desk.announce.click();
  expect(await desk.page.locator('input:invalid').and(recipient).count()).toBe(1);
  await recipient.fill('ann.lee');
  const sent = desk.page.waitForRequest(/\/demo\/parcels$/);
  await desk.announce.click();
  expect((await sent).postDataJSON()).toMatchObject({ to: 'ann@example.com', recipient: 'ann.lee' });
  await desk.page.getByText('Announced. Its label:').waitFor();
  await recipient.fill('');
});

test('the operator lets a parcel wait longer, and calls it back', async () => {
  const id = await desk.deposit('M');
  const before = (await visit.demo.compartment(id)).expiresAt ?? '';
  const newest = mails().first();
  await newest.getByRole('button', { name: '24 hours more' }).click();
  await desk.page.getByText('It waits 24 hours longer.').waitFor();
  const after = (await visit.demo.compartment(id)).expiresAt ?? '';
  // The window began a moment after the operator reckons that it did.
  const longer = Date.parse(after) - Date.parse(before);
  expect(Math.abs(longer - 24 * 3_600_000)).toBeLessThan(10_000);

  await desk.part('Mailbox of the recipients').getByRole('button', { name: 'Recall the parcel' }).first().click();
  await desk.shows(id, 'expired');
  await desk.mails.first().click();
  await visit.demo.untilScreen('refused');
  await visit.demo.advance('PT5S');
});

test('while the network is away it is noted, and the page says so', async () => {
  await desk.button('Unplug the network').click();
  await desk.page.getByText('operator offline').waitFor();
  await desk.announce.click();
  await desk.page.getByText('Noted; the locker hears of it when it is online again.').waitFor();
  await desk.button('Plug the network in').click();
  await desk.page.getByText('operator online').waitFor();
});
