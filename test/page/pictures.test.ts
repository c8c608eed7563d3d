import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Desk } from './visit';
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

async function take(desk: Desk, name: string): Promise<void> {
  const file = path.join(folder, `page-${name}.png`);
  await desk.page.evaluate('Promise.all(document.getAnimations().map((one) => one.finished))');
  await desk.page.screenshot({ path: file, animations: 'disabled' });
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
