import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STILLS } from '../../firmware/app';
import type { HealthView } from '../../firmware/core/views';
import { testApp } from '../helpers/app';

const SITE = `
locker: { id: TEST-1, zone: Europe/Berlin }
hal: { driver: sim }
compartments: [{ id: A1, number: 1, size: S }]
camera: { command: [no-such-program, '{file}'], on: [tamper.alarm, door.forced], minGapSeconds: 0 }
`;

/** The whole program, in its own time. */
test('the cover is taken off: a still; the camera is lost: told, degraded; it is back: stills again', async () => {
  const { app, folder, client, stop } = await testApp(SITE);
  const { store } = app.locker;
  const fault = (target: string, what: string) => client.post('/sim/faults', { target, fault: what });
  const hand = (action: 'open' | 'close') => client.post('/sim/doors/A1', { action });
  /** 200 or 503: the body says it. */
  const health = async (): Promise<HealthView> => (await client.ask('GET', '/health')).body as HealthView;
  const stills = (): string[] => readdirSync(join(folder, STILLS)).map((name) => name.replace(/.*\d-/, ''));
  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) await new Promise((resolve) => setImmediate(resolve));
  };
  try {
    await fault('tamper', 'stuck-open');
    await until(() => stills().includes('tamper.alarm.jpg'));
    const [name = ''] = readdirSync(join(folder, STILLS));
    expect([...readFileSync(join(folder, STILLS, name)).subarray(0, 2)]).toEqual([0xff, 0xd8]);
    expect((await health()).checks).toMatchObject({ stills: { ok: true } });

    await fault('camera', 'lost');
    // Before its contact is believed nobody knows that it was shut, and it would be found open, not forced.
    await until(() => app.locker.doors.reading('A1') === 'closed');
    await hand('open');
    await until(() => store.events.after(0, 100).some(({ type }) => type === 'door.forced'));
    expect(store.events.after(0, 100)).toContainEqual(
      expect.objectContaining({ type: 'device.lost', device: 'camera', detail: 'simulated fault' }),
    );
    expect((await health()).checks['devices']).toMatchObject({
      ok: false,
      detail: expect.stringContaining('camera') as string,
    });

    await fault('camera', 'none');
    await hand('close');
    // A hand that is quicker than the contact is believed would be none.
    await until(() => app.locker.doors.reading('A1') === 'closed');
    await hand('open');
    await until(() => stills().includes('door.forced.jpg'));
    expect(stills().filter((type) => type === 'door.forced.jpg')).toHaveLength(1);
  } finally {
    await stop();
  }
});
