import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { siteSchema } from '../../../config/schema';
import { createHal } from '../../../hal/create-hal';

const site = siteSchema.parse({
  locker: { id: 'SIM-0001', zone: 'Europe/Berlin' },
  hal: { driver: 'sim', columns: 16, rows: 2, travelMs: 0 },
  compartments: [{ id: 'A1', number: 1, size: 'S' }],
});

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lockerd-state-'));
});
afterEach(() => {
  delete process.env.LOCKERD_WORLD;
  rmSync(stateDir, { recursive: true });
});

it('opens the simulated locker with its world in the state folder', async () => {
  const first = await createHal(site.hal, site.compartments, { stateDir });
  expect([first.hal.display?.columns, first.hal.display?.rows]).toEqual([16, 2]);
  await first.hal.start();
  await first.hal.locks.get('A1')?.release();
  await first.hal.stop();
  expect(existsSync(join(stateDir, 'world.json'))).toBe(true);

  const second = await createHal(site.hal, site.compartments, { stateDir });
  await second.hal.start();
  expect(await second.hal.contacts.get('A1')?.read()).toBe('open');
  await second.hal.stop();
});

it('waits for a hand as long as the contact takes to settle', async () => {
  const { hal, time } = await createHal(site.hal, site.compartments, { stateDir });
  await hal.start();
  const begin = time.monotonic();
  await hal.sim?.hand('A1', 'open');
  expect(time.monotonic() - begin).toBeGreaterThanOrEqual(150);
  await hal.stop();
});

it('does not fall back to a world of its own when it is told that there is another', async () => {
  process.env.LOCKERD_WORLD = 'ipc';
  const connected = jest.replaceProperty(process, 'connected', false);
  await expect(createHal(site.hal, site.compartments, { stateDir })).rejects.toMatchObject({
    name: 'HalError',
    code: 'config',
  });
  connected.restore();
});
