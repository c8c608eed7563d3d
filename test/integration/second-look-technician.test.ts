import { Rig, SERVICE_PIN } from '../helpers/rig';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running({ timeouts: { sessionSeconds: 20 } });
});
afterEach(() => rig.end());

async function openDoor(number: number): Promise<void> {
  await rig.keys(SERVICE_PIN);
  await rig.advance(1_100);
  expect(rig.screen()).toBe('service');
  await rig.keys(`1${number}#`);
}

test('a technician works at an open door longer than a session lasts: it goes on, and ends after the door is closed', async () => {
  await openDoor(1);
  await rig.advance(50_000);
  expect(rig.compartment('A1').door).toBe('open');
  expect(rig.screen()).toBe('service-open');
  await rig.hand('A1', 'close');
  await rig.advance(15_000);
  expect(rig.screen()).toBe('service-which');
  await rig.advance(10_000);
  expect(rig.screen()).toBe('idle');
});

test('a door that a technician wants and that jams is said to be stuck, with its number for the hotline', async () => {
  await rig.fault('door:A1', 'jam');
  await openDoor(1);
  await rig.advance(6_000);
  expect(rig.screen()).toBe('jammed');
  const jam = rig.events().find(({ type }) => type === 'door.jammed') as unknown as { reference: string };
  expect(rig.lines().join()).toContain(jam.reference);
  expect(rig.world.firedFaults()['door:A1 jam']).toBeGreaterThan(0);
  // The session goes on, and ends as ever.
  await rig.advance(5_000);
  expect(rig.screen()).toBe('service-which');
  await rig.keys('2#');
  await rig.advance(1_000);
  expect(rig.compartment('A2').door).toBe('open');
});
