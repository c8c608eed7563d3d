import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Desk } from './visit';
import { Visit } from './visit';

const visit = new Visit();
let desk: Desk;

beforeAll(async () => {
  await visit.start();
  desk = await visit.open();
});
afterAll(() => visit.stop());
// One locker goes through the day: the tests follow each other, and each leaves it idle.
afterEach(() => expect(visit.complaints).toEqual([]));

/** The picture that the recipient of the newest message got. */
function newestPicture(): string {
  const folder = path.join(visit.demo.stateDir, 'backoffice', 'messages');
  const newest = readdirSync(folder)
    .filter((name) => name.endsWith('.png'))
    .sort()
    .at(-1);
  if (newest === undefined) throw new Error('no picture was sent');
  return path.join(folder, newest);
}

/** The recipient's door stands open: it is pushed shut by mouse, and the compartment is free again. */
async function takeOut(id: string): Promise<void> {
  expect(await desk.whichOpened()).toBe(id);
  await desk.openDoor.click();
  await desk.shows(id, 'free');
  await desk.reads('#=fertig');
  await desk.key('#').click();
  await visit.demo.untilScreen('idle');
}

test('by mouse: a parcel is announced, brought, told of and fetched with its PIN', async () => {
  const id = await desk.deposit('M');
  await desk.shows(id, 'occupied');
  expect(await desk.door(id).textContent()).toMatch(/1 parcel, .*left/);

  const pin = (await visit.demo.messages()).at(-1)?.pin ?? '';
  expect(pin).toMatch(/^\d{6}$/);
  for (const digit of pin.slice(0, 5)) await desk.key(digit).click();
  await desk.reads('*****');
  expect(await desk.display.textContent()).not.toContain(pin.slice(0, 5));
  await desk.key(pin.slice(5)).click();
  await takeOut(id);
});

test('a door that swings covers no key, however wide it stands', async () => {
  // Each angle in turn: what the pointer would meet in the middle of each key.
  const covered = await desk.page.evaluate(`(() => {
    const met = [];
    for (const leaf of document.querySelectorAll('.leaf')) {
      leaf.style.transition = 'none';
      for (let angle = 0; angle >= -90; angle -= 6) {
        leaf.style.transform = 'rotateY(' + angle + 'deg)';
        for (const key of document.querySelectorAll('[data-key]')) {
          const { left, top, width, height } = key.getBoundingClientRect();
          const under = document.elementFromPoint(left + width / 2, top + height / 2);
          if (under !== key) met.push(key.dataset.key + ' at ' + angle + ': ' + under?.className);
        }
      }
      leaf.style.transform = leaf.style.transition = '';
    }
    return met;
  })()`);
  expect(covered).toEqual([]);
});

test('by keyboard alone: the same without a mouse', async () => {
  const { keyboard } = desk.page;
  const mails = await desk.mails.count();
  await desk.tabTo(desk.announce);
  await keyboard.press('Enter');
  await desk.labels.first().waitFor();
  await desk.tabTo(desk.button('Scan the badge: Courier'));
  await keyboard.press('Enter');
  await desk.reads('1=');
  await keyboard.press('1');
  await desk.tabTo(desk.labels.first());
  await keyboard.press('Enter');
  const id = await desk.whichOpened();
  await desk.tabTo(desk.door(id));
  await keyboard.press('Enter');
  await desk.reads('drin?');
  await keyboard.press('#');
  await desk.mails.nth(mails).waitFor();
  await keyboard.type('**');
  await visit.demo.untilScreen('idle');

  await keyboard.type((await visit.demo.messages()).at(-1)?.pin ?? '');
  expect(await desk.whichOpened()).toBe(id);
  await desk.tabTo(desk.door(id));
  await keyboard.press('Enter');
  await desk.shows(id, 'free');
  await desk.reads('#=fertig');
  await keyboard.press('#');
  await visit.demo.untilScreen('idle');
});

test('by QR code: the picture from the message, chosen as a file', async () => {
  const id = await desk.deposit('S');
  await desk.page.getByLabel('Choose a picture').setInputFiles(newestPicture());
  await takeOut(id);
});

test('by QR code: the picture dropped on the scanner', async () => {
  const id = await desk.deposit('S');
  const bytes = readFileSync(newestPicture()).toString('base64');
  const dataTransfer = await desk.page.evaluateHandle(`(() => {
    const bytes = Uint8Array.from(atob('${bytes}'), (one) => one.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], 'code.png', { type: 'image/png' }));
    return transfer;
  })()`);
  await desk.page.getByText('Drop or paste a picture').dispatchEvent('drop', { dataTransfer });
  await takeOut(id);
});

test('by QR code: a click on the one in the mailbox, once; the second time it has been used', async () => {
  const id = await desk.deposit('S');
  await desk.mails.first().click();
  await takeOut(id);
  await desk.mails.first().click();
  await desk.reads('schon benutzt');
  expect(await desk.openDoor.count()).toBe(0);
  await visit.demo.advance('PT1M');
  await visit.demo.untilScreen('idle');
});

test('a picture without a code says so and opens nothing', async () => {
  await desk.page.getByLabel('Choose a picture').setInputFiles({
    name: 'key.png',
    mimeType: 'image/png',
    buffer: await desk.key('1').screenshot(),
  });
  await desk.page.getByText('No QR code found in this picture.').waitFor();
  expect(await desk.openDoor.count()).toBe(0);
});

test('a door jams: display and wall say so, the code stays good for when it is mended', async () => {
  const id = await desk.deposit('L');
  await desk.door(id).click();
  const panel = desk.page.getByRole('region', { name: /^Compartment / });
  await panel.getByRole('combobox', { name: 'Door' }).selectOption({ label: 'does not spring open' });
  await desk.door(id).getByText('does not spring open', { exact: true }).waitFor();

  await desk.mails.first().click();
  // The reference number is what the recipient reads to the hotline.
  await desk.reads(/klemmt.*Nr\. \S+/);
  await desk.shows(id, 'out-of-service');
  expect((await visit.demo.events()).map(({ type }) => type)).toContain('door.jammed');

  await panel.getByRole('combobox', { name: 'Door' }).selectOption({ label: 'no fault' });
  await visit.demo.advance('PT1M');
  await visit.demo.untilScreen('idle');
  await desk.mails.first().click();
  expect(await desk.whichOpened()).toBe(id);
  await desk.openDoor.click();
  await desk.reads('#=fertig');
  await desk.key('#').click();
  await visit.demo.untilScreen('idle');
});

test('73 hours later the parcel has expired: the code is refused, the courier takes it back', async () => {
  const id = await desk.deposit('XL');
  await desk.button('+73 h').click();
  await desk.shows(id, 'expired');
  expect(await desk.door(id).textContent()).toContain('time is over');

  await desk.mails.filter({ visible: true }).first().click();
  await visit.demo.untilScreen('refused');
  expect(await desk.openDoor.count()).toBe(0);

  await desk.button('Scan the badge: Courier').click();
  await desk.reads('2=');
  await desk.key('2').click();
  await desk.key('#').click();
  expect(await desk.whichOpened()).toBe(id);
  await desk.openDoor.click();
  await visit.demo.untilScreen('collect-confirm');
  await desk.key('#').click();
  await desk.shows(id, 'free');
});
