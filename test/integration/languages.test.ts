import { LANGUAGES, type Language } from '../../config/schema';
import { texts } from '../../firmware/terminal/render';
import { Rig } from '../helpers/rig';

const PIN = '246810';
const LABEL = '00340434161094021501';

let rig: Rig;
afterEach(() => rig.end());

const site = (language: Language, columns: number, rows: number) => ({
  locker: { id: 'TEST-1', zone: 'Europe/Berlin', language: 'de', languages: [...new Set(['de', language])] },
  hal: { driver: 'sim', columns, rows },
});

/** The lines of the display itself, not of the terminal's own view. */
const display = async (): Promise<readonly string[]> => (await rig.world.inspect()).display;

/** Everything that comes in turn; each time somebody looks after a page's two seconds. */
async function readAll(count: number): Promise<string[]> {
  const read: string[] = [];
  for (let page = 0; page < count; page += 1) {
    if (page > 0) await rig.advance(2_000);
    read.push(...(await display()));
  }
  return read.map((line) => line.trimEnd());
}

const filled = (lines: readonly string[], rows: number): string[] =>
  [...lines, '', '', ''].slice(0, Math.ceil(lines.length / rows) * rows);

const journeys = LANGUAGES.flatMap((language) => [
  { language, columns: 20, rows: 4, say: texts[language].large },
  { language, columns: 16, rows: 2, say: texts[language].small },
]);

test.each(journeys)(
  'a pickup in $language on $columns x $rows: mistyped, fetched, reported as damaged',
  async ({ language, columns, rows, say }) => {
    rig = await Rig.running(site(language, columns, rows));
    await rig.stored({ id: 'p1', label: LABEL }, PIN);
    await rig.advance(70_000);
    if (language !== 'de') await rig.keys('*');
    expect(rig.locker.terminal.view().language).toBe(language);
    const shows = async (lines: readonly string[]): Promise<void> => {
      const want = filled(lines, rows);
      expect(await readAll(want.length / rows)).toEqual(want.map((line) => line.trimEnd()));
    };
    await rig.keys('111111');
    await shows(say.refused.code);
    await rig.keys(PIN);
    await rig.advance(1_000);
    await shows(say.open(1));
    expect(rig.lines()).toHaveLength(rows);
    await rig.advance(4_000);
    await rig.hand('A1', 'close');
    await shows(say.closed(1));
    await rig.keys('*');
    await shows(say.help(true));
    await rig.keys('3');
    await shows(say.reported());
    expect(rig.types()).toEqual(expect.arrayContaining(['parcel.collected', 'parcel.reported-damaged']));
    await rig.advance(70_000);
    expect(rig.locker.terminal.view()).toMatchObject({ screen: 'idle', language: 'de' });
  },
);

test.each(journeys)(
  'a delivery in $language on $columns x $rows: what is typed can be read, each question names its keys',
  async ({ language, columns, rows, say }) => {
    rig = await Rig.running(site(language, columns, rows));
    if (language !== 'de') await rig.keys('*');
    await rig.keys('900001');
    await rig.advance(1_100);
    await rig.keys('1');
    expect(await display()).toEqual(filled(say.depositLabel(null, ''), rows).slice(0, rows));
    await rig.keys('4711');
    expect((await display()).join('\n')).toContain('4711');
    await rig.keys('#');
    expect((await display()).join('\n')).toContain('1=S');
    await rig.keys('1');
    await rig.advance(1_000);
    expect((await display()).join('\n')).toContain('9=');
    await rig.hand('A1', 'close');
    expect((await display()).join('\n')).toContain('#=');
    await rig.keys('#');
    expect((await display())[0]).toBe(say.remark({ what: 'deposited', number: 1 }));
    expect(rig.types()).toContain('parcel.deposited');
  },
);

test('a small display turns over every two seconds, and begins anew with each key', async () => {
  rig = await Rig.running(site('en', 16, 2));
  await rig.keys('900001');
  await rig.advance(1_100);
  expect(await display()).toEqual(['1=einlegen', '2=abholen']);
  await rig.advance(1_000);
  expect(await display()).toEqual(['3=übergeben', '4=prüfen 0=Ende']);
  await rig.advance(2_000);
  expect(await display()).toEqual(['1=einlegen', '2=abholen']);
  await rig.advance(2_000);
  await rig.keys('1');
  expect(await display()).toEqual(['Label scannen', '#=ohne *=zurück']);
  await rig.advance(30_000);
  expect(await display()).toEqual(['Label scannen', '#=ohne *=zurück']);
});

test('whoever looks at the lines from afar turns no page: the display does', async () => {
  rig = await Rig.running(site('en', 16, 2));
  const { terminal, clock } = rig.locker;
  const turning = jest.spyOn(clock, 'every');
  terminal.inputsChanged({ keypad: 'lost', scanner: 'lost' });
  expect(terminal.view().lines).toEqual(['Außer Betrieb', 'Frist angehalten']);
  expect(turning).not.toHaveBeenCalled();
  await rig.advance(100);
  expect(await display()).toEqual(['Außer Betrieb', 'Frist angehalten']);
  expect(turning).toHaveBeenCalledTimes(1);
  await rig.advance(2_000);
  expect(terminal.view().lines).toEqual(['Ihr Paket liegt', 'hier sicher']);
});
