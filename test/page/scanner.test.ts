import { writeFileSync } from 'node:fs';
import path from 'node:path';
import qrcode from 'qrcode';
import { film } from './film';
import type { Desk } from './visit';
import { Visit } from './visit';

/** Ways to hold a code before the scanner: a file, the clipboard, the laptop's camera. */
const visit = new Visit();
const FILM = path.join(visit.demo.stateDir, 'camera.y4m');
let desk: Desk;
let badge: string;

beforeAll(async () => {
  // What the camera sees is read when it is switched on.
  await visit.start([
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${FILM}`,
  ]);
  badge = (await visit.demo.courier()).qr;
  desk = await visit.open({ permissions: ['clipboard-read', 'clipboard-write'] });
});
afterAll(() => visit.stop());
afterEach(async () => {
  expect(visit.complaints).toEqual([]);
  if ((await visit.demo.screen()) !== 'idle') await visit.demo.keys('0');
  await visit.demo.untilScreen('idle');
});

/** What the page's own view of the camera says of itself. */
const camera = (what: string): Promise<unknown> => desk.page.evaluate(`document.querySelector('video').${what}`);
const picture = (text: string): Promise<Buffer> => qrcode.toBuffer(text, { scale: 6 });

/** Drags a file of this machine to the middle of something, as the desktop does. */
async function drop(file: string, { x, y, width, height }: Box): Promise<void> {
  const cdp = await desk.page.context().newCDPSession(desk.page);
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  const at = { x: x + width / 2, y: y + height / 2, data };
  // A hand moves on a little before it lets go.
  for (const type of ['dragEnter', 'dragOver', 'dragOver', 'drop'] as const)
    await cdp.send('Input.dispatchDragEvent', { type, ...at });
  await cdp.detach();
}
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

test('a file is dropped on the scanner', async () => {
  const file = path.join(visit.demo.stateDir, 'badge.png');
  writeFileSync(file, await picture(badge));
  const place = desk.page.getByText('Drop or paste a picture');
  await place.scrollIntoViewIfNeeded();
  await drop(file, (await place.boundingBox()) as Box);
  await desk.reads('1=');
});

test('a file that misses the scanner does not take the page away', async () => {
  const file = path.join(visit.demo.stateDir, 'badge.png');
  writeFileSync(file, await picture(badge));
  await drop(file, (await desk.page.getByRole('heading', { name: 'Badges' }).boundingBox()) as Box);
  await desk.says(/^live$/);
  expect(await visit.demo.screen()).toBe('idle');
});

test('a picture is pasted from the clipboard, and a text', async () => {
  const png = (await picture(badge)).toString('base64');
  await desk.page.evaluate(`(async () => {
    const bytes = Uint8Array.from(atob('${png}'), (one) => one.charCodeAt(0));
    const blob = new Blob([bytes], { type: 'image/png' });
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
  })()`);
  await desk.page.keyboard.press('Control+v');
  await desk.reads('1=');
  await visit.demo.keys('0');
  await visit.demo.untilScreen('idle');

  await desk.page.evaluate(`navigator.clipboard.writeText('${badge}')`);
  await desk.page.keyboard.press('Control+v');
  await desk.reads('1=');
});

test('a badge is held before the camera, which is off again once it has been read', async () => {
  writeFileSync(FILM, film(badge));
  await desk.button('Use the camera').click();
  await desk.reads('1=');
  await desk.button('Use the camera').waitFor();
  expect(await camera('srcObject')).toBeNull();
});

test('a camera that sees no code goes on looking until it is stopped', async () => {
  writeFileSync(FILM, film(null));
  await desk.button('Use the camera').click();
  await desk.page.getByText('Hold the code in front of the camera.').waitFor();
  await desk.page.waitForTimeout(1_000);
  expect(await camera('videoWidth')).toBe(640);
  await desk.button('Stop the camera').click();
  expect(await camera('srcObject')).toBeNull();
  expect(await visit.demo.screen()).toBe('idle');
});
