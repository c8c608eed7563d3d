import { LANGUAGES } from '../../../config/schema';
import { noTally } from '../../../firmware/parcels/audit';
import { newTerminal } from '../../../firmware/terminal/machine';
import { render, texts } from '../../../firmware/terminal/render';
import type { Notice, Remark, Screen, ScreenName, TerminalState } from '../../../firmware/terminal/state';
import type { Lines, Texts } from '../../../firmware/terminal/texts/texts';
import { COURIER, TECHNICIAN } from './person';

const NUMBERS = Array.from({ length: 999 }, (_, index) => index + 1);
const REMARKS: readonly Remark['what'][] = ['deposited', 'not-deposited', 'retrieved', 'missing', 'opened'];
const NOTICES = Object.keys(texts.en.refused) as Notice[];

/** Everything that can be said, whatever the number. */
function* everything(say: Texts): Generator<[string, Lines]> {
  for (const pinOpensAt of [null, '00:00', '24.11. 23:59', say === texts.en ? '24 Sept 23:59' : '23:59']) {
    for (const compartmentFirst of [true, false]) yield ['idle', say.idle(pinOpensAt, compartmentFirst)];
    yield ['locked-out', say.lockedOut(pinOpensAt)];
  }
  for (let digits = 0; digits <= 10; digits += 1) yield ['entering', say.entering('*'.repeat(digits))];
  for (const canReopen of [true, false]) yield ['help', say.help(canReopen)];
  yield ['help', say.reported()];
  for (const notice of NOTICES) yield [`refused ${notice}`, say.refused[notice]];
  yield ['courier-menu', say.courierMenu()];
  yield ['out-of-order', say.outOfOrder()];
  yield ['idle', say.scanOnly()];
  for (const pinOpensAt of [null, '24.11. 23:59'])
    for (const compartmentFirst of [true, false]) yield ['idle', say.typeOnly(pinOpensAt, compartmentFirst)];
  for (let count = 0; count <= 500; count += 100) {
    for (const all of [null, 500]) yield ['audit-menu', say.audit.menu(count, all)];
    const tally = { 'as-expected': count, missing: count, found: count, unknown: count, left: count };
    if (count <= 100) yield ['audit-done', say.audit.done(tally)];
  }
  yield ['handover-code', say.handoverClosed()];
  yield ['handover-done', say.handoverDone()];
  for (const wish of ['handover', 'pickup'] as const) yield ['handover-code', say.handoverCode('*'.repeat(10), wish)];
  yield ['deposit-size', say.depositSize()];
  for (const typed of ['', '1', '1'.repeat(20)]) {
    yield ['deposit-label', say.depositLabel(null, typed)];
    yield ['service', say.service(null, typed)];
    yield ['handover-label', say.handoverLabel(typed)];
  }
  for (const number of NUMBERS) {
    yield ['compartment-first', say.compartmentFirst(String(number))];
    yield ['compartment-first', say.pinOf(number, '*'.repeat(10))];
    yield ['opening', say.opening(number)];
    yield ['open', say.open(number)];
    yield ['closed', say.closed(number)];
    yield ['closed', say.closedEarly(number)];
    yield ['open', say.stillOpen(number)];
    yield ['audit-open', say.audit.open(number)];
    yield ['audit-stuck', say.audit.stuck(number, '9999')];
    for (const expected of [[], [null], ['00340434161094021501'], ['A-1'], [null, 'B'], Array<null>(12).fill(null)])
      yield ['audit-ask', say.audit.ask(number, expected)];
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
const audit = { staff: COURIER, door, rest: [], tally: noTally, until: 9_000 };
const SCREENS: { readonly [Name in ScreenName]: Extract<Screen, { screen: Name }>[] } = {
  idle: [{ screen: 'idle' }],
  entering: [{ screen: 'entering', digits: '12', shownUntil: 1_000, until: 9_000 }],
  'compartment-first': [null, 12].map((number) => ({
    ...{ screen: 'compartment-first' as const, typed: '12', shownUntil: 1_000, until: 9_000 },
    number,
  })),
  opening: [{ screen: 'opening', door, reopened: false }],
  open: [false, true].map((reminded) => ({ screen: 'open' as const, door, reopened: false, reminded })),
  closed: [false, true].map((early) => ({ screen: 'closed' as const, door, reopened: false, early, until: 9_000 })),
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
  'handover-label': ['', '12345678901234567890123'].map((typed) => ({
    ...{ screen: 'handover-label' as const, staff: COURIER, until: 9_000 },
    typed,
  })),
  'handover-code': [true, false].flatMap((closed) =>
    [
      { for: 'handover' as const, parcel: 'p1', staff: COURIER },
      { for: 'pickup' as const, second: { grant: 'g1', method: 'pin' as const, parcel: 'p1' } },
    ].map((wish) => ({
      ...{ screen: 'handover-code' as const, digits: '12', shownUntil: 1_000, until: 9_000 },
      wish,
      closed,
    })),
  ),
  'handover-done': [{ screen: 'handover-done', staff: COURIER, until: 9_000 }],
  'out-of-order': [{ screen: 'out-of-order' }],
  'audit-menu': [COURIER, TECHNICIAN].map((staff) => ({
    ...{ screen: 'audit-menu' as const, counts: { unverified: 2, all: 12 }, until: 9_000 },
    staff,
  })),
  'audit-open': [false, true].map((isOpen) => ({ screen: 'audit-open' as const, ...audit, expected: [], isOpen })),
  'audit-ask': [[], [null], ['00340434161094021501'], [null, null]].map((expected) => ({
    ...{ screen: 'audit-ask' as const, ...audit },
    expected,
  })),
  'audit-stuck': [{ screen: 'audit-stuck', ...audit, reference: '0042' }],
  'audit-done': [{ screen: 'audit-done', staff: COURIER, tally: noTally, until: 9_000 }],
  service: [{ screen: 'service', staff: TECHNICIAN, typed: '12', door: null, remark: null, until: 9_000 }],
};

const states = Object.values(SCREENS).flatMap((list: Screen[]) =>
  list.flatMap((at) => LANGUAGES.map((language) => ({ at, language }))),
);

function shown({ at, language }: { at: Screen; language: 'de' | 'en' }, masked = false): string[] {
  const state: TerminalState = { ...newTerminal(language), at };
  return render(state, { now: 0, pinOpensAt: null, masked }, { columns: 20, rows: 4 });
}

test.each(states.map((state) => [`${state.at.screen} ${state.language}`, state] as const))(
  '%s says something in full: rendering cuts nothing off',
  (_name, state) => {
    const lines = shown(state);
    expect(lines).toHaveLength(4);
    expect(lines.join('').trim().length).toBeGreaterThan(10);
    const wide = render(
      { ...newTerminal(state.language), at: state.at },
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
    if (at.screen === 'deposit-open' || at.screen === 'collect-open' || at.screen === 'audit-open') continue;
    expect(shown({ at, language }).join('\n')).toMatch(/[0-9*#]=/);
  }
});

test('small displays get the first lines, cut to their width', () => {
  const lines = render(newTerminal('de'), { now: 0, pinOpensAt: null, masked: false }, { columns: 16, rows: 2 });
  expect(lines).toEqual(['Willkommen', 'PIN eingeben ode']);
});
