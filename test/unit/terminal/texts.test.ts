import { LANGUAGES } from '../../../config/schema';
import { render, texts } from '../../../firmware/terminal/render';
import type { Notice, Remark, Screen, ScreenName, TerminalState } from '../../../firmware/terminal/state';
import type { Lines, Texts } from '../../../firmware/terminal/texts/texts';
import { COURIER, TECHNICIAN } from './person';

const NUMBERS = Array.from({ length: 999 }, (_, index) => index + 1);
const REMARKS: readonly Remark['what'][] = ['deposited', 'not-deposited', 'retrieved', 'missing', 'opened'];
const NOTICES = Object.keys(texts.en.refused) as Notice[];

/** Everything that can be said, whatever the number. */
function* everything(say: Texts): Generator<[string, Lines]> {
  for (const pinOpensAt of [null, '00:00', '23:59']) {
    yield ['idle', say.idle(pinOpensAt)];
    yield ['locked-out', say.lockedOut(pinOpensAt)];
  }
  for (let digits = 0; digits <= 10; digits += 1) yield ['entering', say.entering('*'.repeat(digits))];
  for (const canReopen of [true, false]) yield ['help', say.help(canReopen)];
  yield ['help', say.reported()];
  for (const notice of NOTICES) yield [`refused ${notice}`, say.refused[notice]];
  yield ['courier-menu', say.courierMenu()];
  yield ['deposit-size', say.depositSize()];
  for (const typed of ['', '1', '1'.repeat(20)]) {
    yield ['deposit-label', say.depositLabel(null, typed)];
    yield ['service', say.service(null, typed)];
  }
  for (const number of NUMBERS) {
    yield ['opening', say.opening(number)];
    yield ['open', say.open(number)];
    yield ['closed', say.closed(number)];
    yield ['jammed', say.jammed(number, '9999')];
    yield ['deposit-open', say.doorOpens(number)];
    yield ['deposit-open', say.depositOpen(number)];
    yield ['deposit-open', say.depositLarger(number)];
    yield ['deposit-confirm', say.depositConfirm(number)];
    yield ['collect-open', say.collectOpen(number)];
    yield ['collect-confirm', say.collectConfirm(number)];
    for (const what of REMARKS) {
      const remark = say.remark({ what, number });
      yield [`remark ${what}`, say.depositLabel(remark, '')];
      yield [`remark ${what}`, say.collect(remark, 0)];
      yield [`remark ${what}`, say.collect(remark, 500)];
      yield [`remark ${what}`, say.service(remark, '')];
    }
  }
  for (let count = 0; count <= 500; count += 1) yield ['collect', say.collect(null, count)];
}

test.each(LANGUAGES)('%s: whatever the number, four lines of twenty characters at most', (language) => {
  const tooLong = new Map<string, string>();
  let seen = 0;
  for (const [where, lines] of everything(texts[language])) {
    seen += 1;
    if (lines.length > 4) tooLong.set(where, `${lines.length} lines`);
    for (const line of lines) if ([...line].length > 20) tooLong.set(where, line);
  }
  expect(seen).toBeGreaterThan(20_000);
  expect([...tooLong]).toEqual([]);
});

