import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { lockerctl } from '../../helpers/lockerctl';

const SIM = resolve(__dirname, '../../../config/sim.yaml');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outputs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const outputsOff = (...args: string[]) => lockerctl(['outputs-off', ...args], { cwd: folder });

test('a simulated locker has no outputs, and needs no daemon to say so', async () => {
  expect(await outputsOff('--config', SIM)).toEqual({
    code: 0,
    out: 'this locker is simulated: it has no outputs\n',
    err: '',
  });
});

test('outputs of which nobody knows are told with a failure', async () => {
  const site = {
    locker: { id: 'T-1', zone: 'Europe/Berlin' },
    hal: {
      driver: 'linux',
      gpio: { backend: 'sysfs', chip: 'no-such-chip' },
      doors: { A1: { lock: { bcm: 17 }, contact: { bcm: 27 } } },
    },
    compartments: [{ id: 'A1', number: 1, size: 'S' }],
    siteKey: { file: 'site.key' },
  };
  writeFileSync(join(folder, 'site.yaml'), stringify(site));
  const { code, out, err } = await outputsOff('--config', 'site.yaml');
  expect([code, out]).toEqual([1, expect.stringMatching(/^A1 +bcm 17 +NOT OFF +gpio: .{20}/m)]);
  expect(err).toContain('not known to be off: A1');
});

test('a site file that is wrong leaves everything as it is', async () => {
  writeFileSync(join(folder, 'site.yaml'), 'locker: {}\n');
  const { code, err } = await outputsOff('--config', 'site.yaml');
  expect(code).toBe(1);
  expect(err).toContain('site.yaml');
  expect(err).toContain('nothing was switched');
  expect((await outputsOff()).code).toBe(64);
});
