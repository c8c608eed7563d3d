import type { Desk } from './visit';
import { Visit } from './visit';

/** A German technician: what the daemon says of itself in English is German on the page. */
const visit = new Visit();
let desk: Desk;

beforeAll(async () => {
  await visit.start();
  desk = await visit.open({ locale: 'de-DE' });
});
afterAll(() => visit.stop());
afterEach(() => expect(visit.complaints).toEqual([]));

/** Term and finding of each line of health. */
async function health(): Promise<Record<string, string>> {
  const rows = await desk.part('Zustand').locator('dl > div').all();
  const read = await Promise.all(rows.map((row) => row.locator('dt, dd').allTextContents()));
  return Object.fromEntries(read.map(([term = '', found = '']) => [term.replace(/^[✓✗] /, ''), found]));
}

test('health', async () => {
  await desk.goTo('Zustand');
  await desk.part('Zustand').getByText('nimmt Änderungen an').waitFor();
  expect(await health()).toEqual({
    Datenbank: 'nimmt Änderungen an',
    Speicherplatz: expect.stringMatching(/^\d+ MiB frei$/) as string,
    'Codes über': 'Tastatur, Scanner',
    Geräte: 'alle da',
    Schlösser: 'keins ist schwergängig',
    Deckel: 'zu',
    Uhr: 'Zeit synchronisiert',
    'PIN-Eingabe': 'offen',
    Betreiber: expect.stringMatching(/^Betreiber verbunden(, \d+ Ereignisse? warte[nt]+)?$/) as string,
  });
  await visit.demo.ok('POST', '/sim/clock', { step: 'PT24H', trusted: false });
  await visit.demo.fault('tamper', 'stuck-open');
  await visit.demo.fault('keypad', 'stuck-key');
  await visit.demo.keys('1');
  await desk.part('Zustand').getByText('Tastatur: Taste hängt').waitFor();
  const found = await health();
  expect(found['Deckel']).toBe('offen: Sabotagealarm');
  expect(found['Uhr']).toMatch(/^nicht vertrauenswürdig, nichts läuft ab; zuletzt verlässlich: \d\d\.\d\d\.\d{4}, /);
});

test('the self-test', async () => {
  await visit.demo.fault('lock:A2', 'lost');
  await visit.demo.fault('rtc', 'jam');
  await desk.goTo('Zustand');
  await desk.button('Alle Geräte ansehen').click();
  for (const row of [
    'Scanner gut simuliert, ist da',
    'Schloss, Fach 1 (A1) gut simuliert, ist da',
    'Tür, Fach 1 (A1) gut simuliert, zu',
    'Schloss, Fach 2 (A2) PRÜFEN antwortet nicht',
    'Uhrenbaustein gut simuliert, ist stehen geblieben',
    'Tastatur PRÜFEN Taste hängt',
    'Sabotagekontakt gut simuliert, offen: Sabotagealarm',
  ]) {
    await desk.part('Selbsttest').getByRole('row', { name: row, exact: true }).waitFor();
  }
  for (const target of ['lock:A2', 'rtc', 'keypad', 'tamper']) await visit.demo.fault(target, 'none');
});

test('scenarios, in the list and opened', async () => {
  await desk.goTo('Szenarien');
  const stories = desk.page.locator('.stories a');
  await stories.first().waitFor();
  const titles = await stories.allTextContents();
  expect(titles).toHaveLength((await visit.demo.ok<unknown[]>('GET', '/sim/scenarios')).length);
  expect(titles).toContain('Die Tür klemmt, der Code bleibt gültig');
  await stories.filter({ hasText: 'Die erste Abholung' }).click();
  await desk.page.getByRole('heading', { name: 'Die erste Abholung' }).waitFor();

  // Changed over to English, the file itself is quoted.
  await desk.page.getByRole('combobox', { name: 'Sprache' }).selectOption('English');
  await desk.page.getByRole('heading', { name: 'The first pickup' }).waitFor();
});
