import { lookAtAll } from './looks';
import type { Desk } from './visit';
import { Visit } from './visit';

const visit = new Visit();
/** Reading a step and finding what it names, ms. */
const PACE = Number(process.env['PAGE_PACE_MS'] ?? 0);
/** A laptop whose window is as low as it gets. */
const LOW = { width: 1280, height: 600 };

beforeAll(() => visit.start());
afterAll(() => visit.stop());
afterEach(() => expect(visit.complaints).toEqual([]));

const guide = (desk: Desk) => desk.page.getByRole('region', { name: 'The first parcel' });

test('who has never seen it does what the guide says, and a door opens by a QR code', async () => {
  const began = performance.now();
  const desk = await visit.open({ viewport: LOW });
  /** Waits for a step, which is in sight wherever one has scrolled to, and takes the time to read it. */
  const says = async (text: RegExp): Promise<void> => {
    const step = guide(desk).getByRole('status').filter({ hasText: text });
    await step.waitFor();
    const box = await step.boundingBox();
    expect(box?.y).toBeGreaterThanOrEqual(0);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(LOW.height / 2);
    await desk.page.waitForTimeout(PACE);
  };

  await says(/^Announce a parcel/);
  await desk.announce.click();
  await says(/courier’s badge, then press 1/);
  await desk.button('Scan the badge: Courier').click();
  await desk.key('1').click();
  await says(/^Click on the label/);
  await desk.labels.first().click();
  const id = await desk.whichOpened();
  await says(/^Click on the open door.*Press #/);
  await desk.openDoor.click();
  await desk.reads('drin?');
  await desk.key('#').click();
  await desk.mails.first().waitFor();
  await says(/click on its QR code/);
  await desk.mails.first().click();
  expect(await desk.whichOpened()).toBe(id);
  process.stderr.write(`a door opened by a QR code after ${((performance.now() - began) / 1_000).toFixed(0)} s\n`);

  await says(/your hand closes it, and the compartment is free again/);
  await desk.openDoor.click();
  await guide(desk).waitFor({ state: 'detached' });
  expect((await visit.demo.events()).map(({ type }) => type)).toContain('parcel.collected');
  await desk.page.context().close();
});

describe('another newcomer', () => {
  const other = new Visit();
  beforeAll(() => other.start());
  afterAll(() => other.stop());
  afterEach(() => expect(other.complaints).toEqual([]));

  test('unfolds all steps by keyboard, and hides the guide, which stays hidden after a reload', async () => {
    const desk = await other.open({ viewport: { width: 390, height: 844 } });
    await desk.tabTo(guide(desk).getByRole('button', { name: 'All steps' }));
    await desk.page.keyboard.press('Enter');
    expect(await guide(desk).getByRole('listitem').count()).toBe(6);
    expect(await guide(desk).locator('[aria-current=step]').textContent()).toMatch(/^Announce a parcel/);
    await guide(desk).getByRole('button', { name: 'Hide this guide' }).click();
    await guide(desk).waitFor({ state: 'detached' });
    await desk.page.reload();
    await desk.announce.waitFor();
    expect(await guide(desk).count()).toBe(0);
    await desk.page.context().close();
  });

  test('leaves the door open too long, and reads why the compartment is to be checked, and how it gets free', async () => {
    const desk = await other.open({ viewport: LOW });
    const id = await desk.deposit('S');
    const number = (await other.demo.compartment(id)).number;
    await desk.mails.first().click();
    await desk.whichOpened();
    await other.demo.advance('PT2M');
    await desk.openDoor.click();
    await desk.shows(id, 'unverified');
    const why = guide(desk)
      .getByRole('status')
      .filter({ hasText: `Compartment ${number} is “to be checked”` });
    await why.waitFor();
    expect(await why.textContent()).toMatch(/over a minute.*contact could not be read.*“I have looked: it is empty”/);

    // Long as it is, it fits on every screen.
    const german = await other.open({ locale: 'de-DE', reducedMotion: 'reduce', bypassCSP: true });
    await german.page.getByText(`Fach ${number} ist „zu prüfen“`).waitFor();
    expect(await lookAtAll(german, 'newcomer', id)).toEqual({});
    await german.page.context().close();

    // What it says works.
    await desk.door(id).click();
    await desk.page.getByText('Service', { exact: true }).click();
    await desk.page.getByLabel('Reason, for the audit log').fill('looked inside');
    await desk.button('I have looked: it is empty').click();
    await desk.shows(id, 'free');
    await guide(desk).waitFor({ state: 'detached' });
  });
});
