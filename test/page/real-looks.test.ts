import { lookAtAll, SCHEMES } from './looks';
import { RealVisit } from './real-visit';

/** 48 compartments, on every screen. */
const visit = new RealVisit();
const { locker } = visit;

beforeAll(async () => {
  await visit.start();
  for (const id of ['A1', 'A2', 'B7']) await locker.ok('POST', `/compartments/${id}/verified-empty`, {});
  await locker.ok('POST', '/compartments/B2/out-of-service', { reason: 'hinge is bent' });
  await locker.ok('POST', '/compartments/C8/open', { reason: 'looked inside', person: 'kim' });
  await locker.until('the open door', async () => (await locker.compartment('C8')).door === 'open');
});
afterAll(() => visit.stop());

test.each(SCHEMES)('%s, from a phone to a wall: axe finds nothing, nothing is cut off', async (colorScheme) => {
  const sight = await visit.open({ colorScheme, locale: 'de-DE', reducedMotion: 'reduce', bypassCSP: true });
  expect(await lookAtAll(sight, `real-${colorScheme}`, 'C8')).toEqual({});
  await sight.page.context().close();
});
