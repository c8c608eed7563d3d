import { LANGUAGES, type Language } from '../../../config/schema';
import { noTally } from '../../../firmware/parcels/audit';
import { newTerminal } from '../../../firmware/terminal/machine';
import { pages, render, type DisplaySize } from '../../../firmware/terminal/render';
import type { Screen, ScreenName, TerminalState } from '../../../firmware/terminal/state';
import { everything, NOTICES } from './everything';
import { COURIER, TECHNICIAN } from './person';

const LARGE: DisplaySize = { columns: 20, rows: 4 };
const SMALL: DisplaySize = { columns: 16, rows: 2 };

const fits: readonly [Language, 'large' | 'small', number, number][] = LANGUAGES.flatMap((language) => [
  [language, 'large', 20, 4],
  [language, 'small', 16, 4],
]);
test.each(fits)('%s, %s: whatever the values, at most %i characters in %i lines', (language, size, columns, rows) => {
  const tooLong = new Map<string, string>();
  let seen = 0;
  for (const [where, lines] of everything(language, size)) {
    seen += 1;
    // A remark comes before what is there without it.
    const most = size === 'small' && where.startsWith('remark') ? rows + 2 : rows;
    if (lines.length > most) tooLong.set(where, `${lines.length} lines`);
    for (const line of lines) if ([...line].length > columns) tooLong.set(where, line);
  }
  expect(seen).toBeGreaterThan(200);
  expect([...tooLong]).toEqual([]);
});