/** Every screen, as it comes up. */
const door = { opening: 1, number: 12 };
const deposit = { wish: { parcel: 'p1' }, door };
const idle: Screen = { screen: 'idle' };
const SCREENS: { readonly [Name in ScreenName]: Extract<Screen, { screen: Name }>[] } = {
  idle: [{ screen: 'idle' }],
  entering: [{ screen: 'entering', digits: '12', shownUntil: 1_000, until: 9_000 }],
  opening: [{ screen: 'opening', door, reopened: false }],
  open: [{ screen: 'open', door, reopened: false }],
  closed: [{ screen: 'closed', door, reopened: false, until: 9_000 }],
  help: [null, 'empty' as const, 'damaged' as const].flatMap((answered) =>
    [true, false].map((reopened) => ({ screen: 'help' as const, door, reopened, answered, until: 9_000 })),
  ),
  refused: NOTICES.map((notice) => ({ screen: 'refused', notice, back: idle, until: 9_000 })),
  'locked-out': [{ screen: 'locked-out', until: 9_000 }],
  jammed: [{ screen: 'jammed', door, reference: '0042', back: idle, until: 9_000 }],
  'courier-menu': [{ screen: 'courier-menu', staff: COURIER, until: 9_000 }],
  'deposit-label': ['', '12345678901234567890123'].map((typed) => ({
    ...{ screen: 'deposit-label' as const, staff: COURIER, remark: null, until: 9_000 },
    typed,
  })),
  'deposit-size': [{ screen: 'deposit-size', staff: COURIER, label: null, until: 9_000 }],
  'deposit-open': [false, true].flatMap((isOpen) =>
    [false, true].map((larger) => ({
      screen: 'deposit-open' as const,
      staff: COURIER,
      deposit,
      isOpen,
      larger,
      until: 9_000,
    })),
  ),
  'deposit-confirm': [{ screen: 'deposit-confirm', staff: COURIER, deposit, until: 9_000 }],
  collect: [[], ['A1']].map((waiting) => ({
    ...{ screen: 'collect' as const, staff: COURIER, remark: null, until: 9_000 },
    waiting,
  })),
  'collect-open': [false, true].map((isOpen) => ({
    ...{ screen: 'collect-open' as const, staff: COURIER, door, rest: [], until: 9_000 },
    isOpen,
  })),
  'collect-confirm': [{ screen: 'collect-confirm', staff: COURIER, door, rest: [], until: 9_000 }],
  service: [{ screen: 'service', staff: TECHNICIAN, typed: '12', door: null, remark: null, until: 9_000 }],
};

const states = Object.values(SCREENS).flatMap((list: Screen[]) =>
  list.flatMap((at) => LANGUAGES.map((language) => ({ at, language }))),
);

function shown({ at, language }: { at: Screen; language: 'de' | 'en' }, masked = false): string[] {
  const state: TerminalState = { at, language, swallowHashUntil: 0, pinClosed: false, lateDoor: null };
  return render(state, { now: 0, pinOpensAt: null, masked }, { columns: 20, rows: 4 });
}

test.each(states.map((state) => [`${state.at.screen} ${state.language}`, state] as const))(
  '%s says something in full: rendering cuts nothing off',
  (_name, state) => {
    const lines = shown(state);
    expect(lines).toHaveLength(4);
    expect(lines.join('').trim().length).toBeGreaterThan(10);
    const wide = render(
      { at: state.at, language: state.language, swallowHashUntil: 0, pinClosed: false, lateDoor: null },
      { now: 0, pinOpensAt: null, masked: false },
      { columns: 80, rows: 10 },
    );
    expect(wide.map((line) => line.trimEnd()).filter((line) => line !== '')).toEqual(
      lines.map((line) => line.trimEnd()).filter((line) => line !== ''),
    );
  },
);

test('the two languages say different things on every screen', () => {
  for (const list of Object.values(SCREENS)) {
    for (const at of list) expect(shown({ at, language: 'de' })).not.toEqual(shown({ at, language: 'en' }));
  }
});

test('a screen on which somebody has to do something names the key or the thing to do', () => {
  for (const { at, language } of states) {
    if (!('until' in at) || at.screen === 'refused' || at.screen === 'jammed' || at.screen === 'locked-out') continue;
    if (at.screen === 'help' && at.answered !== null) continue;
    if (at.screen === 'deposit-open' || at.screen === 'collect-open') continue;
    expect(shown({ at, language }).join('\n')).toMatch(/[0-9*#]=/);
  }
});

test('small displays get the first lines, cut to their width', () => {
  const lines = render(
    { at: idle, language: 'de', swallowHashUntil: 0, pinClosed: false, lateDoor: null },
    { now: 0, pinOpensAt: null, masked: false },
    { columns: 16, rows: 2 },
  );
  expect(lines).toEqual(['Willkommen', 'PIN eingeben ode']);
});
