import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSite } from '../../config/load';
import { createApp, SOCKET } from '../../firmware/app';
import { Client } from '../../firmware/cli/client';
import { silent } from '../helpers/rig';

const SITE = `
locker: { id: TEST-1, zone: Europe/Berlin }
hal: { driver: sim }
compartments: [{ id: A1, number: 1, size: S }]
`;

test('a locker that was built a moment ago is put an hour and a year back, and is trusted there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockerd-'));
  const site = parseSite('site.yaml', SITE);
  if (!site.ok) throw new Error('a good file');
  const app = await createApp({
    site: site.site,
    siteKey: Buffer.alloc(32, 1),
    stateDir: folder,
    logger: silent,
    pageFolder: folder,
    version: '0.0.0-test',
    buildTime: Date.now(),
  });
  const client = new Client(join(folder, SOCKET), new AbortController().signal);
  const set = (step: string, trusted?: boolean) => client.post('/sim/clock', { step, trusted });
  const { clock } = app.locker;
  try {
    await app.start();
    expect(clock.status()).toBe('synchronized');
    await set('-PT1H', false);
    expect(clock.status()).toBe('untrusted');
    await set('PT0S', true);
    expect(clock.status()).toBe('synchronized');
    const before = clock.now();
    await set('-P365D');
    expect(clock.status()).toBe('synchronized');
    expect(before - clock.now()).toBeGreaterThan(364 * 24 * 3_600_000);
  } finally {
    await app.stop();
    rmSync(folder, { recursive: true });
  }
});
