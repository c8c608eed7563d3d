import { Visit } from './visit';

const visit = new Visit();
/** Reading a step and finding what it names, ms. */
const PACE = Number(process.env['PAGE_PACE_MS'] ?? 0);

beforeAll(() => visit.start());
afterAll(() => visit.stop());

test('who has never seen it does what the box says, and a door opens by a QR code', async () => {
  const began = performance.now();
  const desk = await visit.open();
  const box = desk.page.getByRole('region', { name: 'The first parcel' });
  const steps = await box.getByRole('listitem').allTextContents();
  const read = () => desk.page.waitForTimeout(PACE);

  await read();
  expect(steps[0]).toMatch(/^Announce a parcel/);
  await desk.announce.click();
  await read();
  expect(steps[1]).toMatch(/courier’s badge, then press 1/);
  await desk.button('Scan the badge: Courier').click();
  await read();
  await desk.key('1').click();
  await read();
  expect(steps[2]).toMatch(/^Click on the label/);
  await desk.labels.first().click();
  const id = await desk.whichOpened();
  await read();
  expect(steps[3]).toMatch(/^Click on the open door.*Press #/);
  await desk.openDoor.click();
  await desk.reads('drin?');
  await read();
  await desk.key('#').click();
  await desk.mails.first().waitFor();
  // The last step is still there to be read.
  await read();
  expect(steps[4]).toMatch(/click on its QR code/);
  expect(await box.getByRole('listitem').count()).toBe(steps.length);
  await desk.mails.first().click();
  expect(await desk.whichOpened()).toBe(id);
  process.stderr.write(`a door opened by a QR code after ${((performance.now() - began) / 1_000).toFixed(0)} s\n`);

  await desk.openDoor.click();
  await box.waitFor({ state: 'detached' });
  expect((await visit.demo.events()).map(({ type }) => type)).toContain('parcel.collected');
  expect(visit.complaints).toEqual([]);
});
