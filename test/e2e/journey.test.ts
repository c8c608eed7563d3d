import { execFileSync } from 'node:child_process';
import { Demo } from './demo';

jest.setTimeout(120_000);

/** The whole first journey, as the control API's user sees it. */
async function journey(demo: Demo): Promise<void> {
  // Ann fetches hers with the PIN, once.
  const ann = await demo.deposit({ to: 'ann@example.com', size: 'M' });
  expect(await demo.compartment(ann.compartment)).toMatchObject({ state: 'occupied', parcel: ann.id, size: 'M' });
  await demo.keys(`${ann.message.pin}#`);
  await demo.untilScreen('open');
  await demo.hand(ann.compartment, 'close');
  await demo.untilScreen('closed');
  expect(await demo.compartment(ann.compartment)).toMatchObject({ state: 'free', parcel: null });
  await demo.keys(`#${ann.message.pin}`);
  expect(await demo.screen()).toBe('refused');

  // Bob scans his QR code; the power goes while the door is on its way.
  const bob = await demo.deposit({ to: 'bob@example.com', size: 'S' });
  await demo.scan(bob.message.qr ?? '');
  await demo.ok('POST', '/sim/power', { action: 'cut' });
  expect((await demo.compartment(bob.compartment)).door).toBe('open');
  await demo.hand(bob.compartment, 'close');
  expect((await demo.compartment(bob.compartment)).state).toBe('unverified');
  await demo.scan(bob.message.qr ?? '');
  expect(await demo.screen()).toBe('refused');

  // Cem's door jams; his code stays valid.
  const cem = await demo.deposit({ to: 'cem@example.com', size: 'L' });
  await demo.fault(`door:${cem.compartment}`, 'jam');
  await demo.keys(cem.message.pin ?? '');
  await demo.untilScreen('jammed');
  await demo.fault(`door:${cem.compartment}`, 'none');
  await demo.keys(cem.message.pin ?? '');
  await demo.untilScreen('open');
  await demo.hand(cem.compartment, 'close');
  await demo.untilScreen('closed');

  // Dora does not come; after 73 hours the courier takes hers back.
  const dora = await demo.deposit({ to: 'dora@example.com', size: 'XL' });
  await demo.advance('PT73H');
  expect(await demo.compartment(dora.compartment)).toMatchObject({ state: 'expired' });
  await demo.keys(dora.message.pin ?? '');
  expect(await demo.screen()).toBe('refused');
  await demo.keys((await demo.courier()).pin);
  await demo.untilScreen('courier-menu');
  await demo.keys('2#');
  await demo.until('the door', async () => (await demo.compartment(dora.compartment)).state === 'open');
  await demo.hand(dora.compartment, 'close');
  await demo.untilScreen('collect-confirm');
  await demo.keys('#**');
  expect((await demo.compartment(dora.compartment)).state).toBe('free');

  // The story is whole, in order, and holds no code.
  const events = await demo.events();
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const story = (parcel: string) =>
    events.flatMap((event) => ('parcel' in event && event.parcel === parcel ? [event.type] : []));
  expect(story(ann.id)).toEqual([
    'door.opened',
    'door.closed',
    'parcel.deposited',
    'door.opened',
    'parcel.collected',
    'door.closed',
    'access.refused',
  ]);
  expect(story(bob.id)).toEqual(expect.arrayContaining(['parcel.deposited', 'parcel.collected']));
  expect(story(cem.id)).toEqual(expect.arrayContaining(['parcel.deposited', 'door.jammed', 'parcel.collected']));
  expect(story(dora.id)).toEqual(
    expect.arrayContaining([
      'parcel.deposited',
      'parcel.reminder',
      'parcel.expired',
      'access.refused',
      'parcel.retrieved',
    ]),
  );
  for (const type of ['parcel.deposited', 'parcel.collected', 'parcel.retrieved']) {
    const parcels = events.flatMap((event) => (event.type === type && 'parcel' in event ? [event.parcel] : []));
    expect(new Set(parcels).size).toBe(parcels.length);
  }
  const text = JSON.stringify(events);
  for (const { pin, qr } of await demo.messages()) {
    for (const code of [pin, qr?.slice(4)]) if (code !== undefined && code !== null) expect(text).not.toContain(code);
  }
}

test('two demos side by side: deposit, pickup by PIN and QR, jam, power cut, expiry and take-back', async () => {
  const demos = [new Demo(), new Demo()] as const;
  try {
    await Promise.all(demos.map((demo) => demo.start()));
    await Promise.all(demos.map(journey));
    expect(demos.map(({ page }) => new URL(page).port)[0]).not.toBe(new URL(demos[1].page).port);
    // One is ended as a service manager would, the other as Ctrl-C does.
    expect(await demos[0].stop('SIGTERM')).toBe(0);
    expect(await demos[1].stop('SIGINT', 'group')).toBe(0);
    for (const demo of demos) await demo.until('an end of all processes', async () => demo.leftRunning().length === 0);
  } finally {
    await Promise.all(demos.map((demo) => demo.remove()));
  }
});

test('what was inside is still inside after the demo was ended and started again, and the offset of the clock too', async () => {
  const demo = new Demo();
  try {
    await demo.start();
    const eva = await demo.deposit({ to: 'eva@example.com', size: 'S' });
    await demo.advance('PT10H');
    const before = Date.parse((await demo.state()).time.now);
    expect(await demo.stop()).toBe(0);
    await demo.start();
    expect(Date.parse((await demo.state()).time.now)).toBeGreaterThanOrEqual(before);
    expect(await demo.compartment(eva.compartment)).toMatchObject({ state: 'occupied', parcel: eva.id });
    await demo.scan(eva.message.qr ?? '');
    await demo.untilScreen('open');
    const files = execFileSync('grep', ['-rlaF', eva.message.pin ?? '', demo.stateDir])
      .toString()
      .trim()
      .split('\n');
    expect(files.every((file) => file.includes('/backoffice/'))).toBe(true);
  } finally {
    await demo.remove();
  }
});
