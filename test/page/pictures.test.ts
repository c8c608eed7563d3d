import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RealVisit } from './real-visit';
import type { Sight } from './sight';
import { Visit } from './visit';

/** `npm run test:page -- pictures` writes to where this names: `PAGE_PICTURES=docs`. */
const { PAGE_PICTURES: wanted } = process.env;
const folder = wanted ?? mkdtempSync(path.join(tmpdir(), 'lockerd-pictures-'));
/** They are read with the README, on a phone too. */
const MAX_BYTES = 150_000;
const visit = new Visit();

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  await visit.start();
});
afterAll(async () => {
  await visit.stop();
  if (wanted === undefined) rmSync(folder, { recursive: true, force: true });
});

async function take({ page }: Sight, name: string): Promise<void> {
  const file = path.join(folder, `page-${name}.png`);
  await page.evaluate('Promise.all(document.getAnimations().map((one) => one.finished))');
  await page.screenshot({ path: file, animations: 'disabled' });
  expect(statSync(file).size).toBeGreaterThan(10_000);
  expect(statSync(file).size).toBeLessThan(MAX_BYTES);
}

test('the page as the README shows it: a pickup, a jam at night on a phone', async () => {
  const desk = await visit.open({ viewport: { width: 1280, height: 840 } });
  const expired = await desk.deposit('S');
  await visit.demo.advance('PT73H');
  await desk.shows(expired, 'expired');
  await desk.deposit('L');
  await visit.demo.ok('POST', '/compartments/B3/out-of-service', { reason: 'door is bent' });
  await desk.deposit('XL');
  const id = await desk.deposit('M');
  await desk.mails.first().click();
  await desk.shows(id, 'open');
  await desk.page.evaluate('scrollTo(0, 0)');
  // It would hide a part of the wall.
  const notice = desk.page.locator('.notice').getByRole('button');
  if ((await notice.count()) > 0) await notice.click();
  await take(desk, 'pickup');
  await desk.openDoor.click();
  await desk.shows(id, 'free');
  await desk.page.context().close();

  const phone = await visit.open({
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
    locale: 'de-DE',
    hasTouch: true,
  });
  const [mail] = (await visit.demo.messages()).filter(({ qr }) => qr !== null).slice(-2);
  await visit.demo.fault('door:C4', 'jam');
  await visit.demo.scan(mail?.qr ?? '');
  await phone.reads(/klemmt.*Nr\. \S+/);
  await take(phone, 'phone');
  await phone.page.context().close();
  expect(visit.complaints).toEqual([]);
});

test('a real locker of 48 compartments, one of them open', async () => {
  const real = new RealVisit();
  try {
    await real.start();
    const { locker } = real;
    const looked = [...locker.doors.keys()].filter((_id, index) => index % 3 !== 1);
    for (const id of looked) await locker.ok('POST', `/compartments/${id}/verified-empty`, {});
    await locker.ok('POST', '/compartments/B2/out-of-service', { reason: 'hinge is bent' });
    await locker.ok('POST', '/compartments/D2/open', { reason: 'something rattles', person: 'kim' });
    const sight = await real.open({ viewport: { width: 1280, height: 1060 } });
    await sight.shows('D2', 'open');
    await sight.door('D2').click();
    await sight.page.evaluate('scrollTo(0, 0)');
    await take(sight, 'real');
    expect(real.complaints).toEqual([]);
  } finally {
    await real.stop();
  }
});