test.each(LANGUAGES)('%s: everything says something, and words neither begin nor end with a blank', (language) => {
  for (const size of ['large', 'small'] as const) {
    for (const [where, lines] of everything(language, size)) {
      expect([where, lines.join('').length > 3]).toEqual([where, true]);
      for (const line of lines) if (!/[*#]/.test(line)) expect([where, line]).toEqual([where, line.trim()]);
    }
  }
});

/** Every screen, as it comes up. */
const door = { opening: 1, number: 12 };
const deposit = { wish: { parcel: 'p1' }, door };
const idle: Screen = { screen: 'idle' };
const audit = { staff: COURIER, door: { ...door, compartment: 'A1' }, rest: [], left: 0, until: 9_000 };
const SCREENS: { readonly [Name in ScreenName]: Extract<Screen, { screen: Name }>[] } = {
  idle: [{ screen: 'idle' }],
  entering: [{ screen: 'entering', digits: '12', shownUntil: 1_000, until: 9_000 }],
  'compartment-first': [null, 12].map((number) => ({
    screen: 'compartment-first' as const,
    typed: '12',
    shownUntil: 1_000,
    until: 9_000,
    number,
  })),
  opening: [{ screen: 'opening', door, reopened: false }],
  open: [false, true].map((reminded) => ({ screen: 'open' as const, door, reopened: false, reminded })),
  closed: [false, true].map((early) => ({ screen: 'closed' as const, door, canReopen: true, early, until: 9_000 })),
  help: [null, 'empty' as const, 'damaged' as const].flatMap((answered) =>
    [true, false].map((canReopen) => ({ screen: 'help' as const, door, canReopen, answered, until: 9_000 })),
  ),
  refused: NOTICES.map((notice) => ({ screen: 'refused', notice, back: idle, until: 9_000 })),
  'locked-out': [{ screen: 'locked-out', until: 9_000 }],
  jammed: [idle, { screen: 'service' as const, staff: TECHNICIAN, until: 9_000 }].flatMap((back) =>
    [true, false].flatMap((standsOpen) =>
      [true, false].map((codeEnded) => ({
        screen: 'jammed' as const,
        door,
        reference: '0042',
        standsOpen,
        codeEnded,
        back,
        until: 9_000,
      })),
    ),
  ),
  'courier-menu': [{ screen: 'courier-menu', staff: COURIER, until: 9_000 }],
  'deposit-label': ['', '1234567890123456'].map((typed) => ({
    screen: 'deposit-label' as const,
    staff: COURIER,
    remark: null,
    until: 9_000,
    typed,
  })),
  'deposit-size': [{ screen: 'deposit-size', staff: COURIER, label: null, until: 9_000 }],
  'deposit-open': [false, true].flatMap((isOpen) =>
    [{ larger: false }, { larger: true }, { larger: false, unseen: true }, { larger: false, leftOpen: true }].map(
      (how) => ({
        screen: 'deposit-open' as const,
        staff: COURIER,
        deposit,
        isOpen,
        ...how,
        until: 9_000,
      }),
    ),
  ),
  'deposit-confirm': [{ screen: 'deposit-confirm', staff: COURIER, deposit, until: 9_000 }],
  collect: [[], ['A1']].map((waiting) => ({
    screen: 'collect' as const,
    staff: COURIER,
    remark: null,
    until: 9_000,
    waiting,
  })),
  'collect-open': [false, true].flatMap((isOpen) =>
    [{}, { take: ['00340434161094021501', null] }, { unseen: true }, { leftOpen: true }].map((how) => ({
      screen: 'collect-open' as const,
      staff: COURIER,
      door,
      rest: [],
      until: 9_000,
      isOpen,
      ...how,
    })),
  ),
  'collect-confirm': [{ screen: 'collect-confirm', staff: COURIER, door, rest: [], until: 9_000 }],
  'handover-label': ['', '1234567890123456'].map((typed) => ({
    screen: 'handover-label' as const,
    staff: COURIER,
    until: 9_000,
    typed,
  })),
  'handover-code': [true, false].flatMap((closed) =>
    [
      { for: 'handover' as const, parcel: 'p1', staff: COURIER },
      { for: 'pickup' as const, second: { grant: 'g1', method: 'pin' as const, parcel: 'p1' } },
    ].map((wish) => ({
      screen: 'handover-code' as const,
      digits: '12',
      shownUntil: 1_000,
      until: 9_000,
      wish,
      closed,
    })),
  ),
  'handover-done': [{ screen: 'handover-done', staff: COURIER, until: 9_000 }],
  'out-of-order': [{ screen: 'out-of-order' }],
  'audit-menu': [COURIER, TECHNICIAN].flatMap((staff) =>
    [null, 'unverified' as const, 'all' as const].map((scope) => ({
      screen: 'audit-menu' as const,
      counts: { unverified: 2, all: 12 },
      until: 9_000,
      staff,
      scope,
    })),
  ),
  'audit-open': [
    { isOpen: false },
    { isOpen: true },
    { isOpen: true, unseen: true },
    { isOpen: true, leftOpen: true },
  ].map((how) => ({
    screen: 'audit-open' as const,
    ...audit,
    expected: [],
    ...how,
  })),
  'audit-ask': [[], [null], ['00340434161094021501'], [null, null]].flatMap((expected) =>
    [null, 'parcel' as const, 'empty' as const, 'other' as const].map((said) => ({
      screen: 'audit-ask' as const,
      ...audit,
      expected,
      said,
    })),
  ),
  'audit-stuck': [false, true].map((standsOpen) => ({
    screen: 'audit-stuck' as const,
    ...audit,
    reference: '0042',
    standsOpen,
  })),
  'audit-done': [{ screen: 'audit-done', staff: COURIER, tally: noTally, until: 9_000 }],
  service: [{ screen: 'service', staff: TECHNICIAN, until: 9_000 }],
  'service-which': (['open', 'block'] as const).map((wish) => ({
    screen: 'service-which' as const,
    staff: TECHNICIAN,
    typed: '12',
    remark: null,
    until: 9_000,
    wish,
  })),
  'service-open': [false, true].map((isOpen) => ({
    screen: 'service-open' as const,
    staff: TECHNICIAN,
    until: 9_000,
    door,
    isOpen,
  })),
  'service-state': [true, false].map((out) => ({
    screen: 'service-state' as const,
    staff: TECHNICIAN,
    number: 12,
    until: 9_000,
    out,
  })),
  'service-selftest': [[], [{ kind: 'scanner' as const, name: '', problem: 'lost' as const }]].map((complaints) => ({
    screen: 'service-selftest' as const,
    staff: TECHNICIAN,
    index: 0,
    until: 9_000,
    found: { devices: 12, complaints },
  })),
};

const states = Object.values(SCREENS).flatMap((list: Screen[]) =>
  list.flatMap((at) => LANGUAGES.map((language) => ({ at, language }))),
);

const view = { now: 0, pinOpensAt: null, masked: false };

function shown({ at, language }: { at: Screen; language: Language }, size = LARGE): readonly (readonly string[])[] {
  return pages({ ...newTerminal(language, LANGUAGES), at }, view, size);
}

test.each(states.map((state) => [`${state.at.screen} ${state.language}`, state] as const))(
  '%s says something in full on both displays: nothing is cut off',
  (_name, state) => {
    for (const size of [LARGE, SMALL]) {
      const all = shown(state, size);
      for (const lines of all) expect(lines).toHaveLength(size.rows);
      expect(all.flat().join('').trim().length).toBeGreaterThan(10);
      const words = all
        .flat()
        .map((line) => line.trimEnd())
        .filter((line) => line !== '');
      // As if every line had all the room in the world.
      const wide = pages({ ...newTerminal(state.language, LANGUAGES), at: state.at }, view, {
        columns: size === LARGE ? 80 : 19,
        rows: size.rows,
      });
      expect(
        wide
          .flat()
          .map((line) => line.trimEnd())
          .filter((line) => line !== ''),
      ).toEqual(words);
    }
  },
);

test('no two languages say the same on any screen', () => {
  for (const list of Object.values(SCREENS)) {
    for (const at of list) {
      if (at.screen === 'service-selftest') continue;
      for (const size of [LARGE, SMALL]) {
        const said = LANGUAGES.map((language) => JSON.stringify(shown({ at, language }, size)));
        expect([at.screen, new Set(said).size]).toEqual([at.screen, LANGUAGES.length]);
      }
    }
  }
});

test('a screen on which somebody has to do something names the key or the thing to do', () => {
  for (const { at, language } of states) {
    if (!('until' in at) || at.screen === 'refused' || at.screen === 'jammed' || at.screen === 'locked-out') continue;
    if (at.screen === 'help' && at.answered !== null) continue;
    if (['deposit-open', 'collect-open', 'audit-open', 'service-open'].includes(at.screen)) continue;
    for (const size of [LARGE, SMALL]) expect(shown({ at, language }, size).flat().join('\n')).toMatch(/[0-9*#]=/);
  }
});

test('what stands in between takes the short lines, as many at a time as there is room for', () => {
  const menu: TerminalState = { ...newTerminal('de'), at: { screen: 'courier-menu', staff: COURIER, until: 9_000 } };
  expect(pages(menu, view, { columns: 16, rows: 4 })).toEqual([
    ['1=einlegen', '2=abholen', '3=übergeben', '4=prüfen 0=Ende'],
  ]);
  expect([0, 1, 2].map((page) => render(menu, { ...view, page }, SMALL))).toEqual([
    ['1=einlegen', '2=abholen'],
    ['3=übergeben', '4=prüfen 0=Ende'],
    ['1=einlegen', '2=abholen'],
  ]);
});

test.each([
  [LARGE, ['Door 12 stands open', 'Close it, please, so', 'that others can get', 'their parcels']],
  [SMALL, ['Door 12 is open', 'Please close it']],
])('another door that stands open is told of in turn at idle and in a session only, on %j', (size, notice) => {
  const said = (at: Screen, standOpen = [door]) => pages({ ...newTerminal('en'), standOpen, at }, view, size);
  for (const name of ['idle', 'courier-menu', 'deposit-open', 'audit-ask', 'service'] as const)
    for (const at of SCREENS[name]) expect(said(at)).toEqual([...said(at, []), notice]);
  for (const name of ['entering', 'open', 'closed', 'locked-out'] as const)
    for (const at of SCREENS[name]) expect(said(at)).toEqual(said(at, []));
});

test('a site with one language speaks of no other', () => {
  expect(render(newTerminal('fr'), view, LARGE)).toEqual(['Bienvenue', 'Tapez votre PIN ou', 'scannez le code QR', '']);
});

test.each([
  [
    LARGE,
    [
      ['Door 12: take only', '..94021501', 'B', 'and close the door'],
      ['Door 12: take only', 'without label', '', 'and close the door'],
    ],
  ],
  [
    SMALL,
    [
      ['12: take only', '..94021501'],
      ['12: take only', 'B'],
      ['12: take only', 'without label'],
      ['then close the', 'door'],
    ],
  ],
])('labels of those that go from a shared compartment, in turn, on %j', (size, expected) => {
  const take = ['00340434161094021501', 'B', null];
  const at: Screen = { screen: 'collect-open', staff: COURIER, door, rest: [], isOpen: true, until: 9_000, take };
  expect(shown({ at, language: 'en' }, size)).toEqual(expected);
});
