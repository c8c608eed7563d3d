import type { Desk } from './visit';
import { Visit } from './visit';

/** What the page says by itself: that the locker wants somebody, what is no duration, whose time the log bears. */
const visit = new Visit();
let desk: Desk;

beforeAll(async () => {
  await visit.start();
  desk = await visit.open();
});
afterAll(() => visit.stop());
/** A health of 503 is an answer; the browser complains of it all the same. */
const ofHealth = /status of 503/;
afterEach(() => expect(visit.complaints.filter((line) => !ofHealth.test(line))).toEqual([]));

const chip = () => desk.page.getByRole('banner').getByRole('link');
const log = () => desk.part('Log');

test('a device that is lost is told in the header of every tab, and the chip there leads to what is the matter', async () => {
  expect(await chip().count()).toBe(0);
  await desk.goTo('Doors');
  await visit.demo.fault('scanner', 'lost');
  await chip().filter({ hasText: 'needs attention: Devices' }).waitFor();
  await desk.goTo('Log');
  await chip().click();
  await desk.part('Health').getByText('Scanner: does not answer').waitFor();

  // Nobody can enter a code any more: that is worse, and told as such.
  await visit.demo.fault('keypad', 'lost');
  await chip().filter({ hasText: 'out of order: Codes by, Devices' }).waitFor();
  await desk.part('Health').getByText('The locker is out of order.').waitFor();

  for (const device of ['scanner', 'keypad']) await visit.demo.fault(device, 'none');
  await chip().waitFor({ state: 'detached' });
  await desk.part('Health').getByText('Everything is as it should be.').waitFor();
});

test('what is no duration is told where it was typed, in the page’s own words, and moves no clock', async () => {
  await desk.goTo('Locker');
  const time = desk.part('Time');
  const field = time.getByRole('textbox', { name: /^Duration/ });
  const { time: before } = await visit.demo.state();
  await field.fill('2 days');
  await time.getByRole('button', { name: 'Go' }).click();
  await time.getByRole('alert').filter({ hasText: 'This is no duration: PT90M is 90 minutes' }).waitFor();
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  const passed = Date.parse((await visit.demo.state()).time.now) - Date.parse(before.now);
  expect(passed).toBeLessThan(60_000);

  // Once it is one, nothing is left of that.
  await field.fill('PT2H');
  await time.getByRole('button', { name: 'Go' }).click();
  await time.getByRole('alert').waitFor({ state: 'detached' });
  await visit.demo.until('two hours', async () => {
    return Date.parse((await visit.demo.state()).time.now) - Date.parse(before.now) >= 2 * 3_600_000;
  });
});

test('the log says whose time it bears while the simulated clock shows another one, and only then', async () => {
  const note = log().getByText('They bear real time; the locker’s clock is simulated and shows another one now.');
  await desk.goTo('Log');
  await note.waitFor();
  await visit.demo.ok('POST', '/sim/clock', { step: '-PT2H' });
  await note.waitFor({ state: 'detached' });
  await log().getByText('The daemon’s own lines since its start, newest first.').waitFor();
  await visit.demo.ok('POST', '/sim/clock', { step: 'PT2H' });
  await note.waitFor();
});
