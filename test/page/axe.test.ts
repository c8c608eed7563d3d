import { lookAtAll, SCHEMES } from './looks';
import { Visit } from './visit';

const visit = new Visit();

beforeAll(async () => {
  await visit.start();
  // A wall in which every state has something to show.
  const desk = await visit.open();
  await desk.deposit('S');
  await visit.demo.advance('PT73H');
  await desk.deposit('M');
  await visit.demo.ok('POST', '/compartments/C3/out-of-service', { reason: 'door is bent' });
  await visit.demo.fault('door:B4', 'jam');
  await visit.demo.fault('door:A3', 'stuck-closed');
  await visit.demo.fault('rtc', 'lost');
  await visit.demo.hand('A4', 'open');
  await desk.page.context().close();
});
afterAll(() => visit.stop());

describe.each(SCHEMES)('%s', (colorScheme) => {
  test.each(['en-GB', 'de-DE'])('%s, from a phone to a wall: axe finds nothing, nothing is cut off', async (locale) => {
    const desk = await visit.open({ colorScheme, locale, reducedMotion: 'reduce', bypassCSP: true });
    expect(await desk.page.getAttribute('html', 'lang')).toBe(locale.slice(0, 2));
    expect(await lookAtAll(desk, `demo-${colorScheme}-${locale.slice(0, 2)}`, 'C3')).toEqual({});
    await desk.page.context().close();
  });
});

test.each([
  ['no-preference', '0.3s'],
  ['reduce', '0s'],
] as const)('who wishes for motion: %s', async (reducedMotion, takes) => {
  const desk = await visit.open({ reducedMotion });
  const swing = await desk.page.evaluate("getComputedStyle(document.querySelector('.leaf')).transitionDuration");
  expect(swing).toBe(takes);
  await desk.page.context().close();
});
