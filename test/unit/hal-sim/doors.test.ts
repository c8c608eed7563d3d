import type { SimLocker } from './sim-locker';
import { simLocker } from './sim-locker';

let locker: SimLocker;
beforeEach(async () => {
  locker = await simLocker();
});

const state = async () => (await locker.world.inspect()).doors.A1?.state;

it('swings open for a while after a release', async () => {
  await locker.lock.release();
  expect(await state()).toBe('travelling');
  await locker.time.advance(299);
  expect(await locker.contact.read()).toBe('closed');
  await locker.time.advance(1);
  expect(locker.log).toEqual(['A1 open @300']);
});

it('ignores a release of a door that is open or on its way', async () => {
  await locker.lock.release();
  await locker.time.advance(200);
  await locker.lock.release();
  await locker.time.advance(100);
  await locker.lock.release();
  await locker.time.advance(1_000);
  expect(locker.log).toEqual(['A1 open @300']);
  expect((await locker.world.inspect()).doors.A1?.releases).toBe(3);
});

it('is forced open by a hand without a release', async () => {
  await locker.sim.hand('A1', 'open');
  expect(locker.log).toEqual(['A1 open @0']);
});

it('is closed by a hand at once when it is open', async () => {
  await locker.sim.hand('A1', 'open');
  await locker.sim.hand('A1', 'close');
  expect(locker.log).toEqual(['A1 open @0', 'A1 closed @0']);
});

it('is closed by a patient hand a moment after it has swung open', async () => {
  await locker.lock.release();
  await locker.sim.hand('A1', 'close');
  await locker.time.advance(2_000);
  expect(locker.log).toEqual(['A1 open @300', 'A1 closed @700']);
});

it('is left alone by a hand that has nothing to do', async () => {
  await locker.sim.hand('A1', 'close');
  await locker.sim.hand('A1', 'open');
  await locker.sim.hand('A1', 'open');
  expect(locker.log).toEqual(['A1 open @0']);
});

it('is closed once by two patient hands', async () => {
  await locker.lock.release();
  await locker.sim.hand('A1', 'close');
  await locker.sim.hand('A1', 'close');
  await locker.time.advance(2_000);
  expect(locker.log).toEqual(['A1 open @300', 'A1 closed @700']);
});

it('refuses a compartment that is not there', async () => {
  await expect(locker.sim.hand('Z9', 'open')).rejects.toMatchObject({
    code: 'unsupported',
    message: 'door:Z9: no such compartment; there are A1, A2',
  });
});
