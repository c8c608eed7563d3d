import { testApp } from '../helpers/app';

const SITE = `
locker: { id: TEST-1, zone: Europe/Berlin }
hal: { driver: sim }
compartments: [{ id: A1, number: 1, size: S }]
`;

test('a locker that was built a moment ago is put an hour and a year back, and is trusted there', async () => {
  const { app, client, stop } = await testApp(SITE, Date.now());
  const set = (step: string, trusted?: boolean) => client.post('/sim/clock', { step, trusted });
  const { clock } = app.locker;
  try {
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
    await stop();
  }
});
